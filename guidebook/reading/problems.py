"""Faults in the content, worded for the people who write it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from guidebook.model.walk import Location

FEW_KEYS = 5
"""So many keys are listed whole when somebody writes another."""


@dataclass(frozen=True, order=True)
class Problem:
    """One fault, or one warning, at one place."""

    path: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}"
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class ContentError(Exception):
    """The content cannot be used; `problems` holds every fault found, in order of file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def key_name(location: Location) -> str:
    """Write a location the way an editor counts: `documents[1].copies` is the first document's."""
    name = ""
    for part in location:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return name


def top_of(problem: Problem) -> str:
    """Return the key of the file that a problem stands at or in; empty where at none."""
    return re.split(r"[.\[]", problem.key)[0]


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """Return 「，您是不是想写…」 with the likeliest of the known words, or nothing."""
    near = nearest(wrong, known)
    return meant(wrong, near) if near else ""


_LOOK_ALIKE = {"CYRILLIC": "西里尔", "GREEK": "希腊"}
"""Scripts with letters that look like those of ids and keys."""


def meant(wrong: str, right: str) -> str:
    """Return 「，您是不是想写…」; where both look the same, which letter is another one."""
    names = ((sign, unicodedata.name(sign, "").partition(" ")[0]) for sign in wrong)
    strange = [f"“{s}”是{_LOOK_ALIKE[script]}字母" for s, script in names if script in _LOOK_ALIKE]
    told = f"（其中的{'、'.join(dict.fromkeys(strange))}，请用键盘重新打）" if strange else ""
    return f"，您是不是想写“{right}”{told}"


def nearest(wrong: str, known: Iterable[str]) -> str | None:
    """Return the known word most like a mistyped one, if any is like it."""
    names = list(known)
    near = get_close_matches(wrong, names, n=1, cutoff=0.6)
    near = near or get_close_matches(wrong.lower(), names, n=1, cutoff=0.6)
    return near[0] if near else None


def shorten(value: object) -> str:
    """Quote what the editor typed, cut to a length that fits in a message."""
    text = " ".join(str(value).split())
    return f"“{text[:30]}…”" if len(text) > 30 else f"“{text}”"


@dataclass(frozen=True)
class FieldHelp:
    """What the model can say about a field to somebody who filled it wrongly."""

    known_keys: Mapping[str, str] = field(default_factory=dict)
    """The keys that may stand beside it → what they are called in Chinese."""
    label: str = ""
    example: str = ""
    sample: str = ""
    """How its own keys are written in one line, where it has some."""
    meaning: tuple[str, ...] = ()
    """What each of the few words means that it may be, where they are English."""
    required: bool = False
    may_be_unannounced: bool = False


