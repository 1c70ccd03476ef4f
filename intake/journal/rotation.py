"""The backups that a timer makes: which of them stay, how old the last is, whether it comes back.

Periods are counted, not ages: a clock that jumps costs one backup, never all of them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter

from intake.clock import TIME_ZONE, local
from intake.journal.backup import MANIFEST, BackupError, read_manifest, restore
from intake.journal.disk import locked, make_private_folder, replace_whole
from intake.journal.journal import Journal, JournalUnavailable, why

KEPT = (("%Y%m%d", 7), ("%G%V", 4), ("%Y%m", 12))
"""Days, weeks and months of which the last backup stays, and how many of each."""
NAME = "%Y%m%d-%H%M%S"
TRIAL, _TRIAL = "trial.json", "trial-"
_LONG_PATIENCE = 60.0
"""Seconds that one trial waits for another, and one backup."""
BACKUP_OLD, TRIAL_OLD = timedelta(hours=36), timedelta(days=9)
"""After which somebody should look: one night was missed, or one week."""


@dataclass(frozen=True)
class Trial:
    """What came of restoring a backup on a copy; `fault` is empty if all of it came back."""

    at: datetime
    backup: str
    fault: str


@dataclass(frozen=True)
class Backups:
    """How the timer's backups are: a word each for programs (ok, old, none, failed), and when."""

    backup: str
    made_at: datetime | None
    restore: str
    tried: Trial | None
    ahead: tuple[str, ...]
    """Those that a clock made which was ahead: their time to be dropped comes late, or never."""

    @property
    def tried_at(self) -> datetime | None:
        """Return when restoring was last tried."""
        return self.tried.at if self.tried else None


def place_for(folder: Path, now: datetime) -> Path:
    """Return where a backup made now goes, in a folder that is nobody else's."""
    make_private_folder(folder)
    return folder / local(now).strftime(NAME)


@contextmanager
def one_backup(folder: Path) -> Iterator[None]:
    """Keep other backups out of a folder, and clear it of those that were killed.

    Half of one is none, and tells of people.
    """
    with locked(folder / "backup.lock", _LONG_PATIENCE):
        for left in set(_named(folder)) - set(_finished(folder)):
            shutil.rmtree(left)
        yield


def drop_old(folder: Path, made: Path) -> tuple[Path, ...]:
    """Remove the backups whose time is over, and what was never finished; return those that stay.

    That which was just `made` does, however old a clock that was behind has named it. Those of a
    queue that was not in order are counted apart: none takes the place of a good one. Nothing is
    touched that does not bear the name of such a backup. Raises OSError.
    """
    finished, whole = _finished(folder), _whole(folder)
    others = [path for path in finished if path not in whole]
    staying = {made} | {
        path
        for backups in (whole, others)
        for form, count in KEPT
        for path in _last_of_each(backups, form)[:count]
    }
    for path in set(_named(folder)) - staying:
        (path / MANIFEST).unlink(missing_ok=True)  # half of one is none
        shutil.rmtree(path)
    return tuple(sorted(staying))


def try_restore(folder: Path, now: datetime, first: Callable[[Path, Path], None]) -> Trial:
    """Restore the newest backup beside the others, look whether all came back, and note that.

    One that a clock which was ahead made is not the newest. What a trial that was killed left goes
    away: it holds personal data. `first` brings back what lies beside the rows, from a backup into
    the folder of a queue. Raises BackupError where there is none; OSError where nothing can be
    noted.
    """
    whole = _whole(folder)
    if not whole:
        raise BackupError(f"{folder} 里还没有能恢复的备份")
    newest = max(whole, key=lambda path: (_time_of(path) <= now, path))
    with _one_trial(folder), TemporaryDirectory(prefix=_TRIAL, dir=folder) as place:
        queue = Path(place) / "queue"
        fault = _fault_of(newest, Journal(queue), lambda: first(newest, queue))
    trial = Trial(now, newest.name, fault)
    text = json.dumps(asdict(trial), ensure_ascii=False, default=datetime.isoformat)
    replace_whole(folder / TRIAL, text.encode())
    return trial


@contextmanager
def _one_trial(folder: Path) -> Iterator[None]:
    """Keep other trials out of a folder, and clear it of those that were killed."""
    with locked(folder / "trial.lock", _LONG_PATIENCE):
        for left in folder.glob(f"{_TRIAL}*/"):
            shutil.rmtree(left)
        yield


def look_at(folder: Path, now: datetime) -> Backups:
    """Tell how the backups in a folder are; what a clock did that was ahead does not count.

    One that cannot be looked into has none.
    """
    named, whole = list[Path](), list[Path]()
    with suppress(OSError):
        named, whole = _named(folder), _whole(folder)
    ahead = tuple(path.name for path in named if _time_of(path) > now)
    made_at = max((at for at in map(_time_of, whole) if at <= now), default=None)
    tried = _tried(folder, now)
    restored = _word(tried.at if tried else None, now, TRIAL_OLD)
    return Backups(
        backup=_word(made_at, now, BACKUP_OLD),
        made_at=made_at,
        restore="failed" if tried and tried.fault else restored,
        tried=tried,
        ahead=ahead,
    )


def _fault_of(backup: Path, journal: Journal, first: Callable[[], None]) -> str:
    try:
        restore(backup, journal, first)
        rows = journal.seq()
    except (BackupError, JournalUnavailable) as error:
        return str(error)
    except OSError as error:
        return why(error)
    wanted = read_manifest(backup).seq
    return "" if rows >= wanted else f"备份到序号 {wanted}，只恢复到 {rows}"


def _word(at: datetime | None, now: datetime, limit: timedelta) -> str:
    if at is None:
        return "none"
    return "old" if now - at > limit else "ok"


def _tried(folder: Path, now: datetime) -> Trial | None:
    with suppress(OSError, ValueError):
        trial = TypeAdapter(Trial).validate_json((folder / TRIAL).read_bytes())
        return trial if trial.at <= now else None
    return None


def _named(folder: Path) -> list[Path]:
    """Return what bears the name of a backup, the oldest first."""
    return sorted(path for path in folder.glob("*-*") if path.is_dir() and _is_name(path.name))


def _finished(folder: Path) -> list[Path]:
    """Return the backups that have a manifest, the oldest first."""
    return [path for path in _named(folder) if (path / MANIFEST).is_file()]


def _whole(folder: Path) -> list[Path]:
    """Return the backups of a queue that was in order, the oldest first."""
    return [path for path in _finished(folder) if _is_of_order(path)]


def _is_of_order(backup: Path) -> bool:
    """Tell whether requests were taken when a backup was made: only such a one is restored."""
    with suppress(BackupError):
        return not read_manifest(backup).closed
    return False


def _is_name(name: str) -> bool:
    with suppress(ValueError):
        return datetime.strptime(name, NAME).strftime(NAME) == name  # noqa: DTZ007 # a name only
    return False


def _time_of(path: Path) -> datetime:
    return datetime.strptime(path.name, NAME).replace(tzinfo=TIME_ZONE)


def _last_of_each(backups: list[Path], form: str) -> list[Path]:
    """Return the last backup of each day, week or month, the newest first."""
    last = {_time_of(path).strftime(form): path for path in backups}
    return sorted(last.values(), reverse=True)
