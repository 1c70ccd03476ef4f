"""How often something may be tried: so many at once, then one after each pause.

One moment tells all: when nothing would be left of what was tried (a bucket that leaks one try a
pause; "generic cell rate algorithm", ITU-T I.371). So there is no window at whose edge twice as
many pass, and what is over is a row to delete. Moments are milliseconds of the Unix epoch.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

AHEAD = 5 * 60 * 1000
"""By how much clocks may differ; a moment farther off is one of a clock that was set since."""


@dataclass(frozen=True)
class Rule:
    """How often one peer, or anybody at one number, may try something."""

    name: str
    most: int
    pause: timedelta

    @property
    def _pause(self) -> int:
        return self.pause // timedelta(milliseconds=1)

    @property
    def _whole(self) -> int:
        return self.most * self._pause

    def seconds_to_wait(self, over_at: int, now: int) -> int:
        """Return in how many seconds one may try again; 0 for now."""
        early = self._sane(over_at, now) + self._pause - self._whole - now
        return max(0, -(-early // 1000))

    def after_a_try(self, over_at: int, now: int) -> int:
        """Return when all is over after one more try; who took the last one waits a whole pause."""
        after = self._sane(over_at, now) + self._pause
        return now + self._whole if after + self._pause > now + self._whole else after

    def given_back(self, over_at: int) -> int:
        """Return when all is over after a try that was none."""
        return over_at - self._pause

    def _sane(self, over_at: int, now: int) -> int:
        """Return the moment if it may be true, now if it is past or of another clock."""
        return over_at if now < over_at <= now + self._whole + AHEAD else now


FORMS = Rule("form", 90, timedelta(seconds=6))
"""Forms that one peer sends to be checked: an office of hundreds is one peer."""
SENDS = Rule("send", 90, timedelta(seconds=30))
"""What one peer may write into the queue: 90 at once, 120 an hour."""
LOOK_UPS = Rule("look up", 30, timedelta(seconds=12))
"""Numbers that one peer may ask about."""
TAILS = Rule("tail", 10, timedelta(hours=1))
"""Wrong tails of one number, whoever tries: ten thousand of them take more than a year."""
LINK_TAILS = Rule("link tail", 5, timedelta(hours=1))
"""The same by a private link, so that it goes on while strangers let its number rest."""
WITHDRAWALS = Rule("withdrawal", 5, timedelta(hours=1))
"""Those of withdrawing by it, so that who was sent a link and guesses at the words stops nobody."""
SUBSCRIPTIONS = Rule("subscription", 20, timedelta(minutes=3))
"""Addresses that one peer may put down for a building's pushes."""
QUESTIONS = Rule("question", 3, timedelta(hours=8))
"""Letters that ask one mailbox whether it wants to have them: nobody fills somebody else's."""
INVITATIONS = Rule("invitation", 20, timedelta(minutes=3))
"""Links to the desk that one peer may try in vain."""
