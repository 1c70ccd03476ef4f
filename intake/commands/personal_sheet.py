"""What is held about the person of a request, as a sheet for them to read (PIPL 45)."""

from __future__ import annotations

from collections.abc import Iterator

from guidebook.model import FieldWording, Guidebook
from intake.accounts.posts import PostError, assigned_to, name_of, read_post
from intake.cases.forgetting import ended_at, kept_for
from intake.cases.form_values import FIELDS, FormValues
from intake.cases.numbers import show_number
from intake.cases.objections import ACTS, ROLES
from intake.cases.roles import post_in, role_of
from intake.cases.routing import departments_of
from intake.cases.service_request import Happening, ServiceRequest
from intake.cases.wording import grade_label, outcome_label, shown, status_label
from intake.clock import local

UNDECIDED = "没有交给部门"


def personal_sheet(known: ServiceRequest, guidebook: Guidebook) -> Iterator[str]:
    """Yield the lines of a sheet: what was filled in, who had it, what happened, until when."""
    yield f"受理台保存的关于诉求 {show_number(known.number)} 的全部内容"
    yield f"状态：{status_label(known.status, guidebook)} {outcome_label(known.outcome, guidebook)}"
    yield f"保存到：{_kept_until(known, guidebook)}"
    yield from ("", "填写的内容")
    yield from _form_lines(known.submission.values, guidebook)
    if known.sent != known.submission.values:
        yield from ("", "更正以前的内容")
        yield from _form_lines(known.sent, guidebook)
    yield from ("", "交给谁")
    lead, shares = departments_of(known)
    for department in (lead, *(share.department for share in shares)):
        yield f"  {guidebook.name_of('departments', department) or department or UNDECIDED}"
    yield from ("", "经过")
    for happening in known.timeline:
        yield from _happening_lines(happening, guidebook)


def _kept_until(known: ServiceRequest, guidebook: Guidebook) -> str:
    if known.redacted:
        return "内容已经删除"
    kept = kept_for(known, guidebook)
    ended = ended_at(known)
    if ended is None:
        return f"办结后 {kept.days} 天"
    return f"{local(ended).date() + kept:%Y-%m-%d}，到这一天删除"


def _form_lines(values: FormValues, guidebook: Guidebook) -> Iterator[str]:
    """Yield what is filled in; lines of a text go on under its label."""
    said = shown(values, guidebook)
    for field in FIELDS:
        wording: FieldWording = getattr(guidebook.form.fields, field.name)
        if text := getattr(said, field.name):
            yield _line(str(wording.label), text)
    for question, answer in said.answers:
        yield _line(question, answer)


def _happening_lines(happening: Happening, guidebook: Guidebook) -> Iterator[str]:
    who = _name_of(happening.by, guidebook)
    act = "联系企业" if happening.contacted else ACTS[happening.event]
    yield f"  {local(happening.at):%Y-%m-%d %H:%M}  {act}（{who}）"
    outcome, grade = (
        outcome_label(happening.outcome, guidebook),
        grade_label(happening.grade, guidebook),
    )
    given_to = assigned_to(happening, guidebook)
    for text in (outcome, grade, given_to, happening.text, happening.right_place):
        if text:
            yield f"    {_indented(text)}"


def _name_of(by: str, guidebook: Guidebook) -> str:
    try:
        return name_of(read_post(post_in(by)), guidebook)
    except PostError:
        return ROLES.get(role_of(by), by)


def _line(label: str, text: str) -> str:
    return f"  {label}：{_indented(text)}"


def _indented(text: str) -> str:
    return text.replace("\n", "\n      ")
