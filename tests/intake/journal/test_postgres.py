"""What only a database brings: other queues and roles, hands in its table, lost connections."""

from __future__ import annotations

import gc
import re
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from forgetting import a_canary, a_handling
from intake_app import NOW, a_submission
from kept import Kept
from lives import a_request
from postgres import Server, a_server, as_account, configure, done

from intake.accounts.accounts import Accounts
from intake.accounts.posts import Post
from intake.attempts.ledger import Ledger, Try
from intake.attempts.rules import TAILS
from intake.cases.event import VOID, Event
from intake.journal.database import SESSION, Database, faults_of_url, read_password
from intake.journal.journal import Journal, JournalUnavailable
from intake.journal.places import Places
from intake.journal.postgres_store import PostgresStore
from intake.journal.verify import verify

HANDBOOK = Path(__file__).resolve().parents[3] / "docs" / "scale.md"


@pytest.fixture
def place(database: Server) -> Any:
    """Return what finds a place for a queue, in PostgreSQL alone."""
    return lambda folder: Kept(folder, database.url(database.a_schema()))


def do(kept: Kept, sql: LiteralString) -> list[tuple[Any, ...]]:
    """Do something by hand in the schema of a queue."""
    return done(kept.url, sql)


BY_HAND: dict[str, tuple[LiteralString, str, str]] = {
    "a text changed": (
        "UPDATE journal SET by = 'system' WHERE seq = 2",
        "damaged_row 2",
        "damaged",
    ),
    "a row gone": ("DELETE FROM journal WHERE seq = 2", "seq_missing 2", "seq_missing"),
    "the last rows gone": ("DELETE FROM journal WHERE seq > 2", "rows_gone 4", ""),
    "all rows gone": ("DELETE FROM journal", "rows_gone 4", ""),
}


@pytest.mark.parametrize("how", BY_HAND)
def test_hands_in_the_table_close_the_queue_for_whoever_reads_it_anew(
    kept: Kept, journal: Journal, how: str
) -> None:
    a_request(journal, "in_progress")
    journal.places.mark.write_text("4")
    sql, why, kind = BY_HAND[how]

    do(kept, sql)

    assert kept.journal().why_closed() == why
    found = verify(kept.journal(), NOW)
    assert found.closed == why
    assert not kind or kind in [remark.kind for remark in found.remarks]


TIMES = (
    "'0001-01-01T00:00:00+14:00'",
    "'9999-12-31T23:59:59-14:00'",
    "replace(at, 'Z', '')",
    "replace(at, 'Z', '+00:00')",
    "''",
)


@pytest.mark.parametrize("at", TIMES)
def test_a_time_that_no_row_is_written_with_is_a_damaged_row(
    kept: Kept, journal: Journal, at: LiteralString
) -> None:
    a_request(journal, "in_progress")

    do(kept, f"UPDATE journal SET at = {at} WHERE seq = 2")  # noqa: S608 # no text is from outside

    assert kept.journal().why_closed(NOW) == "damaged_row 2"
    assert [remark.where for remark in kept.journal().rows().remarks] == ["序号 2"]


@pytest.mark.parametrize(
    "sql",
    ["DELETE FROM journal WHERE seq = 4", 'UPDATE journal SET "check" = $$c0$$ WHERE seq = 4'],
)
def test_a_process_that_runs_notices_another_end(
    kept: Kept, journal: Journal, sql: LiteralString
) -> None:
    a_request(journal, "in_progress")

    do(kept, sql)

    with pytest.raises(JournalUnavailable, match=r"rows_gone|damaged_row"):
        journal.submit("b", NOW, a_submission())


SECOND: dict[str, LiteralString] = {
    "key": "INSERT INTO journal SELECT 2, at, event, 'x', key, status, by, data, '' FROM journal",
    "number": "INSERT INTO journal SELECT 2, at, event, number, 'x', '', by, data, '' FROM journal",
}


@pytest.mark.parametrize("what", SECOND)
def test_the_database_itself_refuses_a_second_submission(
    kept: Kept, journal: Journal, what: str
) -> None:
    journal.submit("a", NOW, a_submission())

    with pytest.raises(psycopg.errors.UniqueViolation):
        do(kept, SECOND[what])


def test_another_districts_queue_in_the_same_database_is_another(
    database: Server, tmp_path: Path
) -> None:
    kept = [Kept(tmp_path / name, database.url(database.a_schema())) for name in "ab"]
    journals = [each.made() for each in kept]

    with journals[0].turn():  # one lock is not the other's
        journals[1].submit("a", NOW, a_submission())

    assert journals[0].seq() == 0
    assert journals[1].seq() == 1


