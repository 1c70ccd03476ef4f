"""The settings of the intake: what a deployment may change, all from the environment."""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from click import ClickException

from intake.clock import Clock, real_clock, stopped_clock
from intake.published import is_published

PUBLIC = "公开的文件夹里（网站、site_src、guides、templates、docs）"

PREFIX = "INTAKE_"
NAMES = (
    *(
        "DATA",
        "MIRROR",
        "JOURNAL",
        "JOURNAL_PASSWORD_FILE",
        "SITE",
        "GUIDES",
        "LAYOUTS",
        "SECRET_KEY_FILE",
        "TRUSTED_HOSTS",
    ),
    *("PROXIES", "CLOSE_DUE", "NOTIFY", "BACKUPS", "NOW"),
)
"""What stands behind PREFIX in the names of all settings."""
SHORTEST_KEY = 32
"""Bytes; a shorter signing key may be guessed."""
FIRST_YEAR, LAST_YEAR = 2000, 2199
"""Of a clock that was set; dates some years away are still counted with."""
FEWEST_SIGNS = 10
"""Different ones in a key: of 64 by chance nearly all 16 are there, of a word repeated few."""
_GUESSABLE = re.compile("secret|change|passw|default|example|12345678|qwerty", re.IGNORECASE)


class SettingsError(ClickException):
    """The intake must not start like this; the message tells the operator why and what to do."""

    exit_code = 3


@dataclass(frozen=True)
class Settings:
    """Everything a deployment may set; paths are relative to where the intake is started."""

    data: Path = Path("var/queue")
    mirror: Path | None = None
    """The folder of the journal's mirror; None for `mirror` in that of the queue."""
    journal: str = ""
    """The address of the database that keeps the rows; empty for files in `data`."""
    journal_password_file: Path | None = None
    """The private file of that database's password; None where it asks for none."""
    site: Path = Path("site/current")
    guides: Path = Path("guides")
    """The content where nothing was built yet; afterwards it is what the site was built of."""
    layouts: Path = Path("site/layouts")
    secret_key_file: Path = Path("var/secret_key")
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    proxies: int = 0
    """How many reverse proxies of our own stand in front; only their word on the peer counts."""
    closes_due: bool = True
    """The server itself closes once a day what was answered and heard no more of."""
    notify: Path | None = None
    """The private file of channels; None where nobody is told."""
    backups: Path | None = None
    """The folder of the backups that a timer makes; None where it makes none."""
    clock: Clock = real_clock


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from variables such as INTAKE_DATA; what is not set keeps its default.

    Raises SettingsError when a value cannot be understood.
    """
    given = {
        name.removeprefix(PREFIX): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and value
    }
    _refuse_unknown(environment)
    usual = Settings()
    return Settings(
        data=Path(given.get("DATA", usual.data)),
        mirror=_path(given, "MIRROR"),
        journal=given.get("JOURNAL", usual.journal),
        journal_password_file=_path(given, "JOURNAL_PASSWORD_FILE"),
        site=Path(given.get("SITE", usual.site)),
        guides=Path(given.get("GUIDES", usual.guides)),
        layouts=Path(given.get("LAYOUTS", usual.layouts)),
        secret_key_file=Path(given.get("SECRET_KEY_FILE", usual.secret_key_file)),
        trusted_hosts=_hosts(given.get("TRUSTED_HOSTS", ",".join(usual.trusted_hosts))),
        proxies=_proxies(given.get("PROXIES", str(usual.proxies))),
        closes_due=_switch("CLOSE_DUE", given.get("CLOSE_DUE", "1")),
        notify=_path(given, "NOTIFY"),
        backups=_path(given, "BACKUPS"),
        clock=_clock(given["NOW"]) if "NOW" in given else usual.clock,
    )


def _path(given: Mapping[str, str], name: str) -> Path | None:
    return Path(given[name]) if name in given else None


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    """Make sure that no setting is misspelt: its default would come in place of what was meant."""
    for name in sorted(environment):
        if name.upper().startswith(PREFIX) and name.removeprefix(PREFIX) not in NAMES:
            close = get_close_matches(name.upper().removeprefix(PREFIX), NAMES, 1, 0.5)
            hint = f"，您是不是想写 {PREFIX}{close[0]}" if close else ""
            raise SettingsError(f"没有 {name} 这个设置{hint}；全部设置见 docs/operating.md")


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(host.strip() for host in text.split(",") if host.strip())


def _proxies(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise SettingsError(f"INTAKE_PROXIES 应为反向代理的层数，如 0 或 1，现在是“{text}”")
    return int(text)


def _switch(name: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise SettingsError(f"{PREFIX}{name} 应为 1（开）或 0（关），现在是“{text}”")
    return text == "1"


def _clock(text: str) -> Clock:
    try:
        moment = datetime.fromisoformat(text)
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValueError
        return stopped_clock(moment)
    except ValueError:
        message = f"INTAKE_NOW 应为时刻，如 2026-11-23T09:30:00+08:00，现在是“{text}”"
        raise SettingsError(message) from None


def read_secret_keys(path: Path) -> tuple[str, ...]:
    """Read the keys that sign forms: one a line, the newest last; older ones still open forms.

    Raises SettingsError when the file is missing, open to others, or holds a key that is short or
    was not made by chance.
    """
    try:
        with path.open(encoding="utf-8") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            keys = tuple(file.read().split())
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"读不到密钥文件 {path}：请用 INTAKE_SECRET_KEY_FILE 指明，或者生成一个："
            f"(umask 077; openssl rand -hex 32 > {path})"
        ) from None
    if mode & 0o077:
        raise SettingsError(f"密钥文件 {path} 别人也能读：请运行 chmod 600 {path}")
    if not keys:
        raise SettingsError(f"密钥文件 {path} 是空的：请删去它，make run 会生成新的")
    if any(len(key.encode()) < SHORTEST_KEY for key in keys):
        raise SettingsError(
            f"密钥文件 {path} 里每个密钥都应不少于 {SHORTEST_KEY} 字节：openssl rand -hex 32"
        )
    if any(len(set(key)) < FEWEST_SIGNS or _GUESSABLE.search(key) for key in keys):
        raise SettingsError(
            f"密钥文件 {path} 里的密钥猜得到：请换成随机的，如 openssl rand -hex 32"
        )
    return keys


def make_secret_key(path: Path) -> None:
    """Write a fresh key to a new file that only its owner may read.

    Raises FileExistsError when there is a file already: a key is never overwritten.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())


def is_public(path: Path, settings: Settings) -> bool:
    """Tell whether what lies there is served, or built into what is."""
    return is_published(path, settings.site, settings.guides, settings.layouts)
