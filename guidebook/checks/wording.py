"""Rules of wording that no type can hold: people, numbers, misspellings, unfinished texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guidebook.checks.numbers import (
    digits_of,
    identity_number_in,
    impossible_day_in,
    impossible_time_in,
    other_promise_in,
    telephones_in,
)
from guidebook.checks.people import Person, person_alone, person_in
from guidebook.model import Form, Record, Service, Site
from guidebook.reading.entries import Entry, told
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem
from guidebook.search.traditional import simplified

FEWEST_WAYS_OF_ASKING = 3
"""Search lives on how people ask: a service with fewer ways is hardly found."""

_PLACEHOLDER = re.compile(
    r"(?<![a-z])(?:todo|fixme|tbd|xxx+|lorem ipsum)(?![a-z])|待完善|待更新|待填写"
    r"|[(（【\[]\s*(?:待补充?|待定|待核实|待确认|待续)\s*[)）】\]]"
    r"|^(?:示例|样例|测试|未命名)(?:事项|楼宇|部门|记录|文字|名称|标题|内容)?\d*$"
    r"|此处(?:填写|补充)|^请(?:填写|补充)$|[?？]{3,}",
    re.IGNORECASE,
)
"""What somebody meant to fill in later (政府网站发展指引: nothing empty, nothing unfinished)."""

_MAILBOX = re.compile(
    r"[\w.+-]+@(?:qq|vip\.qq|foxmail|163|126|yeah|sina|sohu|139|189|21cn|aliyun|gmail|outlook|hotmail"
    r"|live|icloud|yahoo)\.(?:com(?:\.cn)?|cn|net)",
    re.IGNORECASE,
)
"""Addresses at the providers where people, not bodies, have their mail."""
_ANY_MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)

_GARBLED = re.compile(
    "[\ufffd\ue000-\uf8ff]|锟斤拷|烫烫烫|屯屯屯|(?:[ã-é][^\\x00-\\x7f一-龥]{2}){2}"
    r"|#(?:REF|VALUE|N/A|NAME|DIV/0|NUM|NULL|SPILL)[!?]?|错误[!！]未找到引用源"
)
"""What is left where an encoding did not know a sign, UTF-8 that was read as Latin-1, and what
spreadsheets and word processors write where they lost a value."""
_CHINESE_IN_UTF8 = re.compile(rb"((?:[\xe3-\xe9\xef][\x80-\xbf]{2})+).{0,2}", re.DOTALL)
"""Signs of Chinese texts, and what GBK's pairs of bytes left of one more."""
_BEGINS_UTF8 = "".join(
    bytes((first, second)).decode("gbk", "ignore")
    for first in (*range(0xE3, 0xEA), 0xEF)
    for second in range(0x80, 0xC0)
)
"""The signs that such a text begins with."""
_ODD_SIGN = re.compile(f"[\ufffd\ue000-\uf8ff锟烫屯ã-é#错{_BEGINS_UTF8}]")
"""One of these is in all of them: most texts are done at one look."""
_HAN_RUN = re.compile(r"[^\x00-\x7f\s，。、；：“”（）《》]{4,}")

_CUT_NUMBER = re.compile(r"\d+，\d{3}(?!\d)")
_HALF_WIDTH = re.compile(r"[一-龥][,;:?!](?=[一-龥“])|[一-龥]\.(?=$|[一-龥])")
_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]+")

_POINTING = re.compile(
    "[看见按照打有](?:上面|下面)|[本这]一?页(?!纸)|上述|下列|[见如][上下][文表方图]"
)
"""What means a place of a page: texts leave it, as data, in search, on paper, read aloud."""

_WHO = ("filled_by", "who", "provided_by", "run_by", "bought_by", "asker", "owner", "authority")
"""Keys of a post or a body."""

_SOUGHT = ("asked_as", "keywords", "question")
"""What readers say themselves."""

_IN_CONTACTS = ("contact", "complaint", "desk")


def persons(read: Folder) -> Iterator[Problem]:
    """Yield every text that names a person: posts stay, people change."""
    for entry, person in _persons(read):
        if person.is_certain:
            yield entry.problem(f"“{person.words}”：不写人名：岗位长在，人会变动；请改写岗位")


