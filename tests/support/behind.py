"""A web server of Debian's in front of the product, and what keeps that running behind it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPException, HTTPSConnection
from pathlib import Path

import pytest
from served import PATIENCE, free_port, patiently, running
from site_build import ROOT

DEPLOY = ROOT / "deploy"
NAME = "guide.example.cn"
TRUSTING = ssl._create_unverified_context()  # noqa: S323 # the certificate is our own
MAIN = """
{user}daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/conf.d/*.conf;
}}
"""


class Supervised:
    """The web process as systemd keeps it: its socket stays open, and it is started again."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.port: int = self.listener.getsockname()[1]
        self.starts = 0
        self._command = self._with_socket(command)
        self._environment = environment
        self._is_wanted = True
        self._process = self._start()
        self._keeper = threading.Thread(target=self._keep)
        self._keeper.start()

    def signal(self, number: int) -> None:
        """Send the process a signal; whatever ends it, it comes back."""
        self._process.send_signal(number)

    def wait_for_start(self, number: int) -> None:
        """Wait until it was started so often: it ends only when everybody has their answer."""
        for _ in patiently():
            if self.starts >= number:
                return

    def stop(self) -> None:
        """End it for good."""
        self._is_wanted = False
        self._process.terminate()
        self._keeper.join(PATIENCE)
        self.listener.close()

    def _with_socket(self, command: Sequence[str]) -> list[str]:
        """Return a command that is handed the socket as systemd does it (man sd_listen_fds)."""
        number = self.listener.fileno()
        line = f'export LISTEN_PID=$$ LISTEN_FDS=1; exec "$@" 3<&{number} {number}<&-'
        return ["bash", "-c", line, "bash", *command]

    def _start(self) -> subprocess.Popen[bytes]:
        self.starts += 1
        return subprocess.Popen(
            self._command,
            env=os.environ | self._environment,
            cwd=ROOT,
            pass_fds=(self.listener.fileno(),),
            stderr=subprocess.DEVNULL,  # a line for each of thousands of answers
        )

    def _keep(self) -> None:
        while self._is_wanted:
            self._process.wait()
            if self._is_wanted:
                time.sleep(0.1)
                self._process = self._start()


@contextmanager
def supervised(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Supervised]:
    """Keep a web process running until the block ends."""
    web = Supervised(command, environment)
    try:
        yield web
    finally:
        web.stop()


def program(name: str) -> str:
    """Return the path of a program; skips the test where it is not installed."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if not found:
        pytest.skip(f"没有 {name}：Debian 请装：apt install {name.replace('nginx', 'nginx-light')}")
    return found


def make_certificate(folder: Path) -> None:
    """Make a certificate that nobody but us trusts."""
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", f"/CN={NAME}", "-addext", "subjectAltName=IP:127.0.0.1"]
    command += ["-keyout", str(folder / "certificate.key"), "-out", str(folder / "certificate.pem")]
    subprocess.run(command, check=True, capture_output=True)


def lay_out_nginx(folder: Path, example: str, port: int) -> list[str]:
    """Write a configuration around our example that needs no root; return the command."""
    (folder / "conf.d").mkdir(parents=True, exist_ok=True)
    example = re.sub(r"listen \[::\].*;\n", "", example)
    example = example.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    example = example.replace("listen 443 ", f"listen 127.0.0.1:{port} ")
    (folder / "conf.d" / "guide.conf").write_text(example)
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    return [program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")]


def pointed(example: str, folder: Path, site: Path, upstream: int) -> str:
    """Return an example that serves a site, and passes the intake's addresses to a port."""
    return (
        example.replace("/srv/guide/site/current", str(site))
        .replace("/etc/guide", str(folder))
        .replace("/var/log/nginx/error.log", str(folder / "error.log"))
        .replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    )


@contextmanager
def nginx_before(folder: Path, site: Path, upstream: int) -> Iterator[int]:
    """Run nginx by our example; yield the port of https."""
    port = free_port()
    make_certificate(folder)
    example = pointed((DEPLOY / "nginx.conf").read_text(), folder, site, upstream)
    with running(lay_out_nginx(folder, example, port), port, {}):
        yield port


@contextmanager
def caddy_before(folder: Path, site: Path, upstream: int) -> Iterator[int]:
    """Run Caddy by our example, with our certificate; yield the port of https."""
    port = free_port()
    make_certificate(folder)
    example = pointed((DEPLOY / "Caddyfile").read_text(), folder, site, upstream)
    certificate = f"tls {folder}/certificate.pem {folder}/certificate.key\n"
    example = example.replace(
        f"\n{NAME} {{", f"\nhttps://127.0.0.1:{port}, https://{NAME}:{port} {{\n\t{certificate}"
    )
    (folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + example)
    command = [program("caddy"), "run", "--adapter", "caddyfile", "--config"]
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with running([*command, str(folder / "Caddyfile")], port, home):
        yield port


def get(
    port: int, path: str, headers: Mapping[str, str] = {}, method: str = "GET", body: str = ""
) -> tuple[int, dict[str, str], bytes]:
    """Ask over https; return status, headers in small letters, and body as it came."""
    connection = HTTPSConnection("127.0.0.1", port, timeout=PATIENCE, context=TRUSTING)
    try:
        connection.request(method, path, body or None, dict(headers))
        answer = connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, named, answer.read()
    finally:
        connection.close()


class Readers:
    """People who read and send all the time; what they were told is counted."""

    def __init__(self, port: int, path: str, count: int = 4) -> None:
        self.statuses: list[int] = []
        self.bodies: set[bytes] = set()
        self.refused = 0
        self._port, self._path = port, path
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._read) for _ in range(count)]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join(PATIENCE)

    def wait_for(self, more: int) -> None:
        """Wait until so many more answers came."""
        wanted = len(self.statuses) + more
        for _ in patiently():
            if len(self.statuses) >= wanted:
                return

    def _read(self) -> None:
        while not self._is_over.is_set():
            try:
                status, _, body = get(self._port, self._path)
            except (OSError, HTTPException):
                self.refused += 1
                continue
            self.statuses.append(status)
            self.bodies.add(body)


def kill(pids: Sequence[int]) -> None:
    """Kill processes at once."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
