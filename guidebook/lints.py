"""Faults of wording that no type can see: people, numbers without a source, misspellings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from guidebook.folder import Folder
from guidebook.model import Content, Form, Record, RecordId, Service, Site
from guidebook.numbers import digits_of, identity_number_in, telephones_in
from guidebook.people import is_person, person_in
from guidebook.problems import Location, Problem
from guidebook.sourcing import find_unsourced
from guidebook.text import plain
from guidebook.walk import walk
from guidebook.yaml_file import YamlFile

FEWEST_WAYS_OF_ASKING = 3
"""Search lives on how people ask: a service with fewer ways is hardly found."""

_PLACEHOLDER = re.compile(
    r"(?<![a-z])(?:todo|fixme|tbd|xxx+|lorem ipsum)(?![a-z])|待完善|待更新|待填写|此处填写"
    r"|[?？]{3,}",
    re.IGNORECASE,
)
"""What somebody meant to fill in later (政府网站发展指引: nothing empty, nothing unfinished)."""

_NO_TEXTS = (
    "id", "url", "site_url", "intake_url", "report_errors_url", "domain", "id_code", "icp",
    "police_record", "code", "basic_code", "implementation_code", "blank_form", "number", "version",
    "phone",
)  # fmt: skip
"""Keys of codes, addresses and numbers, which have rules of their own."""

_WHO = ("filled_by", "who", "provided_by", "run_by", "bought_by", "asker", "owner", "authority")
"""Keys of a post or a body."""

_IN_CONTACTS = ("contact", "complaint", "desk")


def find_lint_faults(read: Folder) -> Iterator[Problem]:
    """Yield every person, unsourced number, placeholder and misspelling in the content."""
    site, form = read.contents.get(("", "site")), read.contents.get(("", "form"))
    typos = site.typos if isinstance(site, Site) else {}
    public = site.public_digits if isinstance(site, Site) else None
    no_persons = site.not_persons if isinstance(site, Site) else ()
    promised = form.deadlines.promised_days if isinstance(form, Form) else None
    for key, content in read.contents.items():
        file = read.files[key]
        yield from _forbidden(content, file, no_persons)
        if public is not None:
            yield from _telephones(content, file, public)
        if key != ("", "site"):  # which lists the misspellings
            yield from _misspelt(content, file, typos)
        if isinstance(content, Record):
            yield from find_unsourced(content, file, public, promised)
        if isinstance(content, Service) and len(content.asked_as) < FEWEST_WAYS_OF_ASKING:
            message = f"常见问法至少写 {FEWEST_WAYS_OF_ASKING} 句，照办事的人会打的字来写"
            yield file.problem(("asked_as",), message)


def _forbidden(content: Content, file: YamlFile, no_persons: Collection[str]) -> Iterator[Problem]:
    for location, text in _texts(content):
        alone = _names_who(location) and is_person(text, no_persons)
        person = text if alone else person_in(text, no_persons)
        if person:
            message = f"“{person}”：不写人名：岗位长在，人会变动；请改写岗位"
            yield file.problem(location, message)
        identity = identity_number_in(text)
        if identity:
            yield file.problem(location, f"“{identity}”：不写身份证号，请删去")
        unfinished = _PLACEHOLDER.search(text)
        if unfinished:
            message = f"“{unfinished[0]}”：没有写完；请补上，还不知道的写“待公布”"
            yield file.problem(location, message)


def _names_who(location: Location) -> bool:
    """Tell whether a text stands where a post or a body is named."""
    keys = [step for step in location if isinstance(step, str) and step not in ("zh", "en")]
    in_contact = any(key in _IN_CONTACTS for key in keys) and keys[-1] == "label"
    return in_contact or keys[-1] in _WHO


def _texts(content: Content) -> Iterator[tuple[Location, str]]:
    """Yield every text that readers see or search, without the addresses of its links."""
    for location, value in walk(content):
        keys = [step for step in location if isinstance(step, str) and step not in ("zh", "en")]
        if isinstance(value, str) and not isinstance(value, RecordId) and keys[-1] not in _NO_TEXTS:
            yield location, plain(value)


def _telephones(content: Content, file: YamlFile, public: Collection[str]) -> Iterator[Problem]:
    for location, text in _texts(content):
        if isinstance(content, Form) and location[0] == "fields":
            continue  # whose hints show how a number is written
        unknown = (number for number in telephones_in(text) if digits_of(number) not in public)
        for number in unknown:
            message = (
                f"“{number}”：电话只写在 contact 里，并写明出处；人人可打的公用号码先列进 "
                "site.yaml 的 public_numbers；还没公布的写“待公布”"
            )
            yield file.problem(location, message)


def _misspelt(content: Content, file: YamlFile, typos: Mapping[str, str]) -> Iterator[Problem]:
    for location, text in _texts(content):
        for wrong, right in typos.items():
            if wrong in text:
                yield file.problem(location, f"错别字“{wrong}”，应为“{right}”")
