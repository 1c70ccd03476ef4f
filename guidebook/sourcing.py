"""Numbers, limits and articles of law in a record, each held against the evidence of its facts."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from guidebook.folder import Folder
from guidebook.model import (
    NO_LEGAL_BASIS,
    SAMPLE_MARKS,
    Building,
    Form,
    Limit,
    Record,
    RecordId,
    Service,
    Site,
    Unannounced,
)
from guidebook.numbers import article_in, digits_of, limit_in, statutory_limit_in
from guidebook.problems import Location, Problem
from guidebook.text import plain
from guidebook.walk import walk
from guidebook.yaml_file import YamlFile


def find_unsourced(
    record: Record,
    file: YamlFile,
    public: Collection[str] | None,
    promised: Collection[int] | None,
) -> Iterator[Problem]:
    """Yield every telephone number, limit and article of a record that no source stands behind.

    `public` are the numbers of `site.yaml` that anybody may call, `promised` the working days of
    `form.yaml`; None where that file could not be read, and the rule therefore rests.
    """
    groups = {"default", *record.fact_groups}
    if not groups.issuperset(record.evidence):
        return  # a mistyped group is a fault already, and these would only follow from it
    for location, value in walk(record):
        group = group_of(record, location)
        if group is None or isinstance(value, RecordId):
            continue
        if location[-1] == "phone":
            if public is not None and digits_of(value) not in public:
                yield from _telephone(record, group, location, value, file)
        elif isinstance(value, str):
            yield from _articles(record, group, location, plain(value), file)
            if promised is not None:
                yield from _limits(record, group, location, plain(value), promised, file)
    if isinstance(record, Service):
        yield from _limit_fields(record, file)
        if record.is_coordination:
            yield from _coordination(record, file)


def find_public_number_faults(read: Folder) -> Iterator[Problem]:
    """Yield every number that the site or the form gives out with no source behind it."""
    site, form = read.contents.get(("", "site")), read.contents.get(("", "form"))
    if not isinstance(site, Site):
        return
    file = read.files["", "site"]
    for n, entry in enumerate(site.public_numbers):
        if entry.evidence in SAMPLE_MARKS:
            message = f"“{entry.number}”要有出处，不能只标 {entry.evidence}"
            yield file.problem(("public_numbers", n, "evidence"), message)
        if entry.number in site.public_digits[:n]:
            message = f"“{entry.number}”写了两次，请只留一处"
            yield file.problem(("public_numbers", n, "number"), message)
    if site.hotline.number not in site.public_digits:
        yield file.problem(("hotline", "number"), _unlisted(site.hotline.number))
    desk = None if isinstance(site.desk, Unannounced) else site.desk.phone
    if desk and site.desk_evidence in (None, *SAMPLE_MARKS):
        message = f"“{desk}”没有出处：请在 desk_evidence 写明出处，或把 desk 改为“待公布”"
        yield file.problem(("desk", "phone"), message)
    for n, emergency in enumerate(form.urgent if isinstance(form, Form) else ()):
        if emergency.number not in site.public_digits:
            place = ("urgent", n, "number")
            yield read.files["", "form"].problem(place, _unlisted(emergency.number))


def _unlisted(number: str) -> str:
    return f"“{number}”要列进 site.yaml 的 public_numbers，并写明出处"


def group_of(record: Record, location: Location) -> str | None:
    """Return the group of facts that the value at a location belongs to, None if to none."""
    field = location[0]
    if isinstance(record, Building) and field == "council":
        return "posts" if location[1:2] == ("posts",) else "council"
    groups = record.fact_groups.items()
    return next((group for group, fields in groups if field in fields), None)


def _telephone(
    record: Record, group: str, location: Location, number: str, file: YamlFile
) -> Iterator[Problem]:
    """A number needs a source by name: a sample mark says that nobody vouches for it."""
    if not record.is_sourced(group):
        message = f"“{number}”没有出处：请在 evidence.{group} 写明出处，或改为“待公布”"
        yield file.problem(location, message)


def _limits(
    record: Record,
    group: str,
    location: Location,
    text: str,
    promised: Collection[int],
    file: YamlFile,
) -> Iterator[Problem]:
    """A limit needs evidence written for its own group: `default` says nothing of this number."""
    found = limit_in(text, promised)
    if found and group not in record.evidence:
        message = (
            f"“{found}”是期限，要在 evidence.{group} 单独写明出处或标记，不能只靠 default；"
            "拿不准就删去数字，写“以主管部门公布为准”"
        )
        yield file.problem(location, message)


def _articles(
    record: Record, group: str, location: Location, text: str, file: YamlFile
) -> Iterator[Problem]:
    found = article_in(text)
    if found and isinstance(record, Service) and record.is_coordination and group == "basis":
        return  # which has no legal basis at all
    if found and not record.is_sourced(group):
        message = f"“{found}”引了条款，要在 evidence.{group} 写明出处；没有出处就只写法规名称"
        yield file.problem(location, message)


def _limit_fields(service: Service, file: YamlFile) -> Iterator[Problem]:
    for field in ("statutory_limit", "promised_limit"):
        limit: Limit | None = getattr(service, field)
        if limit and "limits" not in service.evidence:
            yield file.problem((field,), "时限要在 evidence.limits 写明出处，不能只靠 default")


def _coordination(service: Service, file: YamlFile) -> Iterator[Problem]:
    """A 楼事协调 item has neither a legal basis nor a statutory limit, and says so."""
    for n, line in enumerate(service.basis or ()):
        if "《" in str(line) or article_in(str(line)):
            message = f"楼事协调没有法定依据，只写“{NO_LEGAL_BASIS}”，请删去这一条"
            yield file.problem(("basis", n), message)
    if service.statutory_limit:
        yield file.problem(("statutory_limit",), "楼事协调没有法定时限，请删去")
    for location, value in walk(service):
        found = statutory_limit_in(value) if isinstance(value, str) else None
        if found:
            yield file.problem(location, f"“{found}”：楼事协调没有法定时限，请删去数字")
