"""Values that are no facts: words for nothing, markup, quotes, numbers in odd shapes, doubles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guidebook.model import UNANNOUNCED, Form
from guidebook.reading.entries import Entry
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem, shorten

LONGEST_NAME, LONGEST_ENGLISH_NAME = 60, 120
"""Characters: longer ones break lists, posters and the tabs of a browser."""

_NOTHING = re.compile(
    r"[(（【\[“\"]?(?:null|nil|none|undefined|nan|n/?a|tb[acd]|~|-+|—+|/|\.+|…+|无|暂无|没有|空|不详|不知道|不清楚|不确定|略"
    r"|未知|未定|同[上左前]|见[上下]|不适用|(?:时间|地点|地址|具体)?(?:待|暂|尚|还|未|另行|稍后)+"
    r"(?:公布|公开|公示|发布|确定|定|补充|补|核实|通知|明确|更新|知)(?:中|后补)?)[)）】\]”\"]?[\s。．.!！;；]*",
    re.IGNORECASE,
)
"""What people write where they know nothing; the whole of a text."""

_LABELS = ("statuses", "outcomes", "grades", "events")
"""Keys of the form whose texts name states, such as 待补充."""

_QUOTED = re.compile(r"“[^“”]*”|‘[^‘’]*’|「[^「」]*」|『[^『』]*』|＂[^＂]*＂|\"[^\"]*\"|'[^']*'")

_PAIRS = ("“”", "‘’", "「」", "『』", "《》", "【】")
_ANY_OF_A_PAIR = re.compile(f"[{''.join(_PAIRS)}＂\"'（(]")
"""Most texts have none, and are done at one look."""

_MARKUP = re.compile(
    r"</?[a-zA-Z一-龥][^<>]*>|<!--|&(?:[a-z]+|#\d+);|\*\*[^*]+\*\*|__[^_]+__|~~[^~]+~~|`[^`]+`"
    r"|^#{1,6} |^[>*+-] |^\|.*\|$|\\[nrt]|\[\^\w+\]|zzslot-",
    re.MULTILINE,
)
"""HTML and Markdown, which would be shown letter for letter; and the holes of layouts."""
_IMAGE = re.compile(r"!\[[^\]]*\]")

_MARKS_ON_END = re.compile("[，。；：、][，。；：、]+")
FEWEST_SIGNS = 2
"""Words of no more signs are not said twice by mistake: 一个一个, 试试."""
_UNIT_TWICE = re.compile(r"\d\s*(万|亿|元|%|个|工作日)\1")
_TWICE = re.compile(r"([一-龥].{3,80}?)\1")

_MEASURED = ("duration", "fee", "rhythm")
"""Keys of texts that say how long, how much or how often."""
_BARE = re.compile(r"\d[\d.,\s~～至—–-]*")

_WHOLE = re.compile(r"0|[1-9]\d*")
_NUMBER = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?")


def words_for_nothing(read: Folder) -> Iterator[Problem]:
    """Yield every text that says that there is nothing to say: it would be shown as a fact."""
    for entry in read.texts:
        is_unannounced = entry.text.strip() == str(UNANNOUNCED)
        if is_unannounced and isinstance(entry.content, Form):
            yield entry.problem("这里是表单上的话，不能写“待公布”，请写出来")
            continue
        if is_unannounced and entry.keys == ("name",):
            yield entry.problem(f"名称不能写“{UNANNOUNCED}”，请写出名称")
        elif is_unannounced or entry.keys[-1] == "choices" or entry.keys[0] in _LABELS:
            continue
        elif _NOTHING.fullmatch(entry.text.strip()):
            yield entry.problem(
                f"{shorten(entry.text)}会当作内容显示：不知道的必填项写“{UNANNOUNCED}”三个字，"
                "选填项整行删去；确实没有的写成一句话，如“不收费”"
            )


def quoted_values(read: Folder) -> Iterator[Problem]:
    """Yield every text that stands in quotes as a whole: they would be shown."""
    for entry in read.texts:
        if not _ANY_OF_A_PAIR.search(entry.text):
            continue
        text = entry.text.strip()
        if _QUOTED.fullmatch(text):
            yield entry.problem(f"{shorten(text)}：引号会一起显示，请删去")
        for pair in _PAIRS:
            opening, closing = tuple(pair)
            many, few = text.count(opening), text.count(closing)
            if many != few:
                message = f"{shorten(text)}：引号 {opening} 有 {many} 个，{closing} 有 {few} 个"
                yield entry.problem(f"{message}，请补成对或删去")
        if text.startswith('"') != text.endswith('"') and text.count('"') == 1:
            yield entry.problem(f'{shorten(text)}：半角引号 " 没有成对，请删去')
        opened, closed = (sum(map(text.count, pair)) for pair in ("（(", "）)"))
        if opened > closed and "](" not in text:
            yield entry.problem(f"{shorten(text)}：括号没有收尾，请补上“）”")


def markup(read: Folder) -> Iterator[Problem]:
    """Yield every text with HTML or Markdown, which is shown letter for letter."""
    for entry in read.texts:
        found = _MARKUP.search(entry.text) or _IMAGE.search(entry.value)
        if found:
            yield entry.problem(
                f"{shorten(found[0])}会照样显示出来，请删去；"
                "文字里只能写链接：[文字](/services/编号/)"
            )


def doubled_words(read: Folder) -> Iterator[Problem]:
    """Yield every text with the same words twice on end, as after pasting twice, or two marks."""
    for entry in read.prose:
        marks = _MARKS_ON_END.search(entry.text)
        if marks:
            yield entry.problem(f"“{marks[0]}”连写了几个标点，请只留一个")
        unit = _UNIT_TWICE.search(entry.text)
        if unit:
            yield entry.problem(f"“{unit[0]}”的单位写了两遍，请删去一遍")
        found = _TWICE.search(entry.text)
        if found and len(set(found[1])) > FEWEST_SIGNS:
            yield entry.problem(f"{shorten(found[1])}连写了两遍，请删去一遍")


def long_names(read: Folder) -> Iterator[Problem]:
    """Yield every name that is a whole text, or looks like a piece of one."""
    for entry in read.texts:
        if entry.keys[-1] in ("name", "aliases", "former_names", "keywords"):
            most = LONGEST_ENGLISH_NAME if entry.location[-1] == "en" else LONGEST_NAME
            if re.search(r"\n|[。；，：、]\s*$", entry.text):
                yield entry.problem("名称写在一行里，末尾不带标点，请改好")
            if len(entry.text) > most:
                yield entry.problem(f"有 {len(entry.text)} 个字，名称最多 {most} 个字，请缩短")


def bare_numbers(read: Folder) -> Iterator[Problem]:
    """Yield every number that stands alone where nobody can tell what it counts."""
    for entry in read.texts:
        if entry.keys[-1] in _MEASURED and _BARE.fullmatch(entry.text.strip()):
            yield entry.problem(
                f"{shorten(entry.text)}只有数字，请写上单位，如“3 个工作日”“100 元”"
            )


def odd_numbers(read: Folder) -> Iterator[Problem]:
    """Yield every number that was typed in a shape that reading it would change: 010, 1_000, -1."""
    for entries in read.entries.values():
        for entry in entries:
            if _is_typed_number(entry):
                typed = (entry.file.typed(entry.location) or str(entry.value)).strip()
                shape = _WHOLE if isinstance(entry.value, int) else _NUMBER
                if not shape.fullmatch(typed):
                    yield entry.problem(f"应为数字，如 {abs(entry.value)}，现在是{shorten(typed)}")


def _is_typed_number(entry: Entry) -> bool:
    """Tell whether a number was typed as one; a quantity is typed with its unit."""
    is_number = isinstance(entry.value, int | float) and not isinstance(entry.value, bool)
    return is_number and entry.file.as_written(entry.location) == entry.location


def repeated_items(read: Folder) -> Iterator[Problem]:
    """Yield every item that a list holds twice; names and questions have rules of their own."""
    for entries in read.entries.values():
        seen: dict[tuple[object, ...], Entry] = {}
        for entry in entries:
            place = _list_of(entry)
            if place is None or entry.keys[-1] in ("aliases", "former_names", "asked_as"):
                continue
            first = seen.setdefault((*place, str(entry.value).strip()), entry)
            if first is not entry:
                line = entry.file.line_of(first.location)
                message = f"{shorten(entry.value)}在这个列表里写了两次，第一次在第 {line} 行"
                yield entry.problem(f"{message}，请删去一处")


def repeated_entries(read: Folder) -> Iterator[Problem]:
    """Yield every document, question or contact that a list holds twice, whole or by its name."""
    for entries in read.entries.values():
        seen: dict[tuple[object, ...], Entry] = {}
        for entry in entries:
            head = _head_of(entry)
            if head is None:
                continue
            first = seen.setdefault(head, entry)
            if first is not entry:
                line = entry.file.line_of(first.location)
                message = f"{shorten(entry.value)}在这个列表里写了两次，第一次在第 {line} 行"
                yield entry.problem(f"{message}，请删去一处，或写出不同的名称")


_HEADS = {
    "documents": "name",
    "events": "title",
    "cases": "name",
    "faqs": "question",
    "topics": "heading",
    "where": "name",
    "basis": "title",
    "rules": "title",
    "stages": "name",
    "facts": "name",
}
"""List → the key that tells its entries apart; of contacts it is the number itself."""


_SHARING = {"posts", "where"}
"""Places and posts may have one telephone together."""


def _head_of(entry: Entry) -> tuple[object, ...] | None:
    """Return the list that an entry stands in with what tells it apart, None of other values."""
    keys, (*_, place) = entry.keys, entry.location
    if place == "en" or len(keys) < 2:
        return None
    is_head = _HEADS.get(keys[-2]) == keys[-1]
    is_head = is_head or (keys[-1] == "phone" and not _SHARING & {*keys})
    is_listed = is_head and any(isinstance(step, int) for step in entry.location)
    return (*keys, str(entry.value).strip()) if is_listed else None


def _list_of(entry: Entry) -> tuple[object, ...] | None:
    """Return the place of the list that a value is an item of, None if of none."""
    location = entry.location[:-1] if entry.location[-1] == "zh" else entry.location
    return location[:-1] if isinstance(location[-1], int) else None
