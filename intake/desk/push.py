"""推送: a package, toolkit or policy for companies of some buildings, to copy, mail and note."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urljoin

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidebook.model import Building, Bundle, Guidebook, Record
from guidebook.model.addresses import DESK, record_address
from guidebook.model.ending import over_on
from guidebook.model.pushes import PUSHED_KINDS
from guidebook.model.text import plain
from guidebook.qr import qr_code
from intake.accounts.posts import Post, name_of
from intake.cases.characters import folded
from intake.cases.roles import DEPARTMENT, SECOND_CHIEF
from intake.clock import local
from intake.desk.sign_in import account_now, desk_words, require_account
from intake.form.places import place_typed
from intake.office import office
from intake.pushes.mailing_list import MailingList, Pushed
from intake.web.gate import check_post

bp = Blueprint("push", __name__, url_prefix=DESK)
bp.before_request(check_post)
bp.before_request(require_account)
bp.context_processor(desk_words)

ALL = "全部"
"""Typed as the place: every building of the post."""
MOST_SHOWN = 20
"""Of what was pushed before."""


@dataclass(frozen=True)
class Before:
    """Something that was pushed to some buildings by one post on one day."""

    pushed: Pushed
    record: Record
    places: tuple[str, ...]


@bp.before_request
def _only_with_buildings() -> None:
    """A department that is everywhere and nowhere pushes nothing: the desk does it for it."""
    if not may_push(account_now().post):
        abort(404)


def may_push(post: Post) -> bool:
    """Tell whether a post looks after buildings."""
    return post.role != DEPARTMENT or bool(post.subdistrict)


@bp.get("/push")
def show_push() -> ResponseReturnValue:
    """Ask what to push and where; then show it ready to be passed on."""
    given = request.args
    if not given.get("what"):
        return _page(given, {})
    amiss, record, buildings = _read(given)
    return _page(given, amiss, record, buildings), 422 if amiss else 200


@bp.post("/push")
def push() -> ResponseReturnValue:
    """Note that it was pushed; the notifier writes to those on the buildings' lists."""
    amiss, record, buildings = _read(request.form)
    if amiss or record is None:
        return _page(request.form, amiss), 422
    now, guidebook = office().clock(), office().guidebook
    page, by = "/".join(record), name_of(account_now().post, guidebook)
    pushed = [Pushed(b.id, page, local(now).date(), by) for b in buildings]
    mailing_list().push(pushed, now)
    return redirect(url_for(".show_push", done=len(pushed)), 303)


def mailing_list() -> MailingList:
    """Return the mailing list of this queue."""
    return MailingList(office().shared, office().guidebook.present_ids)


def buildings_of(post: Post, guidebook: Guidebook) -> tuple[Building, ...]:
    """Return the buildings that a post looks after."""
    if post.role == SECOND_CHIEF:
        everywhere = guidebook.buildings.values()
        return tuple(b for b in everywhere if post.place in (b.id, b.part_of))
    if post.role == DEPARTMENT:
        return guidebook.buildings_of(post.subdistrict)
    return tuple(guidebook.buildings.values())


def _read(
    given: Mapping[str, str],
) -> tuple[dict[str, str], tuple[str, str] | None, tuple[Building, ...]]:
    """Return what is amiss, kind and id of the record, and the buildings."""
    guidebook, amiss = office().guidebook, {}
    record = _record(given.get("what", ""), guidebook)
    if record is None:
        amiss["what"] = "没有这一条：写几个字，从候选里选服务包、政策工具包或政策"
    elif over := _ended(guidebook.records[record[0]][record[1]]):
        amiss["what"] = f"这一条{over}，不能当作有效的推送：请换一条，或者请编辑组更新它"
    theirs = buildings_of(account_now().post, guidebook)
    buildings = tuple(_meant(given.get("where", ""), theirs, guidebook))
    if not buildings:
        amiss["where"] = f"请写您负责的一幢楼，或者写“{ALL}”"
    return amiss, record, buildings


def _ended(record: Record) -> str:
    """Return what to say of a record that does not count any more, empty while it does."""
    today = _today()
    return over_on(record, today) if record.valid_to and record.valid_to < today else ""


def _today() -> date:
    return local(office().clock()).date()


def _record(typed: str, guidebook: Guidebook) -> tuple[str, str] | None:
    for kind in PUSHED_KINDS:
        for record in guidebook.records[kind].values():
            if folded(typed) in map(folded, record.names):
                return kind, record.id
    return None


def _meant(typed: str, theirs: tuple[Building, ...], guidebook: Guidebook) -> Iterator[Building]:
    """Yield the buildings that are meant, of those the post looks after."""
    place = place_typed({"building_other": typed}, guidebook)
    for building in theirs:
        is_all = folded(typed) == ALL or (not typed and len(theirs) == 1)
        named = place.get("building")
        in_subdistrict = bool(building.subdistrict) and (
            place.get("subdistrict") == building.subdistrict
        )
        if is_all or (named and named in (building.id, building.part_of)) or in_subdistrict:
            yield building


def _page(
    typed: Mapping[str, str],
    amiss: Mapping[str, str],
    record: tuple[str, str] | None = None,
    buildings: tuple[Building, ...] = (),
) -> str:
    guidebook = office().guidebook
    theirs = buildings_of(account_now().post, guidebook)
    shown = guidebook.records[record[0]][record[1]] if record and not amiss else None
    link = urljoin(guidebook.site.site_url, record_address(*record)) if record else ""
    return render_template(
        "push.html",
        typed=typed,
        amiss=amiss,
        names=[
            str(record.name)
            for kind in PUSHED_KINDS
            for record in guidebook.records[kind].values()
            if not _ended(record)
        ],
        places=[str(building.name) for building in theirs],
        everything=ALL,
        record=shown,
        buildings=buildings,
        text=f"{_words(shown)} {link}" if shown else "",
        qr_code=qr_code(link) if shown else "",
        subscribers=_subscribers(buildings) if shown else 0,
        done=typed.get("done", ""),
        before=list(_before({building.id for building in theirs}, guidebook))[:MOST_SHOWN],
    )


def _subscribers(buildings: tuple[Building, ...]) -> int:
    is_sent = office().guidebook.site.news_by_mail
    return sum(mailing_list().count(building.id) for building in buildings) if is_sent else 0


def _words(record: Record) -> str:
    """Return what stands in a group's chat, as on the record's own page."""
    if isinstance(record, Bundle):
        return str(record.chat_text)
    over = over_on(record, _today())
    return f"{f'【{over}】' if over else ''}{record.name}：{plain(record.gist)}"


def _before(theirs: set[str], guidebook: Guidebook) -> Iterator[Before]:
    """Yield what was pushed to a post's buildings, as far as the guide still has it."""
    pushed = (p for p in mailing_list().pushed() if p.building in theirs)
    for (page, _day, _by), rows in groupby(pushed, lambda p: (p.page, p.pushed_on, p.by)):
        each, (kind, _, record_id) = list(rows), page.partition("/")
        if record := guidebook.records.get(kind, {}).get(record_id):
            places = tuple(str(guidebook.buildings[p.building].name) for p in each)
            yield Before(each[0], record, places)
