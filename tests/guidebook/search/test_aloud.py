"""How texts are read aloud, and what is kept of it for the next build."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pypinyin import lazy_pinyin

from guidebook.search.aloud import read_aloud

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    "text", ["银行", "天天", "浦东发展银行大厦", "长", "扩租", "A 座 3F", "燚"]
)
def test_a_text_is_read_as_pypinyin_reads_it(text: str) -> None:
    assert read_aloud([text]) == {text: " ".join(lazy_pinyin(text))}


def learned(folder: Path, *texts: str) -> tuple[str, ...]:
    """Learn texts in a process of its own; return readings, and whether pypinyin was needed."""
    program = (
        "import sys; from pathlib import Path;"
        f"from guidebook.search import aloud; aloud.FOLDER = Path({str(folder)!r});"
        f"aloud.learn({texts}); needed = 'pypinyin' in sys.modules;"
        f"print(*aloud.read_aloud({texts}).values(), needed, sep='|')"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return tuple(told.stdout.rstrip().split("|"))


def test_what_was_read_once_needs_no_dictionary(tmp_path: Path) -> None:
    first = learned(tmp_path / "kept", "银行", "扩租")
    again = learned(tmp_path / "kept", "扩租", "银行")
    another = learned(tmp_path / "kept", "扩租", "长江")

    assert first == ("yin hang", "kuo zu", "True")
    assert again == ("kuo zu", "yin hang", "False")
    assert another == ("kuo zu", "chang jiang", "True")


@pytest.mark.parametrize(
    ("whole", "damaged"),
    [(r".*", ""), (r"\n.*", ""), (r"yin", "yon"), (r'"yin hang"', "[1]"), (r"^.", "x")],
)
def test_what_is_damaged_is_read_anew(tmp_path: Path, whole: str, damaged: str) -> None:
    learned(tmp_path, "银行")
    (kept,) = tmp_path.iterdir()
    text = kept.read_text(encoding="utf-8")
    kept.write_text(re.sub(whole, damaged, text, flags=re.DOTALL), encoding="utf-8")

    assert learned(tmp_path, "银行") == ("yin hang", "True")
    assert learned(tmp_path, "银行") == ("yin hang", "False")


def test_where_nobody_may_write_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert learned(tmp_path / "file", "没有读过") == ("mei you du guo", "True")
