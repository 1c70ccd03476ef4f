"""The figures from the queue: what is counted, and that nothing withheld can be reckoned."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark import ParameterSet
from guides_folder import SAMPLE, copy_sample, edit, load
from intake_app import NOW, a_district, a_submission

from guidebook.model import Figures, Measures, Period, Report, Withheld
from guidebook.reading.yaml_reading import read_yaml
from intake import create_app
from intake.cases.event import Event, to_json
from intake.cases.history import History
from intake.cases.service_request import ServiceRequest
from intake.clock import TIME_ZONE
from intake.figures.internal import internal_figures
from intake.figures.report import as_yaml, make_report, report_of
from intake.figures.tally import COUNTS, Case, case_of
from intake.journal.journal import Journal

TODAY = date(2026, 11, 23)
PERIOD = Period(first=date(2026, 1, 1), last=TODAY)
MEASURED = ("received", "answered", "solved")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TIME_ZONE)


def a_case(**changes: object) -> Case:
    """Return a case as the figures see it; `flags` is answered, solved, on time, reopened.

    What is solved is closed, and `rating` is rated and satisfied.
    """
    given: dict[str, Any] = {
        "month": "2026-10",
        "building": "cloud-tower",
        "department": "registry",
    }
    given |= {"service": "register-company", "need": "", "flags": (1, 1, 1, 0), "days": 2} | changes
    (answered, solved, *others), rating = given.pop("flags"), given.pop("rating", (0, 0))
    counts = (1, answered, solved, solved, *others, *rating)
    return Case(**{**given, "days": given["days"] if answered else None}, counts=counts)


def cases_in(**groups: Sequence[tuple[int, int]]) -> list[Case]:
    """Return cases by building: answered and solved of each."""
    return [
        a_case(building=building.replace("_", "-"), flags=(answered, solved, 0, 0))
        for building, flags in groups.items()
        for answered, solved in flags
    ]


def report(cases: Sequence[Case]) -> Report:
    return report_of(cases, PERIOD, TODAY)


def received_by(rows: Sequence[Measures], label: str) -> dict[str, object]:
    return {getattr(row, label) or "": row.received for row in rows}


def test_a_count_under_five_is_withheld_and_a_second_cell_that_would_reveal_it() -> None:
    made = report(
        cases_in(cloud_tower=[(1, 1)] * 9, willow_park=[(1, 1)] * 6, willow_house_2=[(1, 1)] * 2)
    )

    assert made.totals.received == 17
    assert received_by(made.buildings, "building") == {
        "cloud-tower": 9,
        "willow-house-2": Withheld.FEW,
        "willow-park": Withheld.GUARD,
    }


def test_two_small_counts_guard_each_other() -> None:
    made = report(
        cases_in(cloud_tower=[(1, 1)] * 9, willow_park=[(1, 1)] * 3, willow_house_2=[(1, 1)] * 2)
    )

    assert list(received_by(made.buildings, "building").values()) == [
        9,
        Withheld.FEW,
        Withheld.FEW,
    ]


def test_small_counts_that_are_few_together_are_hidden_among_more() -> None:
    made = report(
        cases_in(
            cloud_tower=[(1, 1)] * 9,
            stone_house=[(1, 1)] * 6,
            willow_park=[(1, 1)] * 2,
            willow_house_2=[(1, 1)],
        )
    )

    assert received_by(made.buildings, "building") == {
        "cloud-tower": 9,
        "stone-house": Withheld.GUARD,
        "willow-house-2": Withheld.FEW,
        "willow-park": Withheld.FEW,
    }


def test_a_table_that_cannot_be_kept_safe_is_left_out() -> None:
    made = report(cases_in(cloud_tower=[(1, 1)] * 5, willow_park=[(1, 1)]))

    assert made.buildings == ()
    assert made.totals.received == 6


def test_that_nobody_was_solved_is_withheld_like_any_small_count() -> None:
    made = report(cases_in(cloud_tower=[(1, 0)] * 8, willow_park=[(1, 1)] * 8))

    rows = {str(row.building): row for row in made.buildings}

    assert rows["cloud-tower"].solved is Withheld.FEW
    assert rows["willow-park"].solved is Withheld.GUARD
    assert rows["cloud-tower"].answered == 8


def test_few_ratings_are_withheld_and_another_count_with_them() -> None:
    cases = [a_case(rating=(n < 9, n < 9)) for n in range(12)]
    cases += [a_case(building="willow-park", rating=(n < 6, n < 6)) for n in range(9)]
    cases += [a_case(building="willow-house-2", rating=(n < 2, 0)) for n in range(9)]

    made = report(cases)

    rows = {str(row.building): (row.rated, row.satisfied) for row in made.buildings}
    assert (made.totals.rated, made.totals.satisfied, made.totals.satisfaction) == (17, 15, 88)
    assert rows["willow-house-2"] == (Withheld.FEW, Withheld.FEW)
    assert [rated for rated, _ in rows.values()].count(Withheld.GUARD) == 1


def test_zero_is_shown_only_where_nobody_asked() -> None:
    cases = [a_case(month=month) for month in ("2026-08", "2026-10") for _ in range(7)]

    months = {row.month: row for row in report(cases).months}

    assert list(months) == ["2026-08", "2026-09", "2026-10"]
    assert months["2026-09"].received == months["2026-09"].solved == 0
    assert months["2026-08"].reopened is Withheld.FEW


def test_what_a_department_leads_does_not_reveal_a_small_service() -> None:
    cases = [a_case(service=name) for name in ("register-company",) * 9 + ("suggestions",) * 2]
    cases += [a_case(department="enterprise-service", service="bigger-office")] * 7

    made = report(cases)

    services = received_by(made.services, "service")
    assert services["suggestions"] is Withheld.FEW
    assert services["register-company"] is Withheld.GUARD
    assert services["bigger-office"] == 7
    assert received_by(made.departments, "department") == {"registry": 11, "enterprise-service": 7}


def a_random_queue(seed: int) -> list[Case]:
    """Make up a small queue: few buildings, and many small counts."""
    chance = random.Random(seed)  # no secret
    weights = [chance.choice((1, 2, 5)) for _ in range(3)]
    rate = chance.choice((0.3, 0.6, 0.9))
    cases = []
    for _ in range(chance.randint(5, 18)):
        (building,) = chance.choices(("cloud-tower", "willow-house-2", "willow-park"), weights)
        answered = int(chance.random() < rate)
        solved = int(answered and chance.random() < rate)
        cases.append(a_case(building=building, flags=(answered, solved, 0, 0)))
    return cases


def columns(rows: Sequence[Measures], total: Measures, measure: str) -> Iterator[tuple[int, ...]]:
    """Yield every column of numbers that agrees with what is published of one measure."""
    published = getattr(total, measure)
    sums = range(5) if published is Withheld.FEW else (published,)
    for sum_ in sums:
        ranges = []
        for row in rows:
            shown = getattr(row, measure)
            least = 1 if measure == "received" else 0
            few, guard = range(least, 5), range(5, sum_ + 1)
            ranges.append({Withheld.FEW: few, Withheld.GUARD: guard}.get(shown, (shown,)))
        yield from (column for column in product(*ranges) if sum(column) == sum_)


def worlds(made: Report) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Yield every table that agrees with all that is published; nobody is solved unanswered."""
    all_columns = [list(columns(made.buildings, made.totals, name)) for name in MEASURED]
    for received in all_columns[0]:
        for answered in all_columns[1]:
            if all(a <= r for a, r in zip(answered, received, strict=True)):
                for solved in all_columns[2]:
                    if all(s <= a for s, a in zip(solved, answered, strict=True)):
                        yield received, answered, solved


