"""A stranger with a number and ten thousand tails, against two real servers at one queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from intake_app import NOW, a_district, a_submission
from served import serving

from intake.attempts.rules import TAILS
from intake.journal.journal import Journal

THREADS = 8
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def guess(place: tuple[str, int], number: str, tails: Sequence[int]) -> Iterator[int]:
    """Try tails over one connection, each from an address of its own; yield the answers' codes."""
    connection = HTTPConnection(*place, timeout=300)
    for tail in tails:
        body = urlencode({"number": number, "phone_tail": f"{tail:04d}"})
        came_by = {"X-Forwarded-For": f"10.{tail // 250 % 250}.{tail % 250}.1"}
        connection.request("POST", "/requests/status", body, FORM | came_by)
        answer = connection.getresponse()
        answer.read()
        yield answer.status
    connection.close()


@pytest.mark.parametrize("guesses", [200, pytest.param(10_000, marks=pytest.mark.long)])
@pytest.mark.parametrize("is_there", [True, False])
def test_s39_of_all_guesses_at_a_number_ten_an_hour_are_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guesses: int, is_there: bool
) -> None:
    monkeypatch.setenv("INTAKE_PROXIES", "1")
    settings = a_district(tmp_path)
    settings.site.mkdir()
    submission = a_submission(service="bigger-office", phone="13800138000")
    number = Journal(settings.data).submit("k", NOW, submission).number if is_there else "AB2CD3EF"

    with serving(settings) as one, serving(settings) as other, ThreadPoolExecutor(THREADS) as pool:
        shares = [range(first, guesses, THREADS) for first in range(THREADS)]
        places = [one, other] * (THREADS // 2)
        codes = pool.map(lambda place, share: list(guess(place, number, share)), places, shares)
        counted = Counter(code for each in codes for code in each)

    assert counted == {422: TAILS.most, 429: guesses - TAILS.most}
