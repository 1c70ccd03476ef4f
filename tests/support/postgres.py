"""A real PostgreSQL of this machine, in a folder of its own, for as long as tests need it."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import quote

import psycopg
import pytest
from served import free_port

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
ACCOUNT = "postgres"
"""Debian's: the server refuses to run as root."""
OWNER = "postgres"
MEMORY, ENOUGH = Path("/dev/shm"), 1 << 29  # noqa: S108 # a folder of its own is made in it

_names = itertools.count(1)


@dataclass(frozen=True)
class Server:
    """A server; `fsync` is on, as a real one's."""

    folder: Path
    port: int

    def url(self, schema: str, user: str = OWNER, host: str = "", port: int = 0) -> str:
        """Return the address of a schema, by the server's socket unless a host is named."""
        path = quote(f"-csearch_path={schema}")
        where = f"host={host or self.folder}&port={port or self.port}"
        return f"postgresql:///postgres?user={user}&{where}&options={path}"

    def a_schema(self) -> str:
        """Make a new schema: room for one queue."""
        schema = f"district_{next(_names)}"
        self.do(f"CREATE SCHEMA {schema}")
        return schema

    def do(self, sql: LiteralString, schema: str = "public") -> list[tuple[Any, ...]]:
        """Do as the superuser may."""
        return done(self.url(schema), sql)

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it, as if its power went unless told otherwise."""
        run("pg_ctl", "-D", self.data, "-w", "-m", mode, "stop")

    def promote(self) -> None:
        """Let a replica be the one that takes writes."""
        run("pg_ctl", "-D", self.data, "-w", "promote")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let it say nothing until the block ends, and end no connection."""
        first = int((self.data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="utf-8")
        processes = [first, *map(int, children.split())]
        try:
            for process in processes:
                os.kill(process, signal.SIGSTOP)
            yield
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)

    @property
    def data(self) -> Path:
        """The folder of its files."""
        return self.folder / "data"


def done(url: str, sql: LiteralString) -> list[tuple[Any, ...]]:
    """Do something by hand in a schema, and return what it answers."""
    with psycopg.connect(url, autocommit=True) as connection:
        answer = connection.execute(sql)
        return answer.fetchall() if answer.description else []


def run(program: str, *arguments: object) -> None:
    """Run one of the server's own programs, as an account that it accepts."""
    words = [str(BINARIES[-1] / program), *map(str, arguments)]
    subprocess.run(as_account(words), check=True, capture_output=True, cwd="/", timeout=60)


def as_account(words: Sequence[str]) -> Sequence[str]:
    """Return a command that is not run as root."""
    if os.geteuid():
        return words
    return ["setpriv", f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--clear-groups", *words]


def _why_not() -> str:
    """Say why no server can be started here, empty if one can."""
    if not BINARIES:
        return "PostgreSQL is not installed: apt install postgresql"
    accounts = {entry.pw_name for entry in pwd.getpwall()}
    if not os.geteuid() and not (ACCOUNT in accounts and shutil.which("setpriv")):
        return "a PostgreSQL server does not run as root, and there is no account postgres"
    return ""


def skip_without() -> None:
    """Skip a test where no server can be started."""
    if why := _why_not():
        pytest.skip(why)


@contextmanager
def a_folder(where: Path | None = None) -> Iterator[Path]:
    """Make a folder that the server's account may use; in memory unless it is said where."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=where or _quick()))
    if not os.geteuid():
        shutil.chown(folder, ACCOUNT, ACCOUNT)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _quick() -> Path | None:
    """Return memory where there is enough: a server is killed here, never the machine."""
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH
    return MEMORY if has_room and os.access(MEMORY, os.W_OK) else None


@contextmanager
def a_server(*settings: str, where: Path | None = None) -> Iterator[Server]:
    """Run a new server until the block ends."""
    skip_without()
    with a_folder(where) as folder:
        server = Server(folder, free_port())
        run("initdb", "-D", server.data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "-N")
        configure(server, *settings)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def configure(server: Server, *settings: str) -> None:
    """Write how a server runs; what is told later wins."""
    usual = (
        f"port = {server.port}",
        "listen_addresses = '127.0.0.1'",
        f"unix_socket_directories = '{server.folder}'",
        "min_wal_size = 32MB",
        "max_wal_size = 64MB",
    )
    with (server.data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("\n".join((*usual, *settings)) + "\n")
