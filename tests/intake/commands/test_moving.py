"""Moving a queue into PostgreSQL and back, and writing it as one file: every row as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from flask import Flask
from forgetting import a_canary, a_handling
from intake_app import NOW, a_district, a_submission
from kept import Kept
from lives import a_request
from postgres import MEMORY, Server, a_folder

from intake.accounts.accounts import Accounts
from intake.accounts.posts import Post
from intake.commands.register import make_command_app
from intake.journal.journal import Journal, JournalUnavailable
from intake.journal.rows import content_of
from intake.journal.verify import verify
from intake.notices.marks import Mark, Marks
from intake.queues import journal_of, shared_of
from intake.settings import Settings


@pytest.fixture
def url(database: Server) -> str:
    return database.url(database.a_schema())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return a_district(tmp_path)


def run(settings: Settings, *words: str) -> tuple[int, str]:
    app: Flask = make_command_app(settings)
    result = app.test_cli_runner().invoke(args=["queue", *words])
    return result.exit_code, result.output


def filled(settings: Settings) -> Journal:
    journal = journal_of(settings)
    a_request(journal, "answered", key="a")
    a_handling(journal).forget(a_canary(journal).number, NOW)
    a_request(journal, "closed", key="b")
    return journal


def with_database(settings: Settings, url: str) -> Settings:
    return Settings(**{**vars(settings), "journal": url})


def test_a_queue_is_moved_into_a_database_and_back_row_by_row(settings: Settings, url: str) -> None:
    before = filled(settings).rows()

    code, told = run(settings, "move", "--to", url)

    there = with_database(settings, url)
    assert code == 0
    assert f"{len(before.events)} 行" in told
    assert "锁" in told
    assert journal_of(there).rows() == before
    assert journal_of(there).why_closed(NOW) == ""
    assert journal_of(there).submit("c", NOW, a_submission()).seq == len(before.events) + 1

    code, told = run(there, "move", "--to", str(settings.data))

    assert code == 0
    assert "表删掉了" in told
    with psycopg.connect(url) as connection:  # in what stayed there nobody would be forgotten
        left = connection.execute(
            "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename ~ 'journal'"
        )
        assert left.fetchall() == []
    after = journal_of(settings)
    assert after.rows().events[:-1] == before.events
    assert after.submit("c", NOW, a_submission()).seq == len(before.events) + 1
    assert not [remark for remark in verify(after, NOW).remarks if remark.kind != "aside"]


def test_accounts_and_devices_go_with_the_queue_and_come_back(settings: Settings, url: str) -> None:
    before = Accounts(settings.data)
    phone, tablet = (
        before.sign_in(before.invite("甲", Post("staff"), NOW).secret, label, NOW)
        for label in ("手机", "平板")
    )
    assert phone
    assert tablet
    there = with_database(settings, url)

    assert run(settings, "move", "--to", url)[0] == 0

    moved = Accounts(shared_of(there))
    assert moved.signed_in(phone, NOW) == moved.signed_in(tablet, NOW) is not None
    assert before.everybody() == ()
    moved.sign_out(tablet)

    assert run(there, "move", "--to", str(settings.data))[0] == 0

    assert before.signed_in(phone, NOW)
    assert before.signed_in(tablet, NOW) is None
    assert moved.everybody() == ()


def test_how_far_everybody_was_told_goes_with_the_queue(settings: Settings, url: str) -> None:
    filled(settings)
    Marks.begin(settings.data, Mark(told=3, digest=NOW.date()))
    there = with_database(settings, url)

    assert run(settings, "move", "--to", url)[0] == 0

    moved = Marks.read(shared_of(there), 99)
    assert moved
    assert moved.usual.told == 3
    assert Marks.read(settings.data, 99) is None

    assert run(there, "move", "--to", str(settings.data))[0] == 0

    back = Marks.read(settings.data, 99)
    assert back
    assert back.usual == moved.usual


def test_a_queue_is_not_moved_onto_itself(
    settings: Settings, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.journal.disk.PATIENCE", 0.2)
    before = filled(settings).rows()
    assert Accounts(settings.data).invite("甲", Post("staff"), NOW)
    assert run(settings, "move", "--to", url)[0] == 0
    there = with_database(settings, url)

    for spelt in (url, f"{url}&connect_timeout=9"):
        assert run(there, "move", "--to", spelt)[0] == 3

    assert journal_of(there).rows() == before
    assert [account.name for account in Accounts(shared_of(there)).everybody()] == ["甲"]


def test_a_role_that_owns_no_table_moves_nothing_out(
    settings: Settings, url: str, database: Server
) -> None:
    filled(settings)
    assert run(settings, "move", "--to", url)[0] == 0
    there = with_database(settings, url)
    Accounts(shared_of(there)).invite("甲", Post("staff"), NOW)
    database.do("DROP ROLE IF EXISTS user_only")
    database.do("CREATE ROLE user_only LOGIN")
    with psycopg.connect(url) as connection:
        connection.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO user_only")
        schema = connection.execute("SELECT current_schema()").fetchall()[0][0]
        connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO user_only")
        connection.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO user_only")
    as_user = with_database(settings, url.replace("user=postgres", "user=user_only"))

    code, told = run(as_user, "move", "--to", str(settings.data.parent / "third"))

    with psycopg.connect(url) as connection:
        connection.execute("DROP OWNED BY user_only")
    assert code == 3
    assert "不能写" in told
    assert not (settings.data.parent / "third" / "journal.csv").exists()
    assert len(Accounts(shared_of(there)).everybody()) == 1


def test_a_mirror_on_another_disk_goes_too(settings: Settings, url: str) -> None:
    with a_folder(MEMORY if MEMORY.is_dir() else None) as disk:
        on_two = Settings(**{**vars(settings), "data": settings.data / "q", "mirror": disk / "m"})
        journal_of(on_two).make()
        before = filled(on_two).rows()

        code, told = run(on_two, "move", "--to", url)

        assert code == 0, told
        assert journal_of(with_database(on_two, url)).rows() == before
        assert [path for path in disk.rglob("*") if path.is_file()] == []


def test_who_is_forgotten_later_is_forgotten_in_what_the_move_left(
    settings: Settings, url: str
) -> None:
    number = a_canary(journal_of(settings)).number
    content = settings.data.joinpath("journal.csv").read_bytes()
    run(settings, "move", "--to", url)
    (settings.data / "mirror" / "journal.csv").write_bytes(content)  # killed before it went

    assert run(with_database(settings, url), "forget", number)[0] == 0

    left = [path for path in settings.data.rglob("*.csv") if "金丝雀" in path.read_text("utf-8")]
    assert left == []


def test_the_old_place_is_no_queue_for_whoever_still_runs(settings: Settings, url: str) -> None:
    running = filled(settings)
    run(settings, "move", "--to", url)
    there = journal_of(with_database(settings, url))
    there.submit("c", NOW, a_submission())
    run(with_database(settings, url), "move", "--to", str(settings.data.parent / "third"))

    for journal in (running, there, Journal(settings.data)):
        with pytest.raises(JournalUnavailable):
            journal.submit("d", NOW, a_submission())
        assert journal.why_closed()


@pytest.mark.parametrize(
    "has_mirror", [False, True], ids=["moved", "killed before its mirror went"]
)
@pytest.mark.parametrize("has_mark", [True, False])
@pytest.mark.parametrize("has_rows", [True, False])
def test_the_old_place_becomes_no_second_queue(
    settings: Settings, url: str, has_rows: bool, has_mirror: bool, has_mark: bool
) -> None:
    if has_rows:
        filled(settings)
    mirror = settings.data / "mirror" / "journal.csv"
    content = mirror.read_bytes()
    assert run(settings, "move", "--to", url)[0] == 0
    if has_mirror:
        mirror.write_bytes(content)
    if not has_mark:
        (settings.data / "view.lock").unlink(missing_ok=True)

    told = [run(settings, *words.split()) for words in ("init", "repair", "repair --apply")]
    code, verified = run(settings, "verify")

    assert [code for code, _ in told] == [3, 3, 3]
    assert all("INTAKE_JOURNAL" in said for _, said in told)
    assert code == 1
    assert "INTAKE_JOURNAL" in verified
    assert Journal(settings.data).why_closed() == "moved"
    assert not (settings.data / "journal.csv").exists()


def test_rows_from_before_a_move_come_back_into_another_folder(
    settings: Settings, url: str, tmp_path: Path
) -> None:
    before = filled(settings).rows()
    run(settings, "move", "--to", url)
    new = replace(settings, data=tmp_path / "new")

    run(new, "init")
    code, told = run(new, "repair", "--apply", "--from", str(settings.data / "aside"))

    assert code == 0, told
    assert journal_of(new).rows() == before


@pytest.mark.parametrize("later", [True, False])
def test_a_queue_that_was_moved_back_is_repaired_like_any(
    settings: Settings, url: str, later: bool
) -> None:
    filled(settings)
    run(settings, "move", "--to", url)
    run(with_database(settings, url), "move", "--to", str(settings.data))
    if later:
        a_request(journal_of(settings), key="later")
    before = journal_of(settings).rows()
    (settings.data / "journal.csv").unlink()

    code, told = run(settings, "repair", "--apply")

    assert code == 0, told
    assert journal_of(settings).rows() == before


def test_another_queue_is_not_moved_over(settings: Settings, url: str, tmp_path: Path) -> None:
    before = filled(settings).rows()
    other = Kept(tmp_path / "other", url)
    a_request(other.made())

    code, told = run(settings, "move", "--to", url)

    assert code == 3
    assert "已经有队列" in told
    assert journal_of(settings).rows() == before
    assert len(other.rows()) == 1
    assert journal_of(settings).why_closed(NOW) == ""


def test_a_queue_that_is_not_whole_stays_where_it_is(settings: Settings, url: str) -> None:
    filled(settings)
    journal = settings.data / "journal.csv"
    journal.write_bytes(journal.read_bytes().replace(b"answer", b"Answer", 1))

    code, _ = run(settings, "move", "--to", url)

    assert code in (1, 3)
    assert journal.exists()


KILLED: dict[str, LiteralString] = {
    "after the rows were there": "SELECT 1",
    "before anything was": "DROP TABLE journal",
}


@pytest.mark.parametrize("where", KILLED)
def test_a_move_that_was_interrupted_is_finished_by_the_next(
    settings: Settings, url: str, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    before = filled(settings).rows()
    with monkeypatch.context() as dying:
        dying.setattr("intake.journal.file_store.FileStore.retire", _killed)
        with pytest.raises(KeyboardInterrupt):
            _moved(settings, url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(KILLED[where])

    assert run(settings, "move", "--to", url)[0] == 0

    assert journal_of(with_database(settings, url)).rows() == before
    assert not (settings.data / "journal.csv").exists()


def _killed(_store: object, copy: Callable[[], object]) -> None:
    copy()
    raise KeyboardInterrupt


def _moved(settings: Settings, url: str) -> None:
    from intake.journal.moving import move

    move(journal_of(settings), journal_of(with_database(settings, url)), lambda: None)


@pytest.mark.parametrize("bad", ["postgresql://intake:gehe1m@localhost/x", "mysql://localhost/x"])
def test_an_address_that_is_not_safe_is_not_moved_to(settings: Settings, bad: str) -> None:
    code, told = run(settings, "move", "--to", bad)

    assert code == 3
    assert "gehe1m" not in told


def test_what_to_set_afterwards_names_a_folder_that_is_another(
    tmp_path: Path, settings: Settings
) -> None:
    filled(settings)
    elsewhere = tmp_path / "elsewhere"

    there_already = run(settings, "move", "--to", f"{settings.data}/")
    mistyped = run(settings, "move", "--to", "postgresql:/host/guide")
    code, told = run(settings, "move", "--to", str(elsewhere))

    assert (there_already[0], there_already[1].splitlines()[-1]) == (1, "队列已经在那里")
    assert mistyped[0] == 2
    assert "数据库的网址应像 postgresql://…" in mistyped[1]
    assert code == 0, told
    assert f"请设 INTAKE_DATA={elsewhere}，请去掉 INTAKE_JOURNAL 再启动" in told


def test_a_mirror_on_another_disk_is_not_that_of_a_folder_elsewhere(tmp_path: Path) -> None:
    settings = a_district(tmp_path, mirror=tmp_path / "disk2")
    filled(settings)

    code, told = run(settings, "move", "--to", str(tmp_path / "elsewhere"))

    assert (code, "请去掉 INTAKE_JOURNAL、INTAKE_MIRROR 再启动" in told) == (0, True)
    moved = journal_of(replace(settings, data=tmp_path / "elsewhere", mirror=None))
    assert moved.why_closed() == ""


def test_the_journal_is_written_as_a_file_from_either(
    kept: Kept, settings: Settings, tmp_path: Path
) -> None:
    given = with_database(Settings(**{**vars(settings), "data": kept.folder}), kept.url)
    if kept.url:
        kept.made()
    filled(given)

    code, told = run(given, "export-journal", str(tmp_path / "out.csv"))

    assert code == 0, told
    written = (tmp_path / "out.csv").read_bytes()
    assert written == content_of(kept.rows())
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == 0o600
    assert run(given, "export-journal", str(tmp_path / "out.csv"))[0] == 2
    queue = tmp_path / "again"
    for place in (queue / "mirror", queue):
        place.mkdir(parents=True, exist_ok=True)
        (place / "journal.csv").write_bytes(written)
    assert Journal(queue).requests() == kept.journal().requests()


COMMANDS: dict[str, Callable[[str], list[str]]] = {
    "verify": lambda _: ["verify"],
    "list": lambda _: ["list"],
    "show": lambda number: ["show", number],
    "do": lambda number: ["do", number, "note", "text=好"],
    "forget": lambda number: ["forget", number],
    "close-due": lambda _: ["close-due"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_work_on_a_database(settings: Settings, url: str, command: str) -> None:
    filled(settings)
    run(settings, "move", "--to", url)
    there = with_database(settings, url)
    number = journal_of(there).requests()[1][0].number

    code, told = run(there, *COMMANDS[command](number))

    assert code == 0, told
    assert journal_of(there).why_closed(NOW) == ""


def test_a_machine_that_never_served_a_queue_takes_its_rows_out_and_notes_that(
    settings: Settings, url: str, tmp_path: Path
) -> None:
    filled(settings)
    run(settings, "move", "--to", url)
    there = replace(with_database(settings, url), data=tmp_path / "fresh" / "queue")

    code, told = run(there, "export-journal", str(tmp_path / "rows.csv"))

    assert code == 0, told
    (record,) = there.data.glob("access-*.csv")
    assert "operator,全部" in record.read_text(encoding="utf-8-sig")
    assert there.data.stat().st_mode & 0o777 == 0o700


def test_repair_says_that_there_are_no_files(settings: Settings, url: str) -> None:
    run(settings, "move", "--to", url)

    code, told = run(with_database(settings, url), "repair")

    assert code == 3
    assert "PostgreSQL" in told


def test_what_is_amiss_in_a_table_is_not_sent_to_repair(settings: Settings, url: str) -> None:
    filled(settings)
    run(settings, "move", "--to", url)
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE journal SET by = 'system' WHERE seq = 2")

    code, told = run(with_database(settings, url), "verify")

    assert code == 1
    assert "序号 2" in told
    assert "queue repair" not in told
    assert "docs/scale.md" in told


def test_a_table_that_a_later_version_brings_is_made_beside_a_queue(
    settings: Settings, url: str
) -> None:
    before = filled(settings).rows()
    run(settings, "move", "--to", url)
    with psycopg.connect(url) as connection:
        connection.execute("DROP TABLE notice")

    code, told = run(with_database(settings, url), "init")

    assert code == 3
    assert "已经有队列" in told
    assert Marks.read(shared_of(with_database(settings, url)), 0) is None
    assert journal_of(with_database(settings, url)).rows() == before


def test_a_backup_is_not_restored_beside_a_database(
    settings: Settings, url: str, tmp_path: Path
) -> None:
    filled(settings)
    assert run(settings, "backup", str(tmp_path / "kept"))[0] == 0
    there = Settings(**{**vars(settings), "data": tmp_path / "other", "journal": url})

    code, told = run(there, "restore", str(tmp_path / "kept"))

    assert code == 3
    assert "queue move --to" in told
    assert not (tmp_path / "other").exists()


def test_a_database_that_nobody_reaches_is_told_as_one(settings: Settings) -> None:
    filled(settings)

    code, told = run(settings, "move", "--to", "postgresql://nobody@127.0.0.1:1/queue")

    assert code == 3
    assert "连不上数据库" in told
    assert "database_gone" not in told
