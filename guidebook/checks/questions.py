"""Rules for the questions on a company, `company_facts.yaml`, on which policies rest."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from guidebook.matching.answers import NOTHING, SEVERAL, Range, band_range
from guidebook.model.company_facts import CompanyFact, CompanyFacts
from guidebook.model.walk import Location
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem

FEWEST_CHOICES = 2


def odd_questions(read: Folder) -> Iterator[Problem]:
    """Yield what makes a question on a company unfit to be asked."""
    asked = read.single(CompanyFacts)
    for n, fact in enumerate(asked.facts if asked else ()):
        for place, message in (
            *_of_kind(fact),
            *_of_labels(fact),
            *_of_limits(fact),
            *_of_bands(fact),
        ):
            yield read.file_of(CompanyFacts).problem(("facts", n, *place), message)


def empty_finder(read: Folder) -> Iterator[Problem]:
    """Yield a list of questions of which the finder of policies would ask none."""
    asked = read.single(CompanyFacts)
    if asked and not asked.in_finder:
        message = "没有一题写着 in_finder: true，“找政策”就没有可问的：请在先问的几题下面写上"
        yield read.file_of(CompanyFacts).problem(("facts",), message)


def uncomparable_questions(read: Folder) -> Iterator[Problem]:
    """Yield every number that is to stay below another one which is counted otherwise."""
    asked = read.single(CompanyFacts)
    facts = {fact.id: fact for fact in asked.facts} if asked else {}
    for n, fact in enumerate(facts.values()):
        other = facts.get(fact.not_above or "")
        if other and other.id == fact.id:
            message = "就是这一题自己，请写另一题，或删去"
            yield read.file_of(CompanyFacts).problem(("facts", n, "not_above"), message)
        elif other and other.unit != fact.unit:
            message = f"“{other.name}”的单位是“{other.unit or '没有'}”，两项比不了"
            yield read.file_of(CompanyFacts).problem(("facts", n, "not_above"), message)


def _of_kind(fact: CompanyFact) -> Iterator[tuple[Location, str]]:
    picked = fact.kind in ("choice", "several")
    if picked and len(fact.choices) < FEWEST_CHOICES:
        yield ("choices",), f"至少要有 {FEWEST_CHOICES} 个选项"
    if fact.kind == "number" and not fact.unit:
        yield ("unit",), "数目要写单位，如 人、万元、%"
    for key, fits in (("choices", picked), ("bands", fact.kind == "number")):
        if getattr(fact, key) and not fits:
            yield (key,), f"{fact.kind} 的问题用不到这一项，请删去，或改 kind"


def _of_limits(fact: CompanyFact) -> Iterator[tuple[Location, str]]:
    """Yield limits in the wrong order, bands beyond them, and ends that are given twice."""
    most = math.inf if fact.most is None else fact.most
    if fact.least > most:
        yield ("most",), "最大可能比最小可能还小，请核对"
        return
    for n, band in enumerate(fact.bands):
        for one, other in (("at_least", "over"), ("at_most", "under")):
            if getattr(band, one) is not None and getattr(band, other) is not None:
                yield ("bands", n, other), f"和 {one} 只能写一个"
        numbers = band_range(band)
        if not numbers.is_empty and numbers.is_apart_from(Range(fact.least, most)):
            yield ("bands", n), "整档都在 least 和 most 之外，请核对"


def _of_labels(fact: CompanyFact) -> Iterator[tuple[Location, str]]:
    field = "bands" if fact.kind == "number" else "choices"
    for n, label in enumerate(fact.labels):
        if label in fact.labels[:n]:
            yield (field, n, "label"), f"选项“{label}”写了两次，请改一个"
        if fact.choices and fact.choices[n].says in [
            choice.says or "" for choice in fact.choices[:n]
        ]:
            yield (field, n, "says"), "和前面的选项说法一样，分不出选了哪一个，请改一个"
        if SEVERAL in label or (fact.kind == "several" and label == NOTHING):
            yield (field, n, "label"), f"选项里不能有顿号，也不能就叫“{NOTHING}”，请换个说法"


def _of_bands(fact: CompanyFact) -> Iterator[tuple[Location, str]]:
    ranges = [band_range(band) for band in fact.bands]
    for n, band in enumerate(ranges):
        if band.is_empty:
            yield ("bands", n), "这一档里一个数也没有，请核对两头"
    for n, (before, band) in enumerate(pairwise(ranges), 1):
        if not _joins(before, band, fact.whole):
            yield ("bands", n), f"和上一档“{fact.bands[n - 1].label}”之间有空当或重叠，请接上"


def _joins(before: Range, band: Range, whole: bool) -> bool:
    """Tell whether each number between two bands lies in exactly one of them."""
    if whole and not (before.high_open or band.low_open):
        return band.low == before.high + 1
    return band.low == before.high and before.high_open != band.low_open
