"""Who is counted as one."""

from __future__ import annotations

import pytest

from intake.attempts.peers import UNKNOWN, peer_of


@pytest.mark.parametrize(
    ("address", "peer"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::FFFF:CB00:7107", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", UNKNOWN),
        (None, UNKNOWN),
        ("unknown", UNKNOWN),
        ("203.0.113.7:443", "203.0.113.7"),
        ("[2001:db8:1:2::7]:65535", "2001:db8:1:2::/64"),
        ("[::ffff:203.0.113.7]", "203.0.113.7"),
        ("203.0.113.7:", UNKNOWN),
        ("203.0.113.7:4:5", UNKNOWN),
        ("[203.0.113.7", UNKNOWN),
        (":443", UNKNOWN),
        ("0203.0.113.7", UNKNOWN),
        ("9" * 5000, UNKNOWN),
    ],
)
def test_a_peer_is_an_ipv4_address_or_an_ipv6_network_of_one_line(
    address: str | None, peer: str
) -> None:
    assert peer_of(address) == peer
