"""Traditional characters and their simplified forms, for readers who type the former.

`traditional.txt` is made from OpenCC by `python -m guidebook.search.traditional` (OpenCC is needed
for that alone, extra `opencc`); the build reads the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from guidebook.model import Record

TABLE = Path(__file__).with_name("traditional.txt")


@cache
def simplified() -> dict[int, str]:
    """Return the simplified form of every traditional character, for `str.translate`."""
    return {ord(pair[0]): pair[1] for pair in TABLE.read_text(encoding="utf-8").split()}


def traditional_pairs(folded: Iterable[str]) -> str:
    """Return the pairs, traditional then simplified, whose simplified side occurs in texts."""
    known = set("".join(folded))
    return "".join(chr(one) + other for one, other in simplified().items() if other in known)


def traditional_of(records: Iterable[Record]) -> str:
    """Return the pairs for a list that is narrowed by what stands in its lines."""
    return traditional_pairs(word for record in records for word in _words_of(record))


def _words_of(record: Record) -> tuple[str, ...]:
    return (*record.names, *record.keywords, record.gist)


def made_from_opencc() -> str:
    """Write the table: a line for each simplified character of GB 2312.

    Raises ImportError where OpenCC is not installed.
    """
    from opencc import OpenCC  # the build must not need it

    simplify = OpenCC("t2s").convert
    lines: dict[str, list[str]] = {}
    for character in map(chr, range(0x4E00, 0xA000)):
        simple = simplify(character)
        if simple != character and _is_in_gb2312(simple):
            lines.setdefault(simple, []).append(character + simple)
    return "".join(f"{' '.join(lines[simple])}\n" for simple in sorted(lines))


def _is_in_gb2312(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


if __name__ == "__main__":
    TABLE.write_text(made_from_opencc(), encoding="utf-8")
