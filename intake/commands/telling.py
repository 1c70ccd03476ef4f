"""How every command of ours ends: a result for people or programs, or a plain sentence and a code.

Exit codes: 0 done; 1 something was found or refused that a person has to see to; 2 called wrongly;
3 the queue cannot be read or written.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from intake.accounts.access import EVERY_NUMBER, note_access
from intake.accounts.accounts import AccountError
from intake.commands.sentences import file_fault, reason, tables_fault
from intake.handling import WrongClockError
from intake.journal.backup import BackupError
from intake.journal.disk import make_private_folder, other_owner
from intake.journal.journal import JournalUnavailable
from intake.journal.repair import OPERATOR
from intake.office import office
from intake.settings import PUBLIC, is_public

FOUND = 1
UNAVAILABLE = 3

as_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序读取")
clock_is_right = click.option(
    "--clock-is-right", is_flag=True, help="时钟像是错了一年，其实没有错，照样做"
)


@contextmanager
def telling_troubles() -> Iterator[None]:
    """Turn what keeps a command from being done into a message and exit code 3."""
    try:
        _check_account()
        yield
    except (BackupError, AccountError) as error:
        fail(str(error))
    except WrongClockError:
        fail("时钟像是错了一年，什么也没有做：请校时；时钟没错就加 --clock-is-right", FOUND)
    except JournalUnavailable as unavailable:
        where = (
            "数据库里的队列" if office().settings.journal else f"队列 {office().journal.folder} "
        )
        fail(f"{where}读不了或写不了：{reason(str(unavailable))}")
    except sqlite3.Error as error:
        fail(f"账户读不了或写不了：{tables_fault(error)}")
    except OSError as error:
        is_gone = isinstance(error, FileNotFoundError) and not _is_there()
        fail(f"文件读不了或写不了：{reason('no_queue') if is_gone else file_fault(error)}")


def _is_there() -> bool:
    return bool(office().settings.journal) or office().journal.folder.is_dir()


def _check_account() -> None:
    """Refuse to leave files in the queue that the service cannot open then."""
    if owner := other_owner(office().journal.folder):
        fail(f"队列属于账户 {owner}：请以它的身份运行，如 sudo -u {owner} …")


def keep_private(path: Path) -> None:
    """Refuse places that are published for personal data, or figures nobody has looked at."""
    if is_public(path, office().settings):
        raise click.BadParameter(f"不能放在{PUBLIC}，现在是 {path}")


def keep_new(path: Path) -> None:
    """Refuse places that are published, and files that are there: a queue's own may be among them.

    Nothing that somebody has is written over.
    """
    keep_private(path)
    if os.path.lexists(path):  # where that cannot be told, writing tells
        raise click.BadParameter(f"{path} 已经存在，不覆盖：请换一个文件名")


def note_look(number: str = EVERY_NUMBER) -> None:
    """Put in the access record that an operator is about to see a request, or all.

    Raises OSError.
    """
    folder = office().journal.folder
    if office().settings.journal:
        make_private_folder(folder)  # this machine may never have served the queue
    note_access(folder, office().clock(), OPERATOR, number)


def fail(message: str, code: int = UNAVAILABLE) -> NoReturn:
    """End a command with a sentence for people."""
    click.echo(message, err=True)
    raise SystemExit(code)


def tell(data: object, lines: Iterator[str], as_json: bool) -> None:
    """Print a result for programs, or line by line for people; then what did not follow it."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))
    else:
        for line in lines:
            click.echo(line)
    _tell_of_copy()


def _tell_of_copy() -> None:
    """Say that the clerk's copy could not be made, where the command tried to."""
    copy = vars(office()).get("clerk_copy")
    if copy and copy.fault:
        click.echo(f"清单没有更新：{reason(copy.fault)}；下一次写入时会补上", err=True)
