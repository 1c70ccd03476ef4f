"""How texts are read aloud, as pypinyin reads them: asked here alone, for it takes long to load.

What a guide asked for is kept for the next build, as Python keeps its own modules: with nothing new
to read aloud, no dictionary is loaded. Disposable at any time.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).parent / "__pycache__"

_known: dict[str, str] = {}
"""Text → its reading, of all that this process asked."""


def read_aloud(texts: Iterable[str]) -> Mapping[str, str]:
    """Return the reading of each text: its syllables with blanks between, without tones.

    A phrase is read as a whole (银行), whatever its characters are by themselves.
    """
    aloud = {}
    for text in texts:
        if text not in _known:
            _known[text] = _kept().get(text) or _read(text)
        aloud[text] = _known[text]
    return aloud


def learn(texts: Iterable[str]) -> None:
    """Read all that a guide will ask, before processes share the work, and keep it for the next.

    Where nobody may write, nothing is kept.
    """
    known = read_aloud(set(texts))
    if known.keys() <= _kept().keys():
        return
    with suppress(OSError):
        FOLDER.mkdir(exist_ok=True)
        written = _file().with_suffix(f".{os.getpid()}")
        written.write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
        written.replace(_file())


def _file() -> Path:
    return FOLDER / f"readings-{version('pypinyin')}.json"


@cache
def _kept() -> Mapping[str, str]:
    """Return what was kept; what is damaged is nothing."""
    try:
        kept = json.loads(_file().read_bytes())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _read(text: str) -> str:
    from pypinyin import lazy_pinyin  # a quarter of a second, and 58 MB
    from pypinyin.phrases_dict import phrases_dict

    if re.fullmatch("[\u4e00-\u9fff]{2}", text) and text not in phrases_dict:
        alone = read_aloud(text)  # as pypinyin does, which takes longer to find out
        return " ".join(alone[sign] for sign in text)
    return " ".join(lazy_pinyin(text))