def likely_persons(read: Folder) -> Iterator[Problem]:
    """Remind of every text that probably names a person, but may mean something else."""
    for entry, person in _persons(read):
        if not person.is_certain:
            yield entry.problem(
                f"“{person.words}”像是人名：如果是，请改写岗位；"
                "如果不是，可列进 site.yaml 的 not_persons"
            )


def _persons(read: Folder) -> Iterator[tuple[Entry, Person]]:
    site = read.single(Site)
    no_persons = site.not_persons if site else ()
    for entry in read.prose:
        alone = person_alone(entry.text, no_persons) if _names_who(entry) else None
        person = alone or person_in(entry.text, no_persons)
        if person:
            yield entry, person


def _names_who(entry: Entry) -> bool:
    """Tell whether a text stands where a post or a body is named."""
    in_contact = entry.keys[-1] == "label" and any(key in _IN_CONTACTS for key in entry.keys)
    return in_contact or entry.keys[-1] in _WHO


def identity_numbers(read: Folder) -> Iterator[Problem]:
    """Yield every identity number."""
    for entry in read.prose:
        number = identity_number_in(entry.text)
        if number:
            yield entry.problem(f"“{number}”：不写身份证号，请删去")


def private_mailboxes(read: Folder) -> Iterator[Problem]:
    """Remind of every address of mail that is likely one person's own."""
    for entry in read.prose:
        mailbox = _MAILBOX.search(entry.text)
        if mailbox:
            yield entry.problem(f"“{mailbox[0]}”像是个人邮箱：请改写岗位和公用的联系方式")


def mailboxes_in_texts(read: Folder) -> Iterator[Problem]:
    """Remind of every address of a body's mail that nobody can press, and that no source backs."""
    for entry in read.prose:
        found = _ANY_MAILBOX.search(entry.text)
        is_shown = entry.keys[-1:] != ("email",) and "mailto:" not in str(entry.value)
        is_hint = isinstance(entry.content, Form) and entry.keys[0] == "fields"
        if found and is_shown and not is_hint and not _MAILBOX.search(entry.text):
            message = f"“{found[0]}”写在文字里点不开：请写进 contact 的 email，并写明出处"
            yield entry.problem(message)


def unfinished_texts(read: Folder) -> Iterator[Problem]:
    """Yield every text that somebody meant to finish later."""
    for entry in read.prose:
        mark = _PLACEHOLDER.search(entry.text)
        if mark:
            yield entry.problem(f"“{mark[0]}”：没有写完；请补上，还不知道的写“待公布”")


def telephones_in_texts(read: Folder) -> Iterator[Problem]:
    """Yield every telephone number outside of contacts that is not one of the public numbers."""
    site = read.single(Site)
    for entry in read.prose if site else ():
        if isinstance(entry.content, Form) and entry.keys[0] == "fields":
            continue  # whose hints show how a number is written
        for number in telephones_in(entry.text):
            if site and digits_of(number) not in site.public_digits:
                yield entry.problem(
                    f"“{number}”：电话只写在 contact 里，并写明出处；人人可打的公用号码先列进 "
                    "site.yaml 的 public_numbers；还没公布的写“待公布”"
                )


def other_promises(read: Folder) -> Iterator[Problem]:
    """Yield every time of an answer, outside of records, that is not one `form.yaml` promises."""
    form = read.single(Form)
    for entry in read.prose if form else ():
        found = other_promise_in(entry.text, form.deadlines.promised_days) if form else None
        if found and not isinstance(entry.content, Record):
            days = "、".join(map(str, sorted({*form.deadlines.promised_days}))) if form else ""
            yield entry.problem(f"“{found}”和 form.yaml 的时限不一样：那里是 {days} 个工作日")


def garbled_texts(read: Folder) -> Iterator[Problem]:
    """Yield every text that was saved or opened in the wrong encoding."""
    for entry in read.prose:
        if not _ODD_SIGN.search(entry.text):
            continue
        if _GARBLED.search(entry.text):
            yield entry.problem("有乱码：请从原文重新抄这一段")
            continue
        for run in _HAN_RUN.findall(entry.text):
            meant = _read_as_gbk(run)
            if meant:
                yield entry.problem(f"“{run}”是乱码，原文像是“{meant}”，请从原文重新抄")
                break


