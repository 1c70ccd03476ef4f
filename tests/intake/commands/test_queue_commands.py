"""The commands of the queue: what they say, what they write, and with which exit code they end."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import click
import pytest
from click.testing import Result
from flask import Flask
from flask.cli import FlaskGroup
from guides_folder import edit
from intake_app import NOW, ROOT, a_district, a_submission, rows_in
from openpyxl import load_workbook
from site_build import files_of

from guidebook.stamp import keep_content
from intake import create_app
from intake.journal.journal import Journal, JournalUnavailable
from intake.tables.request_table import COLUMNS

Run = Callable[..., Result]


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = create_app(a_district(tmp_path))
    journal = Journal(tmp_path / "queue")
    journal.submit("a", NOW, a_submission(phone="13800138000", uscc="914403001922038216"))
    journal.submit("b", NOW, a_submission(company="=1+1", contact="姓王", description="一\n二"))
    return app


@pytest.fixture
def run(app: Flask, tmp_path: Path) -> Run:
    """Return what runs a command as a process of its own does: nothing is known before."""

    def run(*arguments: object) -> Result:
        with click.Context(FlaskGroup()):
            own = create_app(a_district(tmp_path))
        return own.test_cli_runner().invoke(args=["queue", *map(str, arguments)])

    return run


@pytest.fixture
def queue(tmp_path: Path) -> Path:
    return tmp_path / "queue"


def numbers_in(queue: Path) -> list[str]:
    return [row.number for row in rows_in(queue)]


def journal_file(queue: Path) -> Path:
    return queue / "journal.csv"


def test_a_queue_is_made_by_name_alone(run: Run, queue: Path, tmp_path: Path) -> None:
    full = run("init")
    shutil.move(queue, tmp_path / "elsewhere")
    gone = run("verify")

    made, verified = run("init"), run("verify")

    assert (full.exit_code, gone.exit_code, made.exit_code, verified.exit_code) == (3, 3, 0, 0)
    assert "已经有队列" in full.stderr
    assert "0 行，0 条诉求，到序号 0；能受理" in verified.stdout


def test_a_list_names_nobody(run: Run, queue: Path) -> None:
    told = run("list")

    first, _ = numbers_in(queue)
    assert told.exit_code == 0
    assert f"{first[:4]}-{first[4:]}" in told.stdout
    assert "共 2 条" in told.stdout
    assert not any(text in told.stdout for text in ("姓王", "13800138000", "=1+1", "一"))


def test_a_list_may_be_of_one_status_and_short(run: Run) -> None:
    assert len(json.loads(run("list", "--limit", 1, "--json").stdout)) == 1
    assert json.loads(run("list", "--status", "closed", "--json").stdout) == []


def test_one_request_is_shown_with_its_events(run: Run, queue: Path) -> None:
    _, number = numbers_in(queue)

    told = json.loads(run("show", number, "--json").stdout)

    assert told["company"] == "=1+1"
    assert [event["event"] for event in told["events"]] == ["submit"]
    assert "一\n      二" in run("show", f"{number[:4]}-{number[4:]}").stdout
    assert run("show", "AB2CD3EF").exit_code == 1


def test_a_request_is_shown_in_the_words_of_the_district(run: Run, queue: Path) -> None:
    _, number = numbers_in(queue)
    run("do", number, "accept")

    told = run("show", number).stdout

    english = re.compile("[a-z]{3,}|[{}]")
    assert "（受理台）" in told
    assert [line for line in told.splitlines() if english.search(line)] == []


@pytest.mark.parametrize("lost", ["one", "3-1", "0", "1-", "1-2-3", "1-99999999999"])
def test_seqs_that_are_none_are_refused_at_once(run: Run, lost: str) -> None:
    told = run("repair", "--accept-loss", lost)

    assert told.exit_code == 2
    assert f"应为序号，如 17,20-22，现在是“{lost}”" in told.stderr


def test_a_command_without_a_queue_says_so(app: Flask, queue: Path) -> None:
    shutil.rmtree(queue)

    told = app.test_cli_runner().invoke(args=["staff", "list"])

    assert told.exit_code == 3
    assert "这里没有队列" in told.stderr


def test_who_looks_at_a_request_is_noted_and_who_looks_in_vain_is_not(
    run: Run, queue: Path
) -> None:
    _, number = numbers_in(queue)

    run("show", "AB2CD3EF")
    run("show", number)

    (record,) = queue.glob("access-*.csv")
    _, line = record.read_text(encoding="utf-8-sig").splitlines()
    assert number in line


@pytest.mark.parametrize("command", ["export", "export-journal"])
def test_who_takes_all_requests_out_is_noted_before_there_is_a_file(
    run: Run, queue: Path, tmp_path: Path, command: str
) -> None:
    taken, refused = tmp_path / "taken.csv", tmp_path / "refused.csv"

    run(command, taken)
    (record,) = queue.glob("access-*.csv")
    lines = record.read_text(encoding="utf-8-sig").splitlines()
    record.unlink()
    record.mkdir()
    told = run(command, refused)

    assert [line.split(",")[1:] for line in lines[1:]] == [["operator", "全部"]]
    assert taken.is_file()
    assert (told.exit_code, refused.exists()) == (3, False)


def test_an_xlsx_holds_every_value_exactly_and_computes_nothing(run: Run, tmp_path: Path) -> None:
    told = run("export", tmp_path / "out.xlsx")

    sheet = load_workbook(tmp_path / "out.xlsx").worksheets[0]
    rows = list(sheet.iter_rows())
    values = [dict(zip(COLUMNS, (cell.value for cell in row), strict=True)) for row in rows]
    assert told.exit_code == 0
    assert values[1]["phone"] == "13800138000"
    assert values[1]["uscc"] == "914403001922038216"
    assert (values[2]["company"], values[2]["description"]) == ("=1+1", "一\n二")
    assert {c.data_type for row in rows for c in row if c.value is not None} == {"s"}
    assert {cell.number_format for row in rows for cell in row} == {"@"}
    assert (tmp_path / "out.xlsx").stat().st_mode & 0o777 == 0o600


def test_a_csv_is_guarded_and_nothing_is_overwritten(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy.csv"

    assert run("export", copy).exit_code == 0
    assert '"\'=1+1"' in copy.read_text(encoding="utf-8-sig")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert run("export", copy).exit_code == 2
    assert run("export", tmp_path / "out.doc").exit_code == 2


def test_a_good_queue_has_nothing_to_tell(run: Run) -> None:
    run("repair", "--apply")

    told = run("verify")

    assert told.exit_code == 0, told.stdout
    assert told.stdout == "2 行，2 条诉求，到序号 2；能受理\n"


def both(queue: Path) -> tuple[Path, Path]:
    return queue / "journal.csv", queue / "mirror" / "journal.csv"


def damage_row(queue: Path) -> None:
    path = journal_file(queue)
    path.write_bytes(path.read_bytes().replace(b'"2","', b'"7","'))


def tear(queue: Path) -> None:
    with journal_file(queue).open("ab") as file:
        file.write(b'"3","2026')


def lose_row(queue: Path) -> None:
    for path in both(queue):
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(lines[0] + lines[2])


def cut_rows(queue: Path) -> None:
    for path in both(queue):
        path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))


def double_row(queue: Path) -> None:
    for path in both(queue):
        path.write_bytes(path.read_bytes() + path.read_bytes().splitlines(keepends=True)[-1])


def set_clock_back(queue: Path) -> None:
    Journal(queue).submit("c", NOW.replace(year=2025), a_submission())


def cut_mirror(queue: Path) -> None:
    os.truncate(queue / "mirror" / "journal.csv", 9)


def spoil_state(queue: Path) -> None:
    (queue / "state.sqlite").touch(mode=0o600)
    (queue / "state.sqlite").write_bytes(b"no database" * 99)


def leave_aside(queue: Path) -> None:
    (queue / "aside").mkdir(mode=0o700)
    (queue / "aside" / "x").touch(mode=0o600)


def state_of(queue: Path) -> dict[Path, tuple[int, int, int, int]]:
    found = {path: path.lstat() for path in queue.rglob("*")}
    return {p: (s.st_mode, s.st_uid, s.st_size, s.st_mtime_ns) for p, s in found.items()}


VERIFY = [
    (damage_row, "damaged", 1),
    (lose_row, "seq_missing", 1),
    (cut_rows, "", 1),
    (cut_mirror, "shorter", 1),
    (double_row, "seq_double", 1),
    (double_row, "number_double", 1),
    (lambda queue: (queue / "mirror" / "journal.csv").unlink(), "shorter", 1),
    (tear, "unfinished", 0),
    (set_clock_back, "time_backwards", 0),
    (leave_aside, "aside", 0),
    (lambda queue: (queue / "notes.txt").touch(0o600), "foreign", 0),
    (lambda queue: os.mkfifo(queue / "pipe"), "not_a_file", 0),
    (lambda queue: journal_file(queue).chmod(0o644), "mode", 0),
    (lambda queue: queue.chmod(0o755), "mode", 0),
    (lambda queue: os.link(journal_file(queue), queue / "again"), "linked", 0),
    (lambda queue: (queue / "link").symlink_to("/etc/passwd"), "not_a_file", 0),
    (lambda queue: os.chown(queue / "requests.csv", 65534, -1), "owner", 0),
    (lambda queue: (queue / "requests.csv").write_text("x"), "copy_differs", 0),
    (spoil_state, "state_damaged", 0),
    (lambda queue: (queue / "requests.csv").unlink(), "copy_missing", 0),
]


@pytest.mark.parametrize(("spoil", "kind", "code"), VERIFY)
def test_what_is_wrong_is_told_and_the_exit_code_tells_whether_requests_are_taken(
    run: Run, queue: Path, spoil: Callable[[Path], object], kind: str, code: int
) -> None:
    run("repair", "--apply")
    if kind == "owner" and os.geteuid():
        pytest.skip("only root may give files away")
    spoil(queue)
    before = state_of(queue)

    told = run("verify", "--json")

    assert told.exit_code == code
    assert kind in ["", *(remark["kind"] for remark in json.loads(told.stdout)["remarks"])]
    assert state_of(queue) == before
    try:
        Journal(queue).submit("next", NOW, a_submission())
    except JournalUnavailable:
        assert code == 1
    else:
        assert code == 0


def test_who_writes_at_once_with_others_is_not_said_to_have_a_wrong_clock(
    run: Run, queue: Path
) -> None:
    run("repair", "--apply")
    Journal(queue).submit("c", NOW - timedelta(seconds=4), a_submission())

    told = run("verify", "--json")

    kinds = {remark["kind"] for remark in json.loads(told.stdout)["remarks"]}
    assert "time_backwards" not in kinds


def test_a_journal_of_another_account_is_told_by_name(run: Run, queue: Path) -> None:
    if os.geteuid():
        pytest.skip("only root may give files away")
    os.chown(journal_file(queue), 65534, -1)

    told = run("verify")

    assert told.exit_code == 3
    assert str(queue) in told.stderr
    assert "journal.csv" in told.stderr
    assert "请 chown 还回来" in told.stderr


def test_a_full_disk_is_told_by_verify(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.journal.disk.ROOM", 2**80)

    told = run("verify")

    assert told.exit_code == 1
    assert "现在不受理：磁盘满了" in told.stdout


def test_by_a_clock_that_is_behind_requests_are_taken_and_verify_says_so(
    app: Flask, run: Run, queue: Path
) -> None:
    Journal(queue).submit("c", NOW + timedelta(hours=1), a_submission())

    told = run("verify")

    assert told.exit_code == 1
    assert "能受理，但是时钟比最后一行慢，分钟数 60；承诺的日期会算错，请校时" in told.stdout


def test_a_damaged_row_comes_from_the_mirror_only_when_asked(run: Run, queue: Path) -> None:
    path = journal_file(queue)
    right = path.read_bytes()
    damage_row(queue)
    spoilt = path.read_bytes()

    looked, unchanged = run("repair"), path.read_bytes()
    applied, again = run("repair", "--apply"), run("repair", "--apply")

    assert (looked.exit_code, applied.exit_code, again.exit_code) == (1, 0, 0)
    assert "各份文件里共有 2 行，原始记录里没有的 1 行" in looked.stdout
    assert "没有改动任何文件" in looked.stdout
    assert unchanged == spoilt
    assert path.read_bytes() == right
    assert spoilt in [kept.read_bytes() for kept in queue.glob("aside/*")]
    assert "已写回" not in again.stdout
    assert run("verify").exit_code == 0


def test_many_lost_seqs_are_named_as_they_are_accepted(run: Run, queue: Path) -> None:
    (queue / "view.lock").write_bytes(b"%020d" % 90000)

    told = run("repair", "--apply")
    accepted = run("repair", "--apply", "--accept-loss", "3-90000")

    assert "哪里都没有序号 3-90000：" in told.stdout
    assert "--accept-loss 3-90000\n" in told.stdout
    assert accepted.exit_code == 0, accepted.output


def test_a_loss_is_accepted_by_name(run: Run, queue: Path) -> None:
    lose_row(queue)

    first = run("repair", "--apply")
    badly = run("repair", "--apply", "--accept-loss", "one")
    accepted = run("repair", "--apply", "--accept-loss", "1")
    verified = run("verify")

    assert (first.exit_code, badly.exit_code, accepted.exit_code) == (1, 2, 0)
    assert "哪里都没有序号 1：" in first.stdout
    assert "现在不受理：缺少序号 1" in first.stdout
    assert verified.exit_code == 0
    assert "已经认定丢失的序号：1" in verified.stdout
    assert run("repair", "--apply").exit_code == 0


def test_rows_come_back_from_a_backup(run: Run, queue: Path, tmp_path: Path) -> None:
    run("backup", tmp_path / "copy")
    lose_row(queue)

    told = run("repair", "--apply", "--from", tmp_path / "copy", "--json")

    assert told.exit_code == 0
    assert json.loads(told.stdout)["regained"] == [1]
    assert len(numbers_in(queue)) == 2


def test_a_folder_that_is_far_too_large_for_a_backup_is_not_read(run: Run, tmp_path: Path) -> None:
    run("backup", tmp_path / "backup")
    with (tmp_path / "film.mp4").open("wb") as file:
        file.truncate(2 << 30)

    told = run("repair", "--from", tmp_path)

    assert told.exit_code == 2
    assert "不像备份" in told.stderr
    assert run("repair", "--from", tmp_path / "backup").exit_code == 0


def test_a_backup_of_the_first_edition_comes_back_by_repair(
    run: Run, queue: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    old.mkdir()
    (old / "manifest.json").write_text('{"made_at": "", "seq": 2, "requests": 2, "files": []}')
    content = journal_file(queue).read_bytes()
    (old / "journal-202611.csv").write_bytes(content)
    other = create_app(a_district(tmp_path / "other")).test_cli_runner()

    restored = other.invoke(args=["queue", "restore", str(old)])
    repaired = other.invoke(args=["queue", "repair", "--apply", "--from", str(old)])

    assert (restored.exit_code, repaired.exit_code) == (3, 0)
    assert "第一版的备份请用 queue repair --from" in restored.stderr
    assert journal_file(tmp_path / "other" / "queue").read_bytes() == content


def test_a_backup_of_a_damaged_queue_is_made_and_told(
    run: Run, queue: Path, tmp_path: Path
) -> None:
    damage_row(queue)

    told = run("backup", tmp_path / "copy")
    other = create_app(a_district(tmp_path / "other")).test_cli_runner()
    shutil.rmtree(tmp_path / "other" / "queue")
    restored = other.invoke(args=["queue", "restore", str(tmp_path / "copy")])

    assert told.exit_code == 1
    assert "现在不受理：原始记录和镜像不一样" in told.stdout
    assert restored.exit_code == 3
    assert "queue repair --apply --from" in restored.stderr


def test_two_backups_into_one_folder_do_not_meet(run: Run, tmp_path: Path) -> None:
    assert run("backup", tmp_path / "copy").exit_code == 0

    told = run("backup", tmp_path / "copy")

    assert told.exit_code == 3
    assert "已经存在" in told.stderr
    assert (tmp_path / "copy" / "manifest.json").exists()


@pytest.mark.parametrize("command", ["list", "verify", "repair", "backup", "restore"])
def test_another_account_is_told_as_whom_to_run_a_command(
    run: Run, queue: Path, tmp_path: Path, command: str
) -> None:
    if os.geteuid():
        pytest.skip("only root may give folders away")
    run("backup", tmp_path / "copy")
    owned = queue
    if command == "restore":
        owned = queue.parent
        shutil.rmtree(queue)
    os.chown(owned, 65534, -1)
    before = state_of(queue)
    target = {"backup": [tmp_path / "x"], "restore": [tmp_path / "copy"]}.get(command, [])

    told = run(command, *target)

    assert told.exit_code == 3
    assert "sudo -u nobody" in told.stderr
    assert state_of(queue) == before


def test_a_backup_fills_an_empty_queue_with_the_very_same_bytes(
    run: Run, queue: Path, tmp_path: Path
) -> None:
    content = journal_file(queue).read_bytes()
    made = run("backup", tmp_path / "copy")
    modes = {p.stat().st_mode & 0o777 for p in (tmp_path / "copy").rglob("*") if p.is_file()}
    full = run("restore", tmp_path / "copy")
    queue.rename(tmp_path / "gone")
    other = create_app(a_district(tmp_path / "other"))
    shutil.rmtree(tmp_path / "other" / "queue")

    restored = other.test_cli_runner().invoke(args=["queue", "restore", str(tmp_path / "copy")])

    assert "2 条诉求，到序号 2" in made.stdout
    assert (modes, (tmp_path / "copy").stat().st_mode & 0o777) == ({0o600}, 0o700)
    assert (full.exit_code, restored.exit_code) == (3, 0)
    assert "只能恢复到空的队列" in full.stderr
    assert journal_file(tmp_path / "other" / "queue").read_bytes() == content
    assert (tmp_path / "other" / "queue" / "requests.csv").exists()


def test_a_changed_backup_is_not_restored(run: Run, tmp_path: Path) -> None:
    run("backup", tmp_path / "copy")
    path = journal_file(tmp_path / "copy")
    path.write_bytes(path.read_bytes().replace(b"submit", b"Submit", 1))
    other = create_app(a_district(tmp_path / "other"))
    shutil.rmtree(tmp_path / "other" / "queue")

    told = other.test_cli_runner().invoke(args=["queue", "restore", str(tmp_path / "copy")])

    assert told.exit_code == 3
    assert "内容变过" in told.stderr
    assert not (tmp_path / "other" / "queue").exists()


def test_a_backup_goes_into_a_new_folder_outside_the_queue(
    run: Run, queue: Path, tmp_path: Path
) -> None:
    assert run("backup", tmp_path).exit_code == 3
    assert run("backup", queue / "copy").exit_code == 3


@pytest.mark.parametrize("command", ["list", "verify", "backup", "repair", "export"])
def test_a_queue_that_is_gone_is_told_in_plain_words(
    run: Run, queue: Path, tmp_path: Path, command: str
) -> None:
    queue.rename(tmp_path / "gone")
    targets: dict[str, list[object]] = {"backup": ["x"], "export": [tmp_path / "x.csv"]}

    told = run(command, *targets.get(command, []))

    assert told.exit_code == 3
    assert f"队列 {queue} 读不了或写不了：这里没有队列：磁盘没有挂上" in told.stderr


def flask(
    settings_folder: Path,
    *arguments: str,
    program: str = "from flask.cli import main; main()",
    encoding: str = "utf-8",
) -> subprocess.CompletedProcess[str]:
    settings = a_district(settings_folder)
    environment = os.environ | {
        "INTAKE_DATA": str(settings.data),
        "INTAKE_GUIDES": str(settings.guides),
        "INTAKE_LAYOUTS": str(settings.layouts),
        "INTAKE_SECRET_KEY_FILE": str(settings.secret_key_file),
    }
    return subprocess.run(
        [sys.executable, "-c", program, "--app", "intake", "queue", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding=encoding,
        check=False,
    )


def test_the_command_line_looks_before_anything_is_mended(app: Flask, tmp_path: Path) -> None:
    queue = tmp_path / "queue"
    queue.chmod(0o755)
    (queue / "requests.csv").unlink(missing_ok=True)

    told = flask(tmp_path, "verify")

    assert told.returncode == 0
    assert "权限应为 0700，现在是 0755" in told.stdout
    assert not (queue / "requests.csv").exists()


@pytest.mark.parametrize(
    "command",
    [
        *(("figures", "--out"), ("figures", "--internal"), ("pushes", "--out")),
        *(("queue", "export"), ("queue", "export-journal"), ("queue", "copy", "NUMBER")),
    ],
)
def test_nothing_is_written_over_and_least_of_all_the_queue(
    app: Flask, queue: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    number, *_ = numbers_in(queue)
    (tmp_path / "link.csv").symlink_to(tmp_path / "nowhere")
    before = journal_file(queue).read_bytes()

    for target in (journal_file(queue), tmp_path / "link.csv"):
        words = [number if word == "NUMBER" else word for word in (*command, str(target))]
        told = app.test_cli_runner().invoke(args=words)

        assert told.exit_code == 2
        assert "已经存在，不覆盖：请换一个文件名" in told.stderr
    assert journal_file(queue).read_bytes() == before


@pytest.mark.parametrize("option", ["status", "due", "building", "department", "service"])
def test_an_option_left_empty_is_no_option_left_out(run: Run, option: str) -> None:
    assert run("list", f"--{option}", "").exit_code == 2


@pytest.mark.parametrize("where", ["site", "layouts/x", str(ROOT / "site_src"), str(ROOT / "docs")])
@pytest.mark.parametrize(
    "command",
    [("queue", "export", "x.csv"), ("queue", "backup", "b")]
    + [("figures", option, "x.yaml") for option in ("--out", "--internal")],
)
def test_s61_f06_nothing_is_written_where_it_would_be_published(
    app: Flask, tmp_path: Path, where: str, command: tuple[str, ...]
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "elsewhere").symlink_to(tmp_path / where)
    for folder in (where, "elsewhere"):
        target = tmp_path / folder / command[-1]

        told = app.test_cli_runner().invoke(args=[*command[:-1], str(target)])

        assert told.exit_code == 2
        assert "不能放在公开的文件夹" in told.stderr
        assert not target.exists()


NO_MANIFESTS = [
    "", "[]", "null", "7", "[" * 100_000, '{"seq": 1}', "\ud800",
    {"seq": "2"}, {"seq": -1}, {"seq": 10**15}, {"seq": None}, {"files": {}}, {"files": [7]},
    {"files": []}, {"files": [{"name": 5, "size": 1, "sha256": ""}]},
    {"files": [{"name": "../secret_key", "size": 1, "sha256": ""}]},
    {"files": [{"name": "journal.csv\0", "size": 1, "sha256": ""}]},
    {"files": [{"name": "", "size": 1, "sha256": ""}]},
]  # fmt: skip


@pytest.mark.parametrize("hostile", NO_MANIFESTS, ids=str)
def test_a_hostile_manifest_is_refused_in_a_sentence(
    run: Run, queue: Path, tmp_path: Path, hostile: str | dict[str, object]
) -> None:
    run("backup", tmp_path / "copy")
    path = tmp_path / "copy" / "manifest.json"
    if isinstance(hostile, dict):
        hostile = json.dumps({**json.loads(path.read_bytes()), **hostile})
    path.write_bytes(hostile.encode("utf-8", "surrogatepass"))
    shutil.rmtree(queue)

    told = run("restore", tmp_path / "copy")

    assert told.exit_code == 3
    assert "备份" in told.stderr
    assert not queue.exists()


def test_a_terminal_that_lacks_a_sign_is_told_it_spelt(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Journal(tmp_path / "queue").submit("g", NOW, a_submission(company="𫖯仰科技"))
    for encoding in ("gbk", "gb2312", "latin-1"):
        monkeypatch.setenv("PYTHONIOENCODING", encoding)

        told = flask(tmp_path, "show", known.number, encoding=encoding)

        assert told.returncode == 0
        assert "\\U0002b5af" in told.stdout


OBEYED = "\x1b[2J\x1b]0;x\x07\r\x9b1m\x7f\u202e"
"""Clears a screen, names a window, goes back, colours, turns the direction."""


SHOWING = [("show",), ("show", "--json"), ("need",), ("copy",), ("list",), ("list", "--json")]


@pytest.mark.parametrize("command", SHOWING, ids=" ".join)
def test_f14_s46_a_terminal_is_told_nothing_that_it_obeys(
    app: Flask, tmp_path: Path, command: tuple[str, ...]
) -> None:
    wild = dict.fromkeys(("company", "contact", "description"), f"云{OBEYED}仰")
    known = Journal(tmp_path / "queue").submit("g", NOW, a_submission(**wild))
    number = () if "list" in command else (known.number,)

    told = flask(tmp_path, *command, *number)

    assert told.returncode == 0
    assert [sign for sign in OBEYED if not sign.isprintable() and sign in told.stdout] == []
    assert "--json" not in command or json.loads(told.stdout)


def test_f14_s46_a_refusal_repeats_nothing_that_a_terminal_obeys(
    app: Flask, tmp_path: Path
) -> None:
    told = flask(tmp_path, "show", f"A{OBEYED}")

    assert told.returncode == 1
    assert "没有编号为 A" in told.stderr
    assert [sign for sign in OBEYED if not sign.isprintable() and sign in told.stderr] == []


BROKEN_GUIDES = [
    ("verify", 0),
    ("backup", 0),
    ("repair", 0),
    ("init", 3),
    ("list", 3),
]


@pytest.mark.parametrize(("command", "code"), BROKEN_GUIDES)
@pytest.mark.parametrize("kept", [False, True])
def test_a_letter_in_the_guide_stops_no_command_that_can_do_without(
    app: Flask, tmp_path: Path, sample_guides: Path, command: str, code: int, kept: bool
) -> None:
    settings = a_district(tmp_path, guides=sample_guides)
    (tmp_path / "secret_key").unlink()  # no command needs it
    (tmp_path / "layouts" / "layout" / "requests.html").unlink()
    if kept:
        keep_content(files_of(sample_guides), settings.layouts)
    edit(sample_guides, "form.yaml", "version:", "verzion:")
    with click.Context(FlaskGroup()):
        runner = create_app(settings).test_cli_runner()

    target = [str(tmp_path / "copy")] if command == "backup" else []
    told = runner.invoke(args=["queue", command, *target])

    assert told.exit_code == (0 if kept and command == "list" else code)
    assert ("form.yaml" in told.stderr) == (command == "list" and not kept)


def test_commands_start_without_what_they_do_not_use(app: Flask, tmp_path: Path) -> None:
    program = (
        "import sys; from flask.cli import main\n"
        "try: main()\n"
        "finally: print([name for name in ('openpyxl', 'pypinyin', 'segno', 'waitress', 'mkdocs')"
        " if name in sys.modules], file=sys.stderr)"
    )

    told = flask(tmp_path, "list", program=program)

    assert told.stderr.splitlines()[-1] == "[]"


def test_a_copy_that_somebody_edited_is_kept_aside_once(run: Run, queue: Path) -> None:
    run("repair", "--apply")
    (queue / "requests.csv").write_text("edited")
    for key in "de":
        Journal(queue).submit(key, NOW, a_submission())
        run("repair", "--apply")

    kept = [path.read_text() for path in queue.glob("aside/*-edited-requests.csv")]

    assert kept == ["edited"]
    assert (queue / "requests.csv").read_bytes().count(b"\r\n") == 5


def test_a_command_whose_copy_fails_says_that_it_did_its_work(run: Run, queue: Path) -> None:
    (queue / "requests.csv").unlink(missing_ok=True)
    (queue / "requests.csv").mkdir()
    damage_row(queue)

    told = run("repair", "--apply")

    assert told.exit_code == 0
    assert "已写回" in told.stdout
    assert "清单没有更新" in told.stderr


def test_a_setting_that_keeps_it_from_starting_is_told_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTAKE_PROXIES", "one")

    told = flask(tmp_path, "list")

    assert told.returncode == 3
    assert "INTAKE_PROXIES" in told.stderr
    assert "Traceback" not in told.stderr
