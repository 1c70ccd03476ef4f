"""What people agreed to: a consent that was published under a version never changes under it."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from guidebook.model import Consent, Service
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem

LENGTH = 8
"""Hexadecimal digits of a fingerprint: enough to tell slips, short enough to copy."""


def changed_consent(read: Folder) -> Iterator[Problem]:
    """Yield a consent whose text is not the one that its version stands for.

    Each request keeps the version its sender agreed to. `editions` keeps a fingerprint of each
    version's text, so that a changed text needs a new version, with or without git.
    """
    consent = read.single(Consent)
    if consent is None:
        return
    file, print_now = read.file_of(Consent), fingerprint(consent)
    known = consent.editions.get(consent.version)
    if known is None:
        line = f"{consent.version}: {print_now}"
        message = f"这一版还没有登记：请在 editions 里加一行“{line}”，各版一行，旧的留着"
        yield file.problem(("editions",), message, file.line_of(("version",)))
    elif known != print_now:
        new = _next_version(consent, f"{read.today}")
        yield file.problem(
            ("version",),
            f"文字和 {consent.version} 这一版同意过的不一样：请把 version 改成 {new}，"
            f"在 editions 里加一行“{new}: {print_now}”，旧的留着；不想改就把文字改回去",
        )


def unsaid_keeping(read: Folder) -> Iterator[Problem]:
    """Yield days of keeping that nobody agreed to: unsaid ones, and those of a longer service."""
    consent = read.single(Consent)
    if consent is None:
        return
    days = consent.keep_days
    if not any(f"{days} 天" in topic.text.zh for topic in consent.topics):
        message = f"topics 里没有写保存“{days} 天”：写的和做的要一样"
        yield read.file_of(Consent).problem(("keep_days",), message)
    for service, file in read.all_of(Service):
        if service.keep_days and service.keep_days > days:
            message = f"应不超过同意书里说的 {days} 天"
            yield file.problem(("keep_days",), message)


def _next_version(consent: Consent, today: str) -> str:
    """Return today, with a letter where today has a version already."""
    taken = (*consent.editions, consent.version)
    return next(v for v in (today, *(f"{today}{c}" for c in "bcdefghi")) if v not in taken)


def fingerprint(consent: Consent) -> str:
    """Return what tells one text of the consent from another; blanks and line breaks do not."""
    texts = [consent.summary, consent.agreement]
    texts += [text for topic in consent.topics for text in (topic.heading, topic.text)]
    written = "\n".join("".join(f"{text.zh}|{text.en or ''}".split()) for text in texts)
    return sha256(written.encode()).hexdigest()[:LENGTH]
