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
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).parent / "__pycache__"
KEPT = "readings"

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
        text = json.dumps(known, ensure_ascii=False).encode()
        written = FOLDER / f"{KEPT}.{os.getpid()}"
        written.write_bytes(_check_value(text) + b"\n" + text)
        written.replace(FOLDER / KEPT)


@cache
def _kept() -> Mapping[str, str]:
    """Return what was kept; what is damaged, or was read by another program, is nothing."""
    try:
        told, _, text = (FOLDER / KEPT).read_bytes().partition(b"\n")
    except OSError:
        return {}
    kept: Mapping[str, str] = json.loads(text) if told == _check_value(text) else {}
    return kept


def _check_value(text: bytes) -> bytes:
    program = Path(__file__).read_bytes() + version("pypinyin").encode()
    return blake2b(program + text).hexdigest().encode()


def _read(text: str) -> str:
    from pypinyin import lazy_pinyin  # a quarter of a second, and 58 MB
    from pypinyin.phrases_dict import phrases_dict

    if re.fullmatch("[\u4e00-\u9fff]{2}", text) and text not in phrases_dict:
        alone = read_aloud(text)  # as pypinyin does, which takes longer to find out
        return " ".join(alone[sign] for sign in text)
    return " ".join(lazy_pinyin(text))
