"""Random lives: whatever is tried, the journal holds what a second telling of the rules expects."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from intake_app import NOW, a_submission
from kept import Kept
from lives import WAYS, an_action
from model_of_life import GUIDEBOOK, WEEK, Life, after, allows, born, day_of, seen
from random_lives import an_event, what_is_said, who_acts, work_at_random

from intake.cases.forgetting import forgotten
from intake.cases.form_values import OTHER, FormValues
from intake.cases.lifecycle import Action, IllegalTransition, StaleTransition
from intake.cases.roles import role_of
from intake.cases.sections import is_past
from intake.handling import Handling
from intake.journal.replay import wrong_steps

BUILDINGS = (OTHER, "cloud-tower")
"""One without a second chief, one with."""


def a_form_for(building: str) -> FormValues:
    return a_submission(service="bigger-office", building=building).values


class Lives(RuleBasedStateMachine):
    """Two processes' worth of people at one queue: each has read it on its own."""

    place: Callable[[Path], Kept]
    """Finds a place for a queue."""

    def __init__(self) -> None:
        super().__init__()
        self.home = TemporaryDirectory(prefix="random-lives-")
        self.kept = type(self).place(Path(self.home.name) / "queue")
        journals = (self.kept.made(), self.kept.journal())
        self.handlings = [Handling(each, GUIDEBOOK) for each in journals]
        self.lives: dict[str, Life] = {}
        self.events = 0
        self.day = 0

    def teardown(self) -> None:
        """Read everything once more, as a process does that starts."""
        assert {r.number: seen(r, self.lives[r.number].has_chief) for r in self._read_anew()} == (
            self.lives
        )
        rows = self.kept.rows()
        assert [row.seq for row in rows] == list(range(1, self.events + 1))
        assert not list(wrong_steps(rows))
        assert not list(wrong_steps(map(forgotten, rows)))
        self.home.cleanup()

    def _read_anew(self) -> Any:
        return self.kept.journal().requests()[1]

    @initialize()
    def two_come_in(self) -> None:
        for building in BUILDINGS:
            self.another_comes_in(building, "in_progress")

    @rule(building=st.sampled_from(BUILDINGS), status=st.sampled_from(sorted(WAYS)))
    def another_comes_in(self, building: str, status: str) -> None:
        key, form = f"k{len(self.lives)}", a_form_for(building)

        first, again = (each.receive(key, form, self._now()) for each in self.handlings)

        assert first.number == again.number
        life = born(first.number, building != OTHER, self.day)
        for action in map(an_action, WAYS[status]):
            life = after(life, action.event, action.data, self.day)
            self.handlings[0].act(first.number, action, self._now())
        self.lives[first.number] = life
        self.events += 1 + len(WAYS[status])

    @rule(weeks=st.integers(1, 3))
    def time_passes(self, weeks: int) -> None:
        self.day += weeks * WEEK

    @rule(data=st.data())
    def the_system_closes_what_is_silent(self, data: st.DataObject) -> None:
        handling = data.draw(st.sampled_from(self.handlings))
        said = {"outcome": "unanswered_by_sender", "reason": "到期"}

        closed = {known.number for known in handling.close_silent(self._now())}

        expected = {
            number
            for number, life in self.lives.items()
            if allows(life, "close", "system", said, self.day)
        }
        assert closed == expected
        for number in closed:
            self.lives[number] = after(self.lives[number], "close", said, self.day)
            self.events += 1

    @rule(chance=st.randoms(use_true_random=True), times=st.integers(1, 25))
    def people_act(self, chance: Random, times: int) -> None:
        for _ in range(times):
            self._somebody_acts(chance.choice)

    def _somebody_acts(self, choose: Any) -> None:
        """Try one thing, or several at once: all of them happen, or none."""
        everyone = tuple(self.lives)
        under_way = [n for n in everyone if self.lives[n].outcome != "withdrawn"] or everyone
        number, handling = choose(choose((under_way, under_way, everyone))), choose(self.handlings)
        life, actions, may_happen = self.lives[number], [], True
        for _ in range(choose((1, 1, 1, 2, 3))):
            event = an_event(life.status, choose)
            said = what_is_said(event, tuple(self.lives), self.day, choose)
            actions.append(Action(event, who_acts(event, choose), said))
            role = role_of(actions[-1].by)
            may_happen = may_happen and allows(life, event, role, said, self.day)
            life = after(life, event, said, self.day) if may_happen else life

        try:
            known = handling.act_at_once(number, actions, self._now())
        except IllegalTransition:
            assert not may_happen, actions
            return
        assert may_happen, actions
        assert seen(known, life.has_chief) == life
        self.lives[number] = life
        self.events += len(actions)

    @rule(data=st.data())
    def somebody_who_has_not_seen_the_latest_is_refused(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(tuple(self.lives)))
        handling = data.draw(st.sampled_from(self.handlings))
        known = handling.journal.find(number)
        assert known

        action = Action("note", "staff", {"text": "好"}, expected_seq=known.seq + 1)
        with pytest.raises(StaleTransition):
            handling.act(number, action, self._now())

    @invariant()
    def both_have_read_the_same(self) -> None:
        for handling in self.handlings:
            assert {
                known.number: seen(known, self.lives[known.number].has_chief)
                for known in handling.journal.requests()[1]
            } == self.lives

    @invariant()
    def what_is_not_past_is_at_work(self) -> None:
        for journal in (handling.journal for handling in self.handlings):
            at_work = sorted(known.number for known in journal.at_work())
            everything = journal.requests()[1]

            assert at_work == sorted(r.number for r in everything if not is_past(r))

    def _now(self) -> Any:
        return NOW + timedelta(days=self.day)


@pytest.mark.parametrize(
    ("lives", "steps"), [(40, 50), pytest.param(400, 100, marks=pytest.mark.long)]
)
def test_a_journal_holds_what_the_model_expects(
    place: Callable[[Path], Kept], lives: int, steps: int
) -> None:
    share = 1 if place is Kept else 4  # each look is a conversation with a server
    given = settings(
        max_examples=lives // share // 2, stateful_step_count=steps // share, deadline=None
    )

    run_state_machine_as_test(
        type("Here", (Lives,), {"place": staticmethod(place)}), settings=given
    )


@pytest.mark.parametrize("actions", [25, pytest.param(1000, marks=pytest.mark.long)])
def test_two_processes_of_four_workers_leave_what_the_model_expects(
    kept: Kept, actions: int
) -> None:
    handling = Handling(kept.made(), GUIDEBOOK)
    actions = actions // 2 if kept.url else actions  # each is a conversation with a server
    lives = {}
    for n in range(max(actions // 5, 2)):
        building = BUILDINGS[n % 2]
        known = handling.receive(f"k{n}", a_form_for(building), NOW)
        lives[known.number] = born(known.number, building != OTHER, 0)
    spawn = get_context("spawn")
    clerks = [
        spawn.Process(
            target=work_at_random,
            args=(kept, sorted(lives), 10 * n, actions),
        )
        for n in range(2)
    ]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()

    assert [clerk.exitcode for clerk in clerks] == [0, 0]
    rows = kept.rows()
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    for row in rows[len(lives) :]:
        life, said, day = lives[row.number], json.loads(row.data), day_of(row.at) or 0
        assert allows(life, row.event, role_of(row.by), said, day), row
        lives[row.number] = after(life, row.event, said, day)
        assert lives[row.number].status == row.status
    replayed = kept.journal().requests()[1]
    assert {r.number: seen(r, lives[r.number].has_chief) for r in replayed} == lives
