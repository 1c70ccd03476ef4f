"""A small built guide beside an intake, and what is said to a real server: bytes, or a form."""

from __future__ import annotations

import gzip
import http.client
import re
import socket
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

from intake_app import a_district, a_form, token_in
from served import PATIENCE

from guidebook.stamp import leave_stamp
from intake.settings import Settings

Address = tuple[str, int]
STYLE = "a { color: red }\n" * 50
PAGE = "<!doctype html><title>云桥</title>" + "字" * 500


def a_site(folder: Path) -> Settings:
    """Lay out an intake with a small built guide beside it."""
    settings = a_district(folder)
    for name in ("index.html", "services/index.html", "404.html"):
        path = settings.site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE + name, encoding="utf-8")
    assets = settings.site / "assets"
    assets.mkdir(exist_ok=True)
    (assets / "house.css").write_text(STYLE)
    (assets / "main.484c7ddc.min.css").write_text("a{}")
    (assets / "house.css.gz").write_bytes(gzip.compress(STYLE.encode()))
    return settings


def break_layout(folder: Path) -> None:
    """Make every page but that of problems fail with an error that tells what was typed."""
    layout = folder / "layouts" / "layout" / "requests.html"
    fault = "{% if code is not defined %}{{ [][request.form['company']] }}{% endif %}"
    layout.write_text(layout.read_text(encoding="utf-8") + fault, encoding="utf-8")
    leave_stamp(folder / "layouts")


def ask(host: str, port: int, request: bytes) -> bytes:
    """Send bytes; return everything that comes back until the server closes."""
    with socket.create_connection((host, port), PATIENCE) as connection:
        answer = b""
        with suppress(ConnectionResetError, BrokenPipeError):
            connection.sendall(request)
            while part := connection.recv(65536):
                answer += part
        return answer


def open_form(address: tuple[str, int]) -> dict[str, str]:
    """Return a form filled in, with a token of the server at an address."""
    with closing(http.client.HTTPConnection(*address, timeout=PATIENCE)) as connection:
        connection.request("GET", "/requests/new")
        return a_form(token=token_in(connection.getresponse().read().decode()))


def submit(address: tuple[str, int], form: dict[str, str]) -> tuple[int, str | None, str]:
    """Submit a form to a server; return the code, where it leads, and the page."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    with closing(http.client.HTTPConnection(*address, timeout=PATIENCE)) as connection:
        connection.request("POST", "/requests", urlencode(form), headers)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location"), answer.read().decode()


def memory_of(address: Address) -> int:
    """Return the bytes of memory that the server at an address takes, 0 where nobody tells."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"{address[1]})".encode() in (folder / "cmdline").read_bytes():
                return 1024 * int(re.findall(r"VmRSS:\s+(\d+)", (folder / "status").read_text())[0])
    return 0
