"""Every known attack has a test that is named by its id; `docs/security-cases.md` lists them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from csv import DictReader
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "security-cases.md"
NAMED = re.compile(r"test_((?:[sf]\d\d_)+)")

HEAD = """# 安全用例

试过的攻击、程序的回答，和守着它的测试。这一页由测试的名字生成：\
`.venv/bin/python -m pytest tests/test_security_cases.py --update-golden`。

| 编号 | 攻击 | 回答 | 测试 |
|---|---|---|---|
"""

with (HERE / "security_cases.tsv").open(encoding="utf-8") as table:
    CASES = {row["id"]: row for row in DictReader(table, delimiter="\t")}


def named_tests() -> Iterator[tuple[str, str]]:
    """Yield the id of a case, and a test that is named by it."""
    for path in sorted(HERE.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and (found := NAMED.match(node.name)):
                where = f"{path.relative_to(HERE.parent).as_posix()}::{node.name}"
                yield from ((case, where) for case in found[1].rstrip("_").split("_"))


TESTS: dict[str, list[str]] = {}
for _case, _test in named_tests():
    TESTS.setdefault(_case, []).append(_test)


def row(case: str) -> str:
    attack, answer = CASES[case]["attack"], CASES[case]["answer"]
    tests = "<br>".join(f"`{test}`" for test in TESTS[case])
    return f"| {case.upper()} | {attack} | {answer} | {tests} |\n"


@pytest.mark.parametrize("case", sorted(CASES))
def test_a_case_has_a_test_named_by_its_id(case: str) -> None:
    assert TESTS.get(case)


def test_every_id_in_the_name_of_a_test_is_a_case() -> None:
    assert TESTS.keys() - CASES.keys() == set()


def test_the_page_lists_what_the_tests_say(update_golden: bool) -> None:
    page = HEAD + "".join(row(case) for case in CASES)

    if update_golden:
        PAGE.write_text(page, encoding="utf-8")
    assert page == PAGE.read_text(encoding="utf-8")