def test_a_queue_that_is_not_there_is_not_looked_for_in_the_next_schema(
    database: Server, tmp_path: Path
) -> None:
    full, empty = database.a_schema(), database.a_schema()
    Kept(tmp_path / "full", database.url(full)).made()

    kept = Kept(tmp_path / "empty", database.url(f"{empty},{full}"))

    with pytest.raises(JournalUnavailable, match="no_queue"):
        kept.journal().seq()
    kept.made()
    assert kept.journal().submit("a", NOW, a_submission()).seq == 1
    nowhere = Kept(tmp_path / "nowhere", database.url("nowhere"))
    with pytest.raises(JournalUnavailable, match="no_schema"):
        nowhere.made()


ODD_ROLES: dict[str, LiteralString] = {
    "snapshots": """
        CREATE ROLE snapshots LOGIN SUPERUSER;
        ALTER ROLE snapshots SET default_transaction_isolation = 'repeatable read'
    """,
    "hasty": """
        CREATE ROLE hasty LOGIN SUPERUSER;
        ALTER ROLE hasty SET statement_timeout = 500
    """,
    "careless": """
        CREATE ROLE careless LOGIN SUPERUSER;
        ALTER ROLE careless SET synchronous_commit = off
    """,
    "chinese": """
        CREATE ROLE chinese LOGIN SUPERUSER;
        ALTER ROLE chinese SET client_encoding = 'GBK'
    """,
}
"""Role → how it is made, with settings of its own."""


@pytest.mark.parametrize("role", ODD_ROLES)
def test_what_a_role_has_set_weakens_nothing(database: Server, tmp_path: Path, role: str) -> None:
    schema = database.a_schema()
    database.do(ODD_ROLES[role])
    kept = Kept(tmp_path / "queue", database.url(schema, user=role))
    journal, other = kept.made(), kept.journal()

    for n in range(10):
        (journal, other)[n % 2].submit(f"k{n}", NOW, a_submission(contact="王䶮𫖯"))

    assert [row.event for row in kept.rows()] == ["submit"] * 10
    fresh = Database(kept.url)
    with fresh.alone():
        assert fresh.look(lambda c: c.execute("SHOW synchronous_commit").fetchall()) == [("on",)]
        assert fresh.look(lambda c: c.execute("SHOW statement_timeout").fetchall()) == [("0",)]


def test_a_database_that_is_read_only_closes_the_queue(database: Server, tmp_path: Path) -> None:
    kept = Kept(tmp_path / "queue", database.url(database.a_schema()))
    journal = kept.made()
    journal.submit("a", NOW, a_submission())
    journal.store._database.look(  # type: ignore[attr-defined]
        lambda connection: connection.execute("SET default_transaction_read_only = on")
    )

    assert journal.why_closed() == "EROFS"
    with pytest.raises(JournalUnavailable, match="EROFS"):
        journal.submit("b", NOW, a_submission())
    assert [known.key for known in journal.requests()[1]] == ["a"]


def test_room_for_a_few_signs_is_none_for_a_request(kept: Kept, journal: Journal) -> None:
    do(kept, "ALTER TABLE journal ADD CONSTRAINT room CHECK (length(data) < 60)")
    with pytest.raises(JournalUnavailable):
        journal.submit("a", NOW, a_submission())

    assert journal.why_closed()  # as on a disk that is full but for the rest of a page

    do(kept, "ALTER TABLE journal DROP CONSTRAINT room")
    assert journal.why_closed() == ""
    assert journal.submit("a", NOW, a_submission()).seq == 1


def test_a_server_that_does_not_flush_is_refused(database: Server, journal: Journal) -> None:
    database.do("ALTER SYSTEM SET fsync = off")
    database.do("SELECT pg_reload_conf()")
    try:
        for _ in range(50):
            why = Kept(journal.folder, journal.store._database._url).journal().why_closed()  # type: ignore[attr-defined]
            if why:
                break
    finally:
        database.do("ALTER SYSTEM RESET fsync")
        database.do("SELECT pg_reload_conf()")
        while database.do("SHOW fsync") != [("on",)]:  # it is told, and does it when it gets to it
            pass

    assert why == "database_fsync"


def test_a_database_that_is_refused_again_and_again_keeps_no_connection(
    database: Server, tmp_path: Path
) -> None:
    database.do("DROP DATABASE IF EXISTS ascii")
    database.do("CREATE DATABASE ascii ENCODING SQL_ASCII TEMPLATE template0 LOCALE 'C'")
    url = database.url("public").replace("/postgres?", "/ascii?")
    journal = Kept(tmp_path / "queue", url).journal()

    told = {journal.why_closed() for _ in range(10)}

    assert told == {"database_encoding"}
    database.do("DROP DATABASE ascii")  # refused while anybody is connected, after five seconds


