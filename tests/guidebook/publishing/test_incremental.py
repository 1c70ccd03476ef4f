"""Never a stale page: after edits and accidents, a site is what a clean build makes of it."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from guides_folder import copy_sample
from site_build import ROOT, files_of

from guidebook.stamp import names_in_stamp

PROGRAM = ("cli", "guidebook", "intake", "templates", "site_src", "build.py", "mkdocs.yml")

BUILDER = """
import json, os, sys
sys.path.insert(0, os.getcwd())
import build, cli.building, guidebook.making, guidebook.publishing.publish
from cli import main
for line in sys.stdin:
    child = os.fork()
    if not child:
        os.dup2(os.open("told", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        os.dup2(1, 2)
        main(json.loads(line))
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Loads the program once; each build is a process of its own, as it is for people."""


@dataclass
class District:
    """A copy of program and sample district, both free to be changed, and its builds."""

    folder: Path
    builder: subprocess.Popen[str]
    chance: random.Random
    today: date = date(2026, 11, 23)
    words: int = 0
    added: list[Path] = field(default_factory=list)

    @property
    def guides(self) -> Path:
        return self.folder / "guides"

    def start(self, root: str, *more: str) -> int:
        """Begin a build; return its process."""
        words = ["site", "--guides", "guides", "--releases", root, "--date", str(self.today)]
        assert self.builder.stdin
        assert self.builder.stdout
        self.builder.stdin.write(json.dumps([*words, *more]) + "\n")
        self.builder.stdin.flush()
        return int(self.builder.stdout.readline())

    def end(self) -> int:
        """Wait for a build; return its exit code."""
        assert self.builder.stdout
        return int(self.builder.stdout.readline())

    def build(self, root: str, *more: str) -> int:
        self.start(root, *more)
        return self.end()

    def told(self) -> str:
        return (self.folder / "told").read_text("utf-8")

    def of(self, root: str) -> dict[str, bytes]:
        """Return all that a build made: the site, layouts and content beside it, but no cache."""
        served, layouts = self.folder / root / "current", self.folder / root / "layouts"
        site = {n: (served / n).read_bytes() for n in names_in_stamp(layouts)}
        passing = ("stamp", "made-of.json", "stage.json", "lock")
        beside = {f"beside/{n}": c for n, c in files_of(layouts).items() if n not in passing}
        return site | beside

    def check(self) -> None:
        """Build again and from nothing, and compare."""
        assert self.build("site") == 0, self.told()
        shutil.rmtree(self.folder / "clean", ignore_errors=True)
        assert self.build("clean", "--clean") == 0, self.told()
        made, clean = self.of("site"), self.of("clean")
        assert [name for name in made.keys() | clean if made.get(name) != clean.get(name)] == []
        assert self.build("site") == 0
        assert "没有变化" in self.told()

    def word(self) -> str:
        """Return a word that stands nowhere yet."""
        self.words += 1
        return "".join(chr(ord("㐀") + int(digit)) for digit in str(self.words + 100))


def add(district: District) -> None:
    """Add a term that nothing refers to, with a name that other texts may hold."""
    file = district.guides / "glossary" / f"word-{district.words}.yaml"
    name = district.word()
    file.write_text(
        f"name: {name}词\nmeaning: {name}词的意思。\nevidence: {{default: memory}}\n"
        "review_by: 2027-06-30\n",
        encoding="utf-8",
    )
    district.added.append(file)


def change(district: District) -> None:
    """Write another word behind some text of some record."""
    files = sorted(district.guides.glob("[bgsrv]*/[!_]*.yaml"))
    file = district.chance.choice(files)
    text = file.read_text("utf-8")
    changed = re.sub(r"^((?:summary|meaning): .*?)。", rf"\1{district.word()}。", text, flags=re.M)
    file.write_text(changed, encoding="utf-8")


def rename(district: District) -> None:
    if not district.added:
        add(district)
    file = district.added.pop(district.chance.randrange(len(district.added)))
    district.words += 1
    district.added.append(file.rename(file.with_stem(f"renamed-{district.words}")))


def delete(district: District) -> None:
    if not district.added:
        add(district)
    district.added.pop(district.chance.randrange(len(district.added))).unlink()


def change_template(district: District) -> None:
    names = (
        "pages/_printed.html",
        "pages/glossary.html",
        "pages/_evidence.html",
        "theme/main.html",
    )
    file = district.folder / "templates" / district.chance.choice(names)
    with file.open("a", encoding="utf-8") as text:
        text.write(
            f"{{# {district.word()} #}}\n{district.word() if 'printed' in file.name else ''}"
        )


def change_page(district: District) -> None:
    with (district.folder / "site_src" / "about.md").open("a", encoding="utf-8") as text:
        text.write(f"\n{district.word()}\n")


def change_style(district: District) -> None:
    with (district.folder / "site_src" / "assets" / "house.css").open("a") as text:
        text.write(f"\n.a{district.words} {{}}\n")


def change_config(district: District) -> None:
    files = {"mkdocs.yml": r"(部门)\w*(: departments)", "guides/site.yaml": r"(?m)(^owner: \w+)()$"}
    name = district.chance.choice(sorted(files))
    text = (district.folder / name).read_text("utf-8")
    new = re.sub(files[name], rf"\1{district.word()}\2", text, count=1)
    (district.folder / name).write_text(new, encoding="utf-8")


def change_code(district: District) -> None:
    with (district.folder / "guidebook" / "today.py").open("a") as text:
        text.write(f"# {district.words}\n")


def rename_list(district: District) -> None:
    """Call a kind otherwise, whose list the foot of every page leads to."""
    file = district.guides / district.chance.choice(("chapters", "needs")) / "_list.yaml"
    text = file.read_text("utf-8")
    file.write_text(re.sub(r"(?m)^(name: \w+)$", rf"\1{district.word()}", text), "utf-8")


def empty_list(district: District) -> None:
    """Take the terms away, and bring them back: the foot of every page leads to their list."""
    terms, aside = district.guides / "glossary", district.folder / "aside"
    files = [file for file in terms.iterdir() if file.name != "_list.yaml"]
    aside.mkdir(exist_ok=True)
    for file in files or list(aside.iterdir()):
        file.rename((aside if files else terms) / file.name)
    district.added = [file for file in district.added if not files]


def next_day(district: District) -> None:
    district.today += timedelta(days=district.chance.choice((1, 30, 400)))


def commit(district: District) -> None:
    """Let git know what there is: the page of changes tells of it."""
    when = f"{district.today}T12:00:00+08:00"
    for words in (["init", "-q"], ["add", "guides"], ["commit", "-qm", "more", "--allow-empty"]):
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", *words],
            cwd=district.folder,
            check=True,
            env=os.environ | {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when},
        )


def fail(district: District) -> None:
    """Let a build fail, and take the fault back."""
    broken = district.guides / "glossary" / "broken.yaml"
    broken.write_text("nmae: 词\n", encoding="utf-8")
    assert district.build("site") == 1
    broken.unlink()


def damage(district: District) -> None:
    """Spoil something that a build left for the next one, or for readers."""
    layouts = district.folder / "site" / "layouts"
    files = ("stage.json", "made-of.json", "stamp", "../site/index.html", "../site/index.html.gz")
    file = layouts / district.chance.choice(files)
    if file.is_file():
        content = bytearray(file.read_bytes())
        content[district.chance.randrange(len(content))] ^= 1
        file.unlink()  # releases share files
        file.write_bytes(district.chance.choice((content, b"")))


def kill(district: District) -> None:
    """Kill a build at some moment, if it has not ended by then."""
    change(district)
    process = district.start("site")
    time.sleep(district.chance.random() * 2)
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    assert district.end() in (0, -signal.SIGKILL)


EDITS: tuple[Callable[[District], None], ...] = (
    *(add, add, change, change, rename, delete, change_template, change_page, change_style),
    *(change_config, rename_list, empty_list, change_code, next_day, commit, fail, damage, kill),
)


@pytest.fixture
def district(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[District]:
    for name in PROGRAM:
        place, ignored = ROOT / name, shutil.ignore_patterns("__pycache__")
        if place.is_dir():
            shutil.copytree(place, tmp_path / name, ignore=ignored)
        else:
            shutil.copy(place, tmp_path)
    copy_sample(tmp_path)
    (tmp_path / ".gitignore").write_text("*\n!guides\n!guides/**\n")
    with subprocess.Popen(
        [sys.executable, "-c", BUILDER],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as builder:
        yield District(tmp_path, builder, random.Random())
        assert builder.stdin
        builder.stdin.close()


def live(district: District, seed: int, edits: int, together: int) -> None:
    """Make random edits, some of them together, and compare after each few."""
    district.chance.seed(seed)
    district.build("site")
    for number in range(edits):
        edit = district.chance.choice(EDITS)
        edit(district)
        if district.chance.random() < 0.5 or number % together == together - 1:
            district.build("site")
        if number % together == together - 1:
            district.check()


def test_after_edits_a_site_is_as_built_from_nothing(district: District) -> None:
    live(district, seed=0, edits=30, together=10)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(50))
def test_after_many_edits_a_site_is_as_built_from_nothing(district: District, seed: int) -> None:
    live(district, 1000 + seed, edits=20, together=2)


def test_every_kind_of_edit_is_seen(district: District) -> None:
    """Each edit alone, so that none hides behind another."""
    district.build("site")
    for edit in dict.fromkeys(EDITS):
        edit(district)
    district.check()