def seeds(count: int) -> list[ParameterSet]:
    """Return the seeds of many queues: a fifth for each run of the tests, all for a long one."""
    long = [pytest.mark.long]
    return [pytest.param(n, marks=long if n >= count // 5 else ()) for n in range(count)]


@pytest.mark.parametrize("seed", seeds(250))
def test_no_withheld_value_can_be_reckoned_from_those_published(seed: int) -> None:
    made = report(a_random_queue(seed))
    possible = list(worlds(made))

    for measure, name in enumerate(MEASURED):
        for n, row in enumerate(made.buildings):
            values = {world[measure][n] for world in possible}
            shown = getattr(row, name)

            assert len(values) > 1 if isinstance(shown, Withheld) else values == {shown}, (name, n)


@pytest.mark.parametrize("seed", seeds(60))
def test_departments_and_their_services_together_reveal_nothing(seed: int) -> None:
    chance = random.Random(seed)  # no secret
    leads = {"register-company": "registry", "suggestions": "registry"}
    leads |= {"bigger-office": "enterprise-service", "": "enterprise-service"}
    weights = [chance.choice((1, 2, 6)) for _ in leads]
    names = chance.choices(list(leads), weights, k=chance.randint(5, 24))
    made = report([a_case(service=name, department=leads[name]) for name in names])
    services = received_by(made.services, "service")
    departments = received_by(made.departments, "department")

    bounds = {Withheld.FEW: range(1, 5), Withheld.GUARD: range(5, len(names) + 1)}
    ranges = [bounds.get(shown, (shown,)) for shown in services.values()]  # type: ignore[call-overload]
    possible = []
    for world in product(*ranges):
        sums = {
            department: sum(
                count
                for name, count in zip(services, world, strict=True)
                if leads[name] == department
            )
            for department in departments
        }
        agrees = all(sums[d] in bounds.get(shown, (shown,)) for d, shown in departments.items())  # type: ignore[call-overload]
        if agrees and sum(world) == len(names):
            possible.append((*world, *sums.values()))

    for n, shown in enumerate([*services.values(), *departments.values()]):
        values = {world[n] for world in possible}
        assert len(values) > 1 if isinstance(shown, Withheld) else values == {shown}


def test_a_need_is_counted_from_five_on_and_who_joins_none_is_no_row() -> None:
    cases = [a_case(need=need) for need in ["parking"] * 5 + ["lunch"] * 4 + [""] * 30]

    made = report(cases)

    assert received_by(made.needs, "need") == {"lunch": Withheld.FEW, "parking": 5}
    assert received_by(made.services, "service") == {"register-company": 39}


def test_without_joined_needs_there_is_no_table_of_them() -> None:
    assert report([a_case()] * 9).needs == ()


@pytest.mark.parametrize("seed", seeds(60))
def test_services_and_the_needs_about_them_together_reveal_nothing(seed: int) -> None:
    chance = random.Random(seed)  # no secret
    about = {"parking": "suggestions", "lunch": "suggestions", "": "suggestions"}
    about |= {"space": "bigger-office", "-": "bigger-office"}
    names = chance.choices(list(about), [chance.choice((1, 2, 6)) for _ in about], k=22)
    made = report([a_case(service=about[name], need=name.strip("-")) for name in names])
    services, needs = received_by(made.services, "service"), received_by(made.needs, "need")

    bounds = {Withheld.FEW: range(1, 5), Withheld.GUARD: range(5, len(names) + 1)}
    ranges = [bounds.get(shown, (shown,)) for shown in needs.values()]  # type: ignore[call-overload]
    possible = []
    for joined in product(*ranges):
        for others in product(range(len(names) + 1), repeat=len(services)):
            sums = {
                service: n
                + sum(c for need, c in zip(needs, joined, strict=True) if about[need] == service)
                for service, n in zip(services, others, strict=True)
            }
            agrees = all(sums[s] in bounds.get(shown, (shown,)) for s, shown in services.items())  # type: ignore[call-overload]
            if agrees and sum(sums.values()) == len(names):
                possible.append((*joined, *sums.values()))

    for n, shown in enumerate([*needs.values(), *services.values()]):
        values = {world[n] for world in possible}
        assert len(values) > 1 if isinstance(shown, Withheld) else values == {shown}


STATUS_AFTER = {
    "ask_more": "awaiting_applicant",
    "close": "closed",
    "decline": "declined",
    "reopen": "assigned",
}


def a_request(*happened: tuple[str, str, dict[str, object]], sent: str) -> ServiceRequest:
    """Return a request with its events: when, which, and their data."""
    submission = a_submission(building="cloud-tower", service="bigger-office")
    first = Event(1, at(sent), "submit", "AB23CD45", "k", "submitted", "a", submission.as_json())
    history = History(first)
    for seq, (moment, event, data) in enumerate(happened, 2):
        status = STATUS_AFTER.get(event, "answered")
        history.add(
            Event(seq, at(moment), event, first.number, first.key, status, "staff", to_json(data))
        )
    state = history.state
    assert state is not None
    return state


ANSWER = {"text": "有房源", "close_by": "2026-12-01", "estimated": False}


def test_answered_is_not_solved() -> None:
    guidebook = load(SAMPLE)
    answered = ("2026-11-24 10:00", "answer", ANSWER)
    closed = ("2026-11-25 10:00", "close", {"outcome": "unsolvable", "reason": "没有房源"})
    silent = ("2026-12-02 10:00", "close", {"outcome": "unanswered_by_sender", "reason": "无"})
    solved = ("2026-11-25 10:00", "close", {"outcome": "solved", "reason": "租到了"})

    counts = [
        dict(
            zip(
                COUNTS,
                case_of(a_request(*events, sent="2026-11-23 10:00"), guidebook).counts,
                strict=True,
            )
        )
        for events in ((), (answered,), (answered, closed), (answered, silent), (answered, solved))
    ]

    assert [count["answered"] for count in counts] == [0, 1, 1, 1, 1]
    assert [count["closed"] for count in counts] == [0, 0, 1, 1, 1]
    assert [count["solved"] for count in counts] == [0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("sent", "answered", "days"),
    [
        ("2026-11-23 10:00", "2026-11-23 16:00", 0),  # the same Monday
        ("2026-11-23 10:00", "2026-11-24 09:00", 1),
        ("2026-11-20 10:00", "2026-11-23 09:00", 1),  # over a weekend
        ("2026-11-20 18:00", "2026-11-24 09:00", 1),  # after hours: received on Monday
        ("2026-09-30 10:00", "2026-10-10 09:00", 3),  # a week off; Saturday the tenth is worked
    ],
)
def test_the_time_to_an_answer_is_counted_in_working_days(
    sent: str, answered: str, days: int
) -> None:
    case = case_of(a_request((answered, "answer", ANSWER), sent=sent), load(SAMPLE))

    assert case.days == days


def test_days_spent_waiting_for_the_company_do_not_count() -> None:
    dates = {"first_contact_by": "2026-11-24", "answer_by": "2026-12-02", "close_by": "2026-12-09"}
    case = case_of(
        a_request(
            ("2026-11-24 10:00", "ask_more", {"question": "多大面积？"}),
            (
                "2026-11-26 10:00",
                "supply",
                {"text": "两百平方米", "waited": 2, "estimated": False, **dates},
            ),
            ("2026-11-27 10:00", "answer", ANSWER),
            sent="2026-11-23 10:00",
        ),
        load(SAMPLE),
    )

    assert case.days == 2


def test_days_spent_withdrawn_do_not_count_and_not_twice_while_waiting() -> None:
    dates = {"first_contact_by": "2026-11-24", "answer_by": "2026-12-02", "close_by": "2026-12-09"}
    moved = {"estimated": False, **dates}
    withdrawn: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("2026-11-24 10:00", "withdraw", {}),
        ("2026-11-25 09:00", "resume", {"waited": 1, **moved}),
    )
    asked = ("2026-11-23 11:00", "ask_more", {"question": "多大面积？"})
    supplied = ("2026-11-26 10:00", "supply", {"text": "两百", "waited": 3, **moved})
    answer = ("2026-11-27 10:00", "answer", ANSWER)

    days = [
        case_of(a_request(*events, answer, sent="2026-11-23 10:00"), load(SAMPLE)).days
        for events in (withdrawn, (asked, *withdrawn, supplied))
    ]

    assert days == [3, 1]


def test_on_time_is_judged_by_the_day_promised_first_and_an_extension_moves_it_not() -> None:
    late = ("2026-12-02 10:00", "answer", ANSWER)
    moved = {"reason": "要现场看", "answer_by": "2026-12-04", "close_by": "2026-12-11"}
    extended = ("2026-11-27 10:00", "extend", {**moved, "estimated": False})

    dates = {"first_contact_by": "2026-11-26", "answer_by": "2026-12-02", "close_by": "2026-12-09"}
    asked = ("2026-11-24 10:00", "ask_more", {"question": "多大面积？"})
    supplied = (
        "2026-11-26 10:00",
        "supply",
        {"text": "两百", "waited": 2, "estimated": False, **dates},
    )

    cases = [
        case_of(a_request(*events, sent="2026-11-23 10:00"), load(SAMPLE))
        for events in ((late,), (extended, late), (asked, supplied, late))
    ]

    assert [case.counts[COUNTS.index("on_time")] for case in cases] == [0, 0, 1]


def test_who_was_not_content_stays_counted_after_it_asked_again() -> None:
    answered = ("2026-11-24 10:00", "answer", ANSWER)
    unhappy = ("2026-11-24 11:00", "rate", {"grade": "very_dissatisfied"})
    dates = {"first_contact_by": "2026-11-26", "answer_by": "2026-12-02", "close_by": "2026-12-09"}
    again = {"reason": "没有解决", "supporting": [], "estimated": False, **dates}
    reopened = ("2026-11-25 10:00", "reopen", again)
    anew = ("2026-11-26 10:00", "answer", ANSWER)
    content = ("2026-11-26 11:00", "rate", {"grade": "satisfied"})
    lives = ((answered, unhappy, reopened), (answered, unhappy, reopened, anew, content))
    requests = [a_request(*events, sent="2026-11-23 10:00") for events in lives]

    public = [case_of(request, load(SAMPLE)).counts[-2:] for request in requests]
    internal = internal_figures(requests[:1], load(SAMPLE), TODAY).total

    assert COUNTS[-2:] == ("rated", "satisfied")
    assert public == [(1, 0), (1, 1)]
    assert (internal.counts["rated"], internal.satisfaction) == (1, 0)


def test_a_request_that_waits_for_its_company_is_not_overdue_inside_either() -> None:
    asked = ("2026-11-24 10:00", "ask_more", {"question": "多大面积？"})
    requests = [a_request(*events, sent="2026-11-23 10:00") for events in ((asked,), ())]

    totals = [
        internal_figures([request], load(SAMPLE), date(2027, 1, 30)).total for request in requests
    ]

    assert [total.counts["overdue"] for total in totals] == [0, 1]


def test_median_and_ninth_tenth_of_the_days_as_counted_by_hand() -> None:
    made = report([a_case(days=days) for days in (0, 1, 1, 2, 3, 3, 4, 5, 9, 20)])

    assert made.totals.median_days == 3
    assert made.totals.p90_days == 9


def test_days_are_not_reckoned_over_fewer_than_five() -> None:
    made = report([a_case(flags=(n < 4, 0, 0, 0)) for n in range(8)])

    assert made.totals.answered is Withheld.FEW
    assert made.totals.median_days is made.totals.p90_days is Withheld.NOT_RECKONED


def test_s44_the_file_holds_counts_and_no_free_text(tmp_path: Path) -> None:
    made = report([a_case(building=name, days=n) for n in range(9) for name in ("cloud-tower", "")])
    file = tmp_path / "figures.yaml"

    file.write_text(as_yaml(made), encoding="utf-8")

    assert Figures.model_validate(read_yaml(file, "figures.yaml").values).report == made
    assert "云上科技" not in as_yaml(made)


def test_fewer_than_five_requests_give_no_figures_at_all() -> None:
    requests = [a_request(sent="2026-11-23 10:00")] * 4

    assert make_report(requests, load(SAMPLE), TODAY) is None
    assert "report: 待公布" in as_yaml(None)


def test_only_requests_of_the_period_count() -> None:
    requests = [a_request(sent=f"2026-11-{day:02} 10:00") for day in range(1, 13)]
    guidebook = load(SAMPLE)

    made = make_report(
        [ServiceRequest(**{**vars(r), "number": str(n)}) for n, r in enumerate(requests)],
        guidebook,
        TODAY,
        date(2026, 11, 3),
        date(2026, 11, 9),
    )

    assert made
    assert made.totals.received == 7
    assert made.period == Period(first=date(2026, 11, 3), last=date(2026, 11, 9))


def a_queue(folder: Path, number: int) -> None:
    journal = Journal(folder)
    for n in range(number):
        values = {"building": "cloud-tower", "service": "bigger-office", "company": "云上科技"}
        journal.submit(f"key-{n}", NOW - timedelta(days=n), a_submission(**values))


def test_the_command_prints_and_touches_no_file(tmp_path: Path) -> None:
    settings = a_district(tmp_path, guides=copy_sample(tmp_path))
    a_queue(settings.data, 7)
    before = (settings.guides / "figures.yaml").read_bytes()

    answer = create_app(settings).test_cli_runner().invoke(args=["figures"])

    assert answer.exit_code == 0
    assert "{received: 6, answered: 少于5" in answer.stdout
    assert "云上科技" not in answer.output
    assert (settings.guides / "figures.yaml").read_bytes() == before


def test_f20_what_came_in_today_is_counted_with_the_next_figures(tmp_path: Path) -> None:
    settings = a_district(tmp_path)
    a_queue(settings.data, 7)  # the first of them today
    runner = create_app(settings).test_cli_runner()

    counted = runner.invoke(args=["figures"])
    refused = runner.invoke(args=["figures", "--last", f"{NOW:%Y-%m-%d}"])

    assert "last: 2026-11-22}" in counted.stdout
    assert "{received: 6, " in counted.stdout
    assert refused.exit_code == 2
    assert "--last 应早于今天" in refused.stderr


def test_internal_figures_are_of_all_requests_and_take_no_period(tmp_path: Path) -> None:
    file = tmp_path / "internal.xlsx"
    runner = create_app(a_district(tmp_path)).test_cli_runner()

    told = runner.invoke(args=["figures", "--internal", str(file), "--first", "2026-11-01"])

    assert told.exit_code == 2
    assert not file.exists()


def test_the_written_file_is_content_that_passes_the_checks(tmp_path: Path) -> None:
    settings = a_district(tmp_path, guides=copy_sample(tmp_path))
    a_queue(settings.data, 7)
    out = tmp_path / "figures.yaml"

    answer = create_app(settings).test_cli_runner().invoke(args=["figures", "--out", str(out)])

    assert answer.exit_code == 0
    assert not list(tmp_path.glob(".*"))
    out.replace(settings.guides / "figures.yaml")
    loaded = load(settings.guides).figures.report
    assert isinstance(loaded, Report)
    assert loaded.totals.received == 6


@pytest.mark.parametrize("first", ["2026-11-02", ""])
def test_f20_no_request_is_counted_in_two_figures(tmp_path: Path, first: str) -> None:
    settings = a_district(tmp_path, guides=copy_sample(tmp_path))
    edit(settings.guides, "figures.yaml", "last: 2026-10-31", "last: 2026-11-01")
    a_queue(settings.data, 25)
    out = tmp_path / "figures.yaml"
    runner = create_app(settings).test_cli_runner()

    for day in ("--first", "--last"):
        refused = runner.invoke(args=["figures", "--out", str(out), day, "2026-11-01"])

        assert refused.exit_code == 1
        assert "请从 --first 2026-11-02 算起" in refused.stderr
        assert "2026-08-01 至 2026-11-01" in refused.stderr
        assert not out.exists()

    given = ["--first", first] if first else []
    taken = runner.invoke(args=["figures", "--out", str(out), *given])

    assert taken.exit_code == 0
    assert "first: 2026-11-02" in out.read_text(encoding="utf-8")


def test_published_figures_stay_while_too_little_came_in_since(tmp_path: Path) -> None:
    settings = a_district(tmp_path, guides=copy_sample(tmp_path))
    a_queue(settings.data, 4)
    out = tmp_path / "figures.yaml"

    told = create_app(settings).test_cli_runner().invoke(args=["figures", "--out", str(out)])

    assert told.exit_code == 1
    assert "已经公布的先留着，什么也没有写" in told.stderr
    assert not out.exists()


def test_a_period_that_ends_before_it_begins_is_called_wrongly(tmp_path: Path) -> None:
    runner = create_app(a_district(tmp_path)).test_cli_runner()

    told = runner.invoke(args=["figures", "--first", "2027-01-01", "--last", "2026-12-31"])

    assert told.exit_code == 2
    assert "--first 应在 --last 之前" in told.stderr


def test_a_file_that_cannot_be_written_is_not_there_by_half(tmp_path: Path) -> None:
    settings = a_district(tmp_path)
    a_queue(settings.data, 7)
    out = tmp_path / "out" / "figures.yaml"
    out.parent.mkdir()
    (out.parent / ".figures.yaml.new").mkdir()  # where the new content would go first

    answer = create_app(settings).test_cli_runner().invoke(args=["figures", "--out", str(out)])

    assert answer.exit_code == 3
    assert f"写不了：是文件夹，应是文件（{out.parent}/" in answer.output
    assert not out.exists()