def test_a_role_with_the_rights_of_the_handbook_can_do_everything_and_delete_nothing(
    database: Server, tmp_path: Path
) -> None:
    schema = database.a_schema()
    made = Kept(tmp_path / "queue", database.url(schema))
    made.made()
    made.made_shared()
    grants = re.search(r"```sql\n(.*?GRANT.*?)```", HANDBOOK.read_text(encoding="utf-8"), re.DOTALL)
    assert grants
    database.do("DROP ROLE IF EXISTS intake")
    for statement in filter(str.strip, grants[1].replace("queue", schema).split(";")):
        database.do(statement)
    kept = Kept(tmp_path / "queue", database.url(schema, user="intake"))
    journal = kept.journal()

    known = a_canary(journal)
    a_handling(journal).forget(known.number, NOW)

    assert journal.why_closed(NOW) == ""
    assert verify(journal, NOW).remarks == ()
    accounts, ledger = Accounts(kept.shared()), Ledger(kept.shared(), "key")
    secret = accounts.invite("甲", Post("staff"), NOW).secret
    assert accounts.sign_in(secret, "手机", NOW)
    assert ledger.take(NOW, Try(TAILS, "AB2CD3EF")) is None
    for sql in ("DELETE FROM journal", "UPDATE journal SET seq = 99", "DROP TABLE journal"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            do(kept, sql)
    database.do("DROP OWNED BY intake")


END_ALL: LiteralString = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'intake'"
)


def test_a_connection_that_is_ended_is_made_anew(kept: Kept, journal: Journal) -> None:
    known = journal.submit("a", NOW, a_submission())

    do(kept, END_ALL)
    assert journal.find(known.number) == known
    do(kept, END_ALL)
    assert journal.submit("b", NOW, a_submission()).seq == 2
    do(kept, END_ALL)
    assert journal.why_closed() == ""


def test_a_server_that_is_down_closes_the_queue_until_it_is_back(
    kept: Kept, journal: Journal, database: Server, caplog: pytest.LogCaptureFixture
) -> None:
    journal.submit("a", NOW, a_submission(company="金丝雀"))
    database.stop()
    try:
        for _ in range(3):
            with pytest.raises(JournalUnavailable, match="database_gone"):
                journal.submit("b", NOW, a_submission())
        assert journal.why_closed() == "database_gone"
    finally:
        database.start()

    assert caplog.text.count("the journal is not available") == 1
    assert "金丝雀" not in caplog.text
    assert journal.why_closed() == ""
    assert journal.submit("b", NOW, a_submission()).seq == 2


def test_a_server_that_says_nothing_is_given_up_and_left_alone_for_a_while(
    kept: Kept, journal: Journal, database: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.journal.disk.PATIENCE", 0.1)
    monkeypatch.setattr("intake.journal.database.LONGER", 0.4)
    other = kept.journal()
    journal.submit("a", NOW, a_submission())
    other.seq()
    with database.frozen():
        assert journal.why_closed() == "database_silent"
        monkeypatch.setattr("intake.journal.database.LONGER", 1e6)  # nobody asks: nobody waits
        assert journal.why_closed() == "database_silent"
        with pytest.raises(JournalUnavailable, match="database_silent"):
            kept.journal().submit("b", NOW, a_submission())

    monkeypatch.setattr("intake.journal.database._resting", {})
    assert journal.submit("b", NOW, a_submission()).seq == 2
    assert other.seq() == 2


def test_who_works_long_in_a_turn_with_all_rows_is_not_ended(
    kept: Kept, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = SESSION.replace("'30s'", "'100ms'")
    monkeypatch.setattr("intake.journal.database.SESSION", quick)
    other = kept.journal()

    with other.turn() as turn:
        turn.store.rows()
        time.sleep(0.3)
        turn.write(Event(0, NOW, VOID, "", "", "", "", "{}"))

    assert journal.seq() == 1
    with pytest.raises(JournalUnavailable), other.turn():  # but who is frozen holds nobody up
        time.sleep(0.3)


def test_connections_that_were_lost_are_not_kept(kept: Kept, journal: Journal) -> None:
    def kept_alive() -> int:
        gc.collect()
        return sum(isinstance(thing, psycopg.Connection) for thing in gc.get_objects())

    journal.seq()
    before = kept_alive()

    for _ in range(5):
        do(kept, END_ALL)
        journal.seq()

    assert kept_alive() == before


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("REVOKE ALL ON SCHEMA {schema} FROM narrow", "no_schema"),
        ("REVOKE ALL ON {schema}.journal FROM narrow", "database_rights"),
        ("ALTER TABLE {schema}.journal DROP COLUMN by", "database_columns"),
        ("ALTER ROLE narrow SET default_transaction_read_only = on", "EROFS"),
    ],
)
def test_what_an_operator_forgot_is_told_by_its_name(
    database: Server, tmp_path: Path, sql: LiteralString, why: str
) -> None:
    schema = database.a_schema()
    Kept(tmp_path / "queue", database.url(schema)).made()
    database.do("DROP ROLE IF EXISTS narrow")
    database.do("CREATE ROLE narrow LOGIN")
    database.do(f"GRANT ALL ON SCHEMA {schema} TO narrow")
    database.do(f"GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO narrow")

    database.do(sql.replace("{schema}", schema))

    narrow = Kept(tmp_path / "queue", database.url(schema, user="narrow"))
    told = narrow.journal().why_closed()
    with pytest.raises(sqlite3.OperationalError) as beside:  # no sentence of the system's
        Accounts(narrow.shared()).invite("甲", Post("staff"), NOW)
    database.do("DROP OWNED BY narrow")
    assert told.split()[0] == why
    assert " " not in str(beside.value)


