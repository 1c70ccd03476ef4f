"""What editors call: `python build.py check`, and how faults and warnings are told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import click

from guidebook.checks.freshness import Due
from guidebook.load import load_guidebook
from guidebook.model import Guidebook, Site
from guidebook.model.addresses import is_loopback, leads_to
from guidebook.reading.problems import ContentError, Problem


def warnings_told(warnings: Iterable[Problem], site: Site | None = None) -> tuple[str, ...]:
    """Return the sentences that say what should be looked at soon; it stops nothing.

    With `site`, also which addresses work on this machine alone: posters, QR codes and feeds hold
    them.
    """
    lines = [f"提醒 {warning}" for warning in warnings]
    given = (("site_url", site.site_url), ("intake_url", site.intake_url or "")) if site else ()
    lines += [
        f"提醒 site.yaml: {name}: {address} 只有这台机器打得开，海报、二维码、订阅和转发的"
        "文字里都是它；对外发布前请改成公布的网址"
        for name, address in given
        if is_loopback(urlsplit(address).hostname or "")
    ]
    return tuple(lines)


def tell(lines: Iterable[str]) -> None:
    """Say something apart from what a command answers."""
    for line in lines:
        click.echo(line, err=True)


def tell_elsewhere(site: Site, host: str, port: int) -> None:
    """Warn where the links of receipts lead elsewhere than to who listens here."""
    address = site.intake_url or site.site_url
    if not leads_to(address, host, port):
        click.echo(
            f"提醒 收据上的链接和二维码指向 {address}，这里听的是 {host}:{port}："
            "前面没有反向代理的话，打不开。请改 site.yaml 的 site_url，或换 --host、--port",
            err=True,
        )


LOOK_UP = "要补、要改的日期、期限、金额、号码，按出处核对，不要猜；没有出处的，问负责的岗位。"
"""Said once below faults whose remedy `check` cannot know: a guess would pass it all the same."""

_OF_FACTS = re.compile(
    "日期|年份|时刻|期限|天|小时|金额|数目|整数|电话|号码|写法不对|空的|缺少|核对|失效"
)


def tell_faults(error: ContentError) -> None:
    """Say every fault, one a line, how many there are, and not to guess where a fact is asked."""
    click.echo(str(error), err=True)
    click.echo(f"共 {len(error.problems)} 处问题，请逐条改好后再试。", err=True)
    if any(_OF_FACTS.search(problem.message) for problem in error.problems):
        click.echo(LOOK_UP, err=True)


def summary(guidebook: Guidebook) -> str:
    """Say in one line what a guidebook holds."""
    names = guidebook.wordings
    counts = [f"{len(found)} 个{names[kind].name}" for kind, found in guidebook.records.items()]
    return f"{guidebook.site.title}：" + "，".join(counts)


def check_folder(folder: Path, today: date, pages: Path | None = None) -> Guidebook:
    """Check a `guides/` folder, and hand-written pages with it; tell warnings and faults.

    Exits with 1 if there are faults.
    """
    try:
        guidebook, warnings = load_guidebook(folder, today, pages)
    except ContentError as error:
        tell_faults(error)
        raise SystemExit(1) from None
    tell(warnings_told(warnings, guidebook.site))
    return guidebook


def tell_due(entries: list[Due], today: date, days: int) -> None:
    """List what has to be looked at by who is asked for it, the oldest first."""
    for owner in dict.fromkeys(entry.owner for entry in entries):
        own = [entry for entry in entries if entry.owner == owner]
        click.echo(f"{owner}：{len(own)} 条")
        for due in own:
            state = "已失效" if due.expired else "已过期" if due.by < today else "快到期"
            click.echo(f"  {due.by} {state} {due.path} {due.name}")
    click.echo(f"共 {len(entries)} 条要在 {days} 天内核对。")
