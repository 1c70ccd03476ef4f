"""Letters to those who have a building's pushes by mail, each with the link that leaves."""

from __future__ import annotations

from datetime import date
from urllib.parse import urljoin

from guidebook.model import Guidebook
from guidebook.model.addresses import NEWS, record_address
from guidebook.model.ending import line_on
from intake.clock import local
from intake.notices.channels import Address
from intake.notices.marks import telling_alone
from intake.notices.outbox import Outbox
from intake.notices.wording import Text, written
from intake.pushes.mailing_list import Letter, MailingList
from intake.state import Place

MOST_SENT, MOST_FAILED = 100, 3
"""Letters of one round."""


def send_news(outbox: Outbox, shared: Place) -> tuple[int, int]:
    """Send what waits; return how many letters were taken, and how many were not.

    A round ends early, so that a mail server that is slow or down keeps nobody else waiting.
    Whoever is killed between sending and noting sends that letter again. Raises sqlite3.Error or
    OSError.
    """
    mailing_list = MailingList(shared, outbox.guidebook.present_ids)
    mailing_list.clear(outbox.clock())
    if not (outbox.guidebook.site.news_by_mail and outbox.channels.mail):
        return 0, 0
    try:
        with telling_alone(outbox.journal.folder, shared):
            return _send_some(mailing_list, outbox)
    except TimeoutError:
        return 0, 0  # another is at it


def _send_some(mailing_list: MailingList, outbox: Outbox) -> tuple[int, int]:
    sent, failed = 0, 0
    for letter in mailing_list.letters(outbox.clock()):
        text = news_text(letter, outbox.guidebook, local(outbox.clock()).date())
        if text is None or mailing_list.find(letter.to.secret) is None:
            continue  # the guide lost what it is about, or they left just now
        is_taken = _send(letter, text, outbox, mailing_list)
        sent, failed = sent + is_taken, failed + (not is_taken)
        if failed >= MOST_FAILED or sent >= MOST_SENT:
            break
    return sent, failed


def _send(letter: Letter, text: Text, outbox: Outbox, mailing_list: MailingList) -> bool:
    leave = f"{_link(letter, outbox.guidebook)}/leave"
    sender = outbox.sender_for(Address("mail", letter.to.email, leave=leave))
    is_taken = sender.send(text)
    note = mailing_list.note_sent if is_taken else mailing_list.note_failed
    note(letter, outbox.clock())
    return is_taken


def news_text(letter: Letter, guidebook: Guidebook, today: date) -> Text | None:
    """Write a letter; None where the guide has lost the building or the page."""
    building = guidebook.buildings.get(letter.to.building)
    kind, _, record_id = letter.page.partition("/")
    record = guidebook.records.get(kind, {}).get(record_id)
    if building is None or (letter.page and record is None):
        return None
    site = guidebook.site
    return written(
        "news.txt",
        building=str(building.name),
        record=record,
        summary=line_on(record, today) if record else "",
        page=urljoin(site.site_url, record_address(kind, record_id)) if record else "",
        link=_link(letter, guidebook),
        title=site.title,
    )


def _link(letter: Letter, guidebook: Guidebook) -> str:
    site = guidebook.site
    return urljoin(site.intake_url or site.site_url, f"{NEWS}/{letter.to.secret}")