def test_columns_in_another_order_get_what_is_theirs(kept: Kept, journal: Journal) -> None:
    do(kept, "ALTER TABLE journal DROP COLUMN by, ADD COLUMN by text NOT NULL DEFAULT ''")

    journal.submit("a", NOW, a_submission())

    assert [row.by for row in kept.rows()] == ["applicant"]


def with_certificate(server: Server) -> Path:
    """Let a server speak TLS on its port, and ask for a password there; return its certificate."""
    key, certificate = server.folder / "key.pem", server.folder / "certificate.pem"
    name = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *name)
    words = [*made, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(as_account(words), check=True, capture_output=True)
    configure(server, "ssl = on", f"ssl_key_file = '{key}'", f"ssl_cert_file = '{certificate}'")
    hosts = server.data / "pg_hba.conf"
    rules = hosts.read_text(encoding="utf-8")
    hosts.write_text(f"hostssl all all all scram-sha-256\n{rules}", encoding="utf-8")
    return certificate


def test_a_password_from_a_file_goes_to_the_server_whose_certificate_is_right_alone(
    tmp_path: Path,
) -> None:
    with a_server() as server:
        schema = server.a_schema()
        Kept(tmp_path / "queue", server.url(schema)).made()
        server.do("ALTER ROLE postgres PASSWORD 'gehe1m wort'")
        certificate = with_certificate(server)
        server.stop("fast")
        server.start()
        password = tmp_path / "password"
        password.write_text("gehe1m wort\n", encoding="utf-8")
        password.chmod(0o600)
        url = f"{server.url(schema, host='localhost')}&sslmode=verify-full&sslrootcert="

        def why_closed(trusted: Path | str, password_file: Path | None) -> str:
            database = Database(f"{url}{trusted}", password_file)
            places = Places(tmp_path / "queue", tmp_path / "queue" / "mirror")
            return Journal(places.folder, store=PostgresStore(database, places)).why_closed()

        assert why_closed(certificate, password) == ""
        assert why_closed(certificate, None) == "database_login"
        assert why_closed(server.data / "postgresql.conf", password) == "database_gone"
        password.write_bytes("密码".encode("gbk"))
        assert why_closed(certificate, password) == "EILSEQ password"
        password.write_bytes(b"another\n")
        assert why_closed(certificate, password) == "database_login"


GOOD = (
    "postgresql:///queue",
    "postgresql://intake@localhost/queue",
    "postgresql://intake@127.0.0.1:5433/queue",
    "postgresql:///queue?host=/run/postgresql&user=intake",
    "postgresql://intake@a.example.cn,b.example.cn/queue?sslmode=verify-full",
)
BAD = {
    "postgresql://intake:gehe1m@localhost/queue": "密码",
    "postgresql://localhost/queue?password=gehe1m": "密码",
    "postgresql://localhost/queue?sslpassword=gehe1m": "密码",
    "postgresql://gehe1m@localhost/queue\udcff": "不是 PostgreSQL",
    "postgresql://intake@db.example.cn/queue": "verify-full",
    "postgresql://intake@db.example.cn/queue?sslmode=require": "verify-full",
    "postgresql://intake@localhost,db.example.cn/queue": "verify-full",
    "postgresql://localhost/queue?hostaddr=10.0.0.7": "verify-full",
    "postgresql:///queue?service=elsewhere": "service",
    "mysql://localhost/queue": "不是 PostgreSQL",
    "nonsense": "不是 PostgreSQL",
}


@pytest.mark.parametrize("url", GOOD)
def test_an_address_that_is_safe_is_taken(url: str) -> None:
    assert list(faults_of_url(url)) == []


@pytest.mark.parametrize("url", BAD)
def test_an_address_that_is_not_safe_is_refused_without_repeating_it(url: str) -> None:
    (fault,) = faults_of_url(url)

    assert BAD[url] in fault
    assert "gehe1m" not in fault


def test_a_password_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("gehe1m\n", encoding="utf-8")

    path.chmod(0o600)
    assert read_password(path) == "gehe1m"
    path.chmod(0o640)
    with pytest.raises(PermissionError):
        read_password(path)