def _read_as_gbk(run: str) -> str:
    """Return what signs were before their UTF-8 was read as GBK, empty where they were not."""
    found = _CHINESE_IN_UTF8.fullmatch(run.encode("gbk", "replace"))
    meant = found[1].decode() if found else ""
    return meant if re.fullmatch("[一-龥，。、]+", meant) else ""


def impossible_days(read: Folder) -> Iterator[Problem]:
    """Yield every day and month in a text that no calendar has, and times that no clock has."""
    for entry in read.prose:
        day = impossible_day_in(entry.text)
        if day:
            yield entry.problem(f"“{day}”：没有这一天，请核对")
        time = impossible_time_in(entry.text)
        if time:
            yield entry.problem(f"“{time}”：没有这个时刻，请核对")


def odd_widths(read: Folder) -> Iterator[Problem]:
    """Remind of half-width marks between Chinese words, and of full-width digits and letters."""
    entries = [entry for entries in read.entries.values() for entry in entries]
    for entry in (*entries, *(line for lines in read.pages.values() for line in lines)):
        half, full = _HALF_WIDTH.search(entry.text), _FULL_WIDTH.search(str(entry.value))
        cut = _CUT_NUMBER.search(entry.text)
        if cut:
            yield entry.problem(f"“{cut[0]}”像是一个数，里面不用全角逗号：请写成 10000 或 1 万")
        if half:
            yield entry.problem(f"“{half[0]}”用了半角标点，中文里请用全角：，。；：？！")
        if full:
            yield entry.problem(f"“{full[0]}”是全角的，请改成半角的数字和字母")


def traditional_signs(read: Folder) -> Iterator[Problem]:
    """Remind of traditional characters, as they come from what was copied: one of each text."""
    known = simplified()
    for entry in read.prose:
        sign = next((sign for sign in entry.text if ord(sign) in known), None)
        if sign:
            yield entry.problem(f"“{sign}”是繁体字，请改成“{known[ord(sign)]}”；搜索自己认得繁体")


def odd_typos(read: Folder) -> Iterator[Problem]:
    """Yield every right spelling that holds the wrong one: nobody could write it."""
    site = read.single(Site)
    for wrong, right in site.typos.items() if site else ():
        if site and right != wrong and right in site.typos:
            message = f"“{right}”也写成了错别字，怎么写都会报错：请删去这两对里的一对"
            yield read.file_of(Site).problem(("typos", wrong), message)
        elif wrong in right:
            message = f"改成的“{right}”里还有“{wrong}”，怎么写都会报错：请改好或删去这一对"
            yield read.file_of(Site).problem(("typos", wrong), message)


def misspellings(read: Folder) -> Iterator[Problem]:
    """Yield every misspelling that `site.yaml` lists, anywhere but there."""
    site = read.single(Site)
    typos = site.typos if site else {}
    any_typo = re.compile("|".join(map(re.escape, typos)) or "(?!)")
    texts = [e for e in read.prose if e.content is not site and any_typo.search(e.text)]
    for wrong, right in typos.items():
        found = [entry for entry in texts if wrong in entry.text and wrong not in right]
        yield from told(found, f"错别字“{wrong}”，应为“{right}”") if found else ()


def few_ways_of_asking(read: Folder) -> Iterator[Problem]:
    """Yield every service that people would hardly find."""
    for service, file in read.all_of(Service):
        if len(service.asked_as) < FEWEST_WAYS_OF_ASKING:
            message = f"常见问法至少写 {FEWEST_WAYS_OF_ASKING} 句，照办事的人会打的字来写"
            if any(re.search("[，、；]", question) for question in service.asked_as):
                message += "；几句之间用半角逗号“,”隔开，或每句一行"
            yield file.problem(("asked_as",), message)


def pointing_texts(read: Folder) -> Iterator[Problem]:
    """Remind of every text of a record that points at its page: elsewhere it points at nothing."""
    for entry in read.prose:
        found = _POINTING.search(entry.text)
        if found and isinstance(entry.content, Record) and entry.keys[-1] not in _SOUGHT:
            message = f"“{found[0]}”：这段文字也在数据、搜索和手册里，离开网页就看不懂"
            yield entry.problem(f"{message}；请写明是什么，如“看事项页的‘带什么’”")