def explain(error: ErrorDetails, field: FieldHelp) -> str:
    """Say in Chinese what a validation error of the model means, and what is expected instead."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    named = f"（{field.label}）" if field.label else ""
    if kind == "missing":
        hint = "；暂时不知道请写“待公布”" if field.may_be_unannounced else ""
        return f"缺少这一项{named}{hint}"
    if kind == "extra_forbidden":
        return f"没有这个键{_right_key(str(error['loc'][-1]), field.known_keys)}"
    if "：" in str(error["loc"][-1]) and value in ("", None):
        return "键后面要写“: ”（半角冒号加空格）"
    if kind.startswith("date") and "outside expected range" in str(context.get("error")):
        return f"没有这一天{named}，请按出处核对，现在是{_describe(value)}"
    if isinstance(value, str) and not value.strip():
        return f"值是空的{named}，请填写{_instead_of_filling(field)}"
    if kind == "string_pattern_mismatch":
        return f"写法不对{named}，应像 {field.example}，现在是{_describe(value)}"
    shown = f"{_expectation(kind, context, field.meaning)}{named}{_sample(kind, context, field)}"
    return f"{shown}，现在是{_describe(value)}{_commas(kind, value)}"


def _sample(kind: str, context: dict[str, Any], field: FieldHelp) -> str:
    """Show how the keys of a group are written, also where a list of groups is expected."""
    if not field.sample or (kind in _OF_KEYS and context["class_name"] in _SHAPES):
        return ""
    if kind == "tuple_type":
        return f"，如 - {field.sample}"
    return f"，如 {field.sample}" if kind in _OF_KEYS else ""


def _commas(kind: str, value: object) -> str:
    """Say where Chinese commas have made one item of several."""
    items = value if isinstance(value, list | tuple) else [value]
    is_one = kind in ("too_short", "tuple_type", "literal_error", "enum")
    if is_one and any(isinstance(item, str) and is_several(item) for item in items):
        return "；几项之间用半角逗号“,”隔开，写成 [甲, 乙]"
    return ""


def is_several(item: str) -> bool:
    """Tell whether one item of a list is several, kept together by Chinese commas."""
    return bool(re.search("[，、；]", item))


_OF_KEYS = ("model_type", "model_attributes_type")


def key_meant(wrong: str, known: Mapping[str, str]) -> str | None:
    """Return the key that an unknown one was meant to be: mistyped, or written in Chinese."""
    typed = re.split("[:：]", wrong)[0].strip()
    if not re.search("[一-龥]", typed):
        return nearest(typed, known)
    labels = {label: key for key, label in known.items() if label}
    likely = [label for label in labels if label in typed or typed in label]
    return labels.get(typed) or (labels[likely[0]] if likely else None)


def _right_key(wrong: str, known: Mapping[str, str]) -> str:
    if ":" in wrong or "：" in wrong:
        return "，键后面要写“: ”（半角冒号加空格）"
    if re.search(r"[./。]", wrong):
        return "，像是一个值被逗号分成了两半：值里有逗号时请给整个值加引号，网址里没有逗号"
    key = key_meant(wrong, known)
    if key:
        return meant(wrong, key)
    return f"，可以写的有 {'、'.join(known)}" if len(known) <= FEW_KEYS else ""


def _instead_of_filling(field: FieldHelp) -> str:
    if field.may_be_unannounced:
        return "，或写“待公布”"
    return "" if field.required else "，或删去这一行"


def _describe(value: object) -> str:
    if isinstance(value, dict):
        return "一组“键: 值”"
    if isinstance(value, list | tuple):
        return f"一个 {len(value)} 项的列表"
    return shorten(value)


_SHAPES = {"Text": "应为一段文字，或 {zh, en} 两种文字"}

_EXPECTATIONS = {
    "int_parsing": "应为整数，如 12",
    "int_type": "应为整数，如 12",
    "int_from_float": "应为整数，如 12",
    "int_parsing_size": "数字太大，应为整数，如 12",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "date_from_datetime_parsing": "应为日期，如 2026-11-23",
    "date_parsing": "应为日期，如 2026-11-23",
    "date_type": "应为日期，如 2026-11-23",
    "date_from_datetime_inexact": "应为日期，如 2026-11-23",
    "time_parsing": "应为时刻，如 09:30",
    "time_type": "应为时刻，如 09:30",
    "string_type": "应为一行文字",
    "tuple_type": "应为列表，每行以“- ”开头",
    "small_count": "少于 5 件的数不公布，请写“少于5”",
    "quantity": "应为数目加单位，如 300 万元",
    "float_parsing": "应为数目，如 3 或 2.5",
    "float_type": "应为数目，如 3 或 2.5",
    "finite_number": "应为数目，如 3 或 2.5",
    "mapping_type": "应为一组“键: 值”",
    "dict_type": "应为一组“键: 值”",
}


def _expectation(kind: str, context: dict[str, Any], meaning: Sequence[str] = ()) -> str:
    if kind in _EXPECTATIONS:
        return _EXPECTATIONS[kind]
    if kind in _OF_KEYS:
        return _SHAPES.get(context["class_name"], "应为一组“键: 值”")
    if kind in ("literal_error", "enum"):
        choices = re.findall("'([^']+)'", context["expected"])
        said = [f"（{words}）" for words in meaning] or [""] * len(choices)
        choices = list(map(str.__add__, choices, said))
        return f"应为 {'、'.join(choices)} 之一"
    if kind == "other_mark":
        return f"不写数目，这里写{'或'.join(f'“{mark}”' for mark in context['marks'])}"
    if kind == "too_short":
        return f"至少要有 {context['min_length']} 项"
    if kind == "too_long":
        return f"最多只能有 {context['max_length']} 项"
    if kind == "greater_than_equal":
        return f"应不小于 {context['ge']}"
    if kind == "less_than_equal":
        return f"应不大于 {context['le']}"
    return "值不合要求"
