"""Thousands of submissions that are not quite right, to the real server."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from asking import a_site, ask, memory_of
from intake_app import NOW, rows_in
from lives import GUIDEBOOK
from mutations import a_mutated_request
from served import serving

from intake.cases.form_values import form_values_of
from intake.form.check import check
from intake.form.tokens import FormTokens
from intake.journal.journal import Journal
from intake.journal.verify import verify
from intake.settings import read_secret_keys

WARM = 100
"""Requests after which the server has loaded what it needs."""
PER_REQUEST = 24 * 1024
"""Bytes that a request takes in memory as long as it is known, after a new start too."""


@pytest.mark.parametrize("how_many", [500, pytest.param(20_000, marks=pytest.mark.long)])
def test_f15_no_mutated_submission_breaks_anything_or_is_stored_unless_it_is_valid(
    tmp_path: Path, how_many: int
) -> None:
    settings = replace(a_site(tmp_path), proxies=1)
    keys = read_secret_keys(settings.secret_key_file)
    tokens = FormTokens(keys, GUIDEBOOK.form.version, settings.clock)
    codes: Counter[str] = Counter()
    receipts: set[bytes] = set()
    token, memory = "", 0

    with serving(settings) as address:
        for n in range(how_many):
            if n % 7 != 1:  # else the form before is sent again, otherwise changed
                token = tokens.make()
            answer = ask(*address, a_mutated_request(token, n)).removeprefix(GO_ON)
            code = answer[9:12].decode()
            codes[code] += 1
            assert code in CODES, (n, answer[:300])
            receipts |= set(re.findall(rb"Location: \S*(/requests/r/\S+)", answer))
            memory = memory_of(address) if n == WARM else memory
        grown = memory_of(address) - memory

    rows = rows_in(settings.data)
    print(f"{how_many}: {dict(codes)}, {len(rows)} stored, {grown // 1024} kB more memory")
    assert codes["500"] == 0
    assert len(rows) == len(receipts) > how_many // 50
    assert not verify(Journal(settings.data), NOW).closed
    for row in rows:
        values = form_values_of(json.loads(row.data))
        assert (row.event, row.status) == ("submit", "submitted")
        assert check(dict(values.inputs()), GUIDEBOOK).values == values
        assert check(dict(values.inputs()), GUIDEBOOK).errors == {}
    assert grown < 8 * 2**20 + PER_REQUEST * len(rows)


GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
CODES = ("200", "303", "400", "403", "404", "405", "408", "409", "411", "413", "415", "422", "431")
"""What may be answered: never that we failed."""
