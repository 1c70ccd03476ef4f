"""Pages of the intake are compressed for those who can read it, and whole for all others."""

from __future__ import annotations

import gzip
from pathlib import Path

from intake_app import a_client


def test_a_page_is_compressed_for_a_browser_that_takes_gzip(tmp_path: Path) -> None:
    client = a_client(tmp_path)

    plain = client.get("/requests/new")
    packed = client.get("/requests/new", headers={"Accept-Encoding": "gzip, br"})

    assert packed.content_encoding == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data)[:60] == plain.data[:60]
    assert len(packed.data) < len(plain.data) / 2
    assert "Content-Encoding" not in plain.headers


def test_gzip_refused_is_not_sent(tmp_path: Path) -> None:
    answer = a_client(tmp_path).get("/requests/new", headers={"Accept-Encoding": "gzip;q=0"})

    assert answer.content_encoding is None
