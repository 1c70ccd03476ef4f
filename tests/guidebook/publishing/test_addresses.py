"""Addresses: whose they are, and who gets anywhere by them."""

from __future__ import annotations

import pytest
from guides_folder import SAMPLE, TODAY, load

from guidebook.model.addresses import is_loopback, is_of_intake, leads_to
from guidebook.telling import check_folder, tell_elsewhere


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/requests", True),
        ("/requests/new", True),
        ("/desk/AB2C-D3EF", True),
        ("/healthz", True),
        ("/requestsx", False),
        ("/services/", False),
        ("/", False),
    ],
)
def test_the_intake_answers_below_its_own_addresses(path: str, expected: bool) -> None:
    assert is_of_intake(path) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("localhost", True),
        ("LOCALHOST.", True),
        ("guide.localhost", True),
        ("[::1]", True),
        ("0.0.0.0", True),  # noqa: S104 # looked at, nothing is bound
        ("guide.example", False),
        ("192.168.1.5", False),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_a_loopback_name_leads_others_nowhere(host: str, expected: bool) -> None:
    assert is_loopback(host) == expected


@pytest.mark.parametrize(
    ("address", "host", "port", "expected"),
    [
        ("http://127.0.0.1:8000/", "127.0.0.1", 8000, True),
        ("http://localhost:8000/", "127.0.0.1", 8000, True),
        ("http://127.0.0.1:8000/", "127.0.0.1", 8130, False),
        ("https://guide.example/", "127.0.0.1", 8000, False),
        ("http://guide.example/", "0.0.0.0", 80, True),  # noqa: S104
        ("https://guide.example/", "0.0.0.0", 80, False),  # noqa: S104
    ],
)
def test_an_address_leads_to_who_listens_on_its_host_and_port(
    address: str, host: str, port: int, expected: bool
) -> None:
    assert leads_to(address, host, port) == expected


def test_check_warns_of_an_address_of_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    check_folder(SAMPLE, TODAY)

    assert "site_url: http://127.0.0.1:8000/ 只有这台机器打得开" in capsys.readouterr().err


def test_serve_warns_where_receipts_lead_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    site = load(SAMPLE).site

    tell_elsewhere(site, "127.0.0.1", 8000)
    right = capsys.readouterr().err
    tell_elsewhere(site, "127.0.0.1", 8130)

    assert right == ""
    assert "这里听的是 127.0.0.1:8130" in capsys.readouterr().err
