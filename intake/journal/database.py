"""The connection of a process to PostgreSQL: made when it is needed, and anew when it is lost.

Nobody waits for ever: a server that is frozen, or cut off without a word, is given up, and left
alone for a while, so that whoever asks meanwhile is told at once.
"""

from __future__ import annotations

import os
import stat
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from errno import EACCES, EILSEQ
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any, LiteralString, TypeVar

import psycopg
from psycopg import errors
from psycopg.abc import PQGen
from psycopg.conninfo import conninfo_to_dict

from intake.journal import disk
from intake.journal.mutex import Mutex
from intake.journal.refusals import SilentError, told
from intake.journal.store import UnfitError

USUAL: Mapping[str, Any] = {
    "application_name": "intake",
    "connect_timeout": 5,
    "target_session_attrs": "read-write",
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""What a connection is asked for where its address says nothing else: a dead server is noticed."""

SESSION: LiteralString = """
SET statement_timeout = 0;
SELECT set_config('synchronous_commit', 'on', false)
 WHERE current_setting('synchronous_commit') <> 'remote_apply';
SELECT set_config('search_path', quote_ident(current_schema()), false);
SET idle_in_transaction_session_timeout = '30s';
SET tcp_keepalives_idle = 5;
SET tcp_keepalives_interval = 2;
SET tcp_keepalives_count = 3;
SELECT pg_logical_emit_message(true, 'intake', '')
"""
"""How every connection begins, whatever role and database have set: commits are on disk, nobody
waits for a lock for ever, whoever stops while holding one is ended, and no other schema's tables
are met. The last line waits until all that can be seen is also where commits are waited for: a row
whose commit was interrupted is visible, and may not be on the replica yet."""

BEGIN: LiteralString = "BEGIN ISOLATION LEVEL READ COMMITTED"
"""A statement sees what was committed before it, not before the lock was asked for."""

LONGER = 1.0
"""Seconds beyond those that a server waits for a lock: it is silent if it says nothing by then."""
REST = 3.0
"""Seconds for which a server that was silent is not asked again."""

Connection = psycopg.Connection[tuple[Any, ...]]
Found = TypeVar("Found")

_resting: dict[str, float] = {}
"""Address → until when this process does not ask there, whatever for."""


class _Impatient(Connection):
    """A connection on which nobody waits for ever."""

    def wait(self, gen: PQGen[Found], interval: float = 0.1, timeout: float | None = None) -> Found:
        """Wait as long as the server goes on; one that says nothing is left."""
        try:
            return super().wait(_impatient(gen), interval, timeout)
        except SilentError:
            self.close()
            raise


def _impatient(work: PQGen[Found]) -> PQGen[Found]:
    """Wait with others' work for the server, which is to be heard of now and then."""
    heard = time.monotonic()
    try:
        wanted = next(work)
        while True:
            ready = yield wanted
            if ready:
                heard = time.monotonic()
            elif time.monotonic() - heard > disk.PATIENCE + LONGER:
                raise SilentError("nothing came back")
            wanted = work.send(ready)
    except StopIteration as done:
        found: Found = done.value
        return found


class Database:
    """One database, as one process works with it; its threads take turns."""

    def __init__(self, url: str, password_file: Path | None = None) -> None:
        self.mutex = Mutex()
        self._url = url
        self._password_file = password_file
        self._connection: Connection | None = None
        self._let_go: weakref.finalize[..., Any] | None = None
        self._pid = 0
        self._is_begun = False
        self._warnings: list[str] = []
        """Notices of the server since the last commit began that are warnings."""

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other threads waiting; what goes wrong is raised as UnfitError or OSError."""
        with self.mutex:
            try:
                yield
            except psycopg.Error as error:
                self._rest_after(error)
                raise told(error) from None

    @contextmanager
    def transaction(self, first: Callable[[Connection], object]) -> Iterator[Connection]:
        """Begin with what only looks and locks; all is committed when the block is left, or none.

        Where the answer to a commit is lost, this raises, though all may be there.
        """
        with self.alone():
            if self._is_begun:
                raise UnfitError("same_place")  # its commit would be that of the one around it
            connection = self.look(lambda fresh: self._begun(fresh, first))
            self._is_begun = True
            try:
                yield connection
                self._commit(connection)
            except BaseException:
                self._roll_back(connection)
                raise
            finally:
                self._is_begun = False

    def look(self, work: Callable[[Connection], Found]) -> Found:
        """Do what changes nothing; where the connection turns out to be dead, on a new one."""
        connection = self._live()
        if connection:
            try:
                return work(connection)
            except SilentError:
                raise
            except psycopg.OperationalError:
                if not connection.closed:
                    raise
        return work(self._connect())

    def _live(self) -> Connection | None:
        """Return the connection of this process, unless it is known to be lost."""
        if self._pid != os.getpid() or (self._connection and self._connection.closed):
            self._connection = None  # that of a parent process stays the parent's
        return self._connection

    def _rest_after(self, error: psycopg.Error) -> None:
        """Leave a silent server alone; who asks while it is left alone makes that no longer."""
        is_silent = isinstance(error, SilentError | errors.ConnectionTimeout)
        if is_silent and not self._is_resting():
            _resting[self._url] = time.monotonic() + REST

    def _is_resting(self) -> bool:
        return time.monotonic() < _resting.get(self._url, 0.0)

    def _connect(self) -> Connection:
        if self._is_resting():
            raise SilentError("it was silent a moment ago")
        given = conninfo_to_dict(self._url)
        asked = {name: value for name, value in USUAL.items() if name not in given}
        asked["client_encoding"] = "UTF8"  # whatever address, role and environment say
        if self._password_file:
            asked["password"] = read_password(self._password_file)
        connection = _Impatient.connect(self._url, autocommit=True, **asked)
        try:
            _expect_fit(connection)
            patience = f"{disk.PATIENCE * 1000:.0f}ms"
            connection.execute("SELECT set_config('lock_timeout', %s, false)", (patience,))
            if connection.execute("SELECT current_schema()").fetchall() == [(None,)]:
                raise UnfitError("no_schema")
            connection.execute(SESSION)
        except BaseException:
            connection.close()  # who asks again and again must not use up what the server has
            raise
        connection.add_notice_handler(partial(_note, self._warnings))
        self._keep(connection)
        return connection

    def _keep(self, connection: Connection) -> None:
        """Keep a connection in place of one that was lost; that of a parent process stays whole."""
        if self._let_go and self._pid == os.getpid():
            self._let_go()
        self._pid = os.getpid()
        self._let_go = weakref.finalize(self, _close, connection, self._pid)
        self._connection = connection

    def _begun(self, connection: Connection, first: Callable[[Connection], object]) -> Connection:
        try:
            connection.execute(BEGIN, prepare=False)
            first(connection)
        except BaseException:
            self._roll_back(connection)
            raise
        return connection

    def _commit(self, connection: Connection) -> None:
        self._warnings.clear()
        done = connection.execute("COMMIT", prepare=False)
        if done.statusmessage != "COMMIT" or self._warnings:
            connection.close()
            raise UnfitError("database_commit")

    def _roll_back(self, connection: Connection) -> None:
        try:
            if not connection.closed:
                connection.execute("ROLLBACK")
        except psycopg.Error:
            connection.close()


def _note(warnings: list[str], notice: errors.Diagnostic) -> None:
    """Note a warning: that of a commit says that nobody waited until it was everywhere."""
    if notice.severity_nonlocalized == "WARNING":
        warnings.append(notice.sqlstate or "")


def _close(connection: Connection, pid: int) -> None:
    """Close a connection that nobody needs any more, but for that of a parent process."""
    if pid == os.getpid():
        connection.close()


def _expect_fit(connection: Connection) -> None:
    """Make sure that the server keeps what it says it does, and every sign."""
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise UnfitError("database_encoding")  # first: without one, texts are read as bytes
    if connection.execute("SHOW fsync").fetchall() != [("on",)]:
        raise UnfitError("database_fsync")


def read_password(path: Path) -> str:
    """Return what a private file holds, without the line end. Raises OSError."""
    try:
        return _private_text(path).rstrip("\r\n")
    except UnicodeDecodeError:
        raise OSError(EILSEQ, "the password is no UTF-8", path.name) from None


def _private_text(path: Path) -> str:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise PermissionError(EACCES, "others may read the password", path.name)
    return path.read_text(encoding="utf-8")


def faults_of_url(url: str) -> Iterator[str]:
    """Yield why a database must not be used by this address, in Chinese, without repeating it."""
    try:
        given = conninfo_to_dict(url)
    except (psycopg.Error, UnicodeError):
        yield "INTAKE_JOURNAL 不是 PostgreSQL 的网址：应像 postgresql://intake@db.example.cn/queue"
        return
    if given.get("password") or given.get("sslpassword") or given.get("passfile") == "":
        yield (
            "INTAKE_JOURNAL 的网址里不能有密码（谁看进程都看得到）："
            "请写进权限 0600 的文件，用 INTAKE_JOURNAL_PASSWORD_FILE 指明"
        )
    if given.get("service") or os.environ.get("PGSERVICE"):
        yield "INTAKE_JOURNAL 要写明主机，不能用 service（PGSERVICE）"
    hosts = ",".join(
        str(given.get(name) or os.environ.get(f"PG{name.upper()}") or "")
        for name in ("host", "hostaddr")
    )
    mode = given.get("sslmode") or os.environ.get("PGSSLMODE")
    if mode != "verify-full" and not all(map(_is_here, hosts.split(","))):
        yield "INTAKE_JOURNAL 的主机不是本机，要核对它的证书：请在网址后面加 ?sslmode=verify-full"


def _is_here(host: str) -> bool:
    """Tell whether a host is this machine: a socket, or loopback."""
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
