"""Loading a `guides/` folder: what editors typed is kept, and every fault is named in one run."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from guides_folder import (
    BROKEN,
    SAMPLE,
    TODAY,
    copy_sample,
    edit,
    faults_of,
    lay_over,
    load,
    pages_of,
    warnings_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from repository import commit, git

from guidebook.checks.rules import REMINDERS, RULES, Rule
from guidebook.load import load_guidebook
from guidebook.model import KINDS
from guidebook.reading.folder import read_folder
from guidebook.reading.hand_written import LARGEST_ASSET, read_pages
from guidebook.reading.source_text import MAX_BYTES
from guidebook.reading.yaml_reading import read_yaml

BROKEN_FOLDERS = sorted(path.parent for path in BROKEN.glob("*/*/expected.txt"))
SAMPLE_FILES = sorted(path.relative_to(SAMPLE).as_posix() for path in SAMPLE.rglob("*.yaml"))
RECORD_FILES = [path for path in SAMPLE_FILES if "/" in path]


def named(broken: Path) -> str:
    return broken.relative_to(BROKEN).as_posix()


@pytest.mark.parametrize("broken", BROKEN_FOLDERS, ids=named)
def test_every_fault_is_named_with_its_line(
    broken: Path, sample_guides: Path, update_golden: bool
) -> None:
    golden = broken / "expected.txt"
    lay_over(sample_guides, broken)

    told = "\n".join(told_of(sample_guides))

    if update_golden:
        golden.write_text(f"{told}\n", encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8").rstrip("\n")


def told_of(guides: Path) -> list[str]:
    """Return the faults of a folder, or else the reminders that the sample itself does not have."""
    faults = [str(fault) for fault in faults_of(guides)]
    known = faults or warnings_of(SAMPLE)
    return faults or [hint for hint in warnings_of(guides) if hint not in known]


@pytest.mark.parametrize("rule", [*RULES, *REMINDERS], ids=lambda rule: rule.__name__)
def test_every_rule_has_folders_that_break_it(rule: Rule, tmp_path: Path) -> None:
    cases = [path for path in BROKEN_FOLDERS if path.parent.name == rule.__name__]

    assert cases
    for case in cases:
        guides = copy_sample(tmp_path / case.name)
        lay_over(guides, case)
        read = read_folder(guides, TODAY)
        read_pages(pages_of(guides), read)
        assert list(rule(read)), case.name


def test_every_folder_breaks_a_rule_or_cannot_be_read() -> None:
    rules = {rule.__name__ for rule in (*RULES, *REMINDERS)}

    assert {path.name for path in BROKEN.iterdir()} == rules | {"yaml", "files", "model"}


@pytest.mark.parametrize("broken", BROKEN_FOLDERS, ids=named)
def test_messages_speak_to_editors_not_to_programmers(broken: Path) -> None:
    expected = (broken / "expected.txt").read_text(encoding="utf-8").splitlines()

    unclear = [
        line
        for line in expected
        if not re.fullmatch(r"(?:guides|site_src)/[^:]+:\d+: .*[一-鿿].*", line)
    ]
    technical = [line for line in expected if re.search(r"[A-Z]\w+Error|pydantic|<class|\^", line)]

    assert expected
    assert not unclear
    assert not technical


def test_the_sample_district_loads(sample_guides: Path) -> None:
    guidebook = load(sample_guides)

    assert str(guidebook.site.title) == "云桥楼宇服务指南"
    assert list(guidebook.buildings) == ["willow-park", "willow-house-2", "cloud-tower"]
    assert {kind for kind, _ in guidebook.every_record()} == set(KINDS)


def test_records_stand_in_the_order_of_their_names(sample_guides: Path) -> None:
    text = (sample_guides / "glossary/one-stop.yaml").read_text(encoding="utf-8")
    for name in ("one", "one-a"):
        copy = text.replace("一口式", f"一口式 {name}").replace("一个入口", f"{name} 个入口")
        (sample_guides / f"glossary/{name}.yaml").write_text(copy, encoding="utf-8")

    guidebook = load(sample_guides)

    assert list(guidebook.glossary) == ["council", "one-stop", "one", "one-a"]


@pytest.mark.parametrize(
    "typed",
    [
        "010", "0571", "9:30", "no", "yes", "1.10", "1e3", "0x1F", "0o17", "1_000",
        "2026-11-23", "true", ".inf", "+86", "=", "<<", "60:30:00", "007",
    ],
)  # fmt: skip
def test_a_scalar_stays_exactly_as_typed(typed: str, sample_guides: Path) -> None:
    edit(sample_guides, "buildings/cloud-tower.yaml", "brand: 一楼一书房", f"brand: {typed}")
    edit(sample_guides, "subdistricts/hexi.yaml", "东到云溪，西到长堤路", typed)
    edit(
        sample_guides,
        "venues/bridge-station.yaml",
        "hours: 周一至周五 9:00-17:00",
        f"hours: {typed}",
    )

    guidebook = load(sample_guides)

    assert str(guidebook.buildings["cloud-tower"].brand) == typed
    assert str(guidebook.venues["bridge-station"].hours) == typed
    assert str(guidebook.subdistricts["hexi"].boundaries) == typed


def test_a_text_is_one_language_or_two(sample_guides: Path) -> None:
    guidebook = load(sample_guides)

    tower, park = guidebook.buildings["cloud-tower"], guidebook.buildings["willow-park"]
    assert (str(tower.name), tower.name.en) == ("云桥中心", "Cloud Bridge Tower")
    assert (str(park.name), park.name.en) == ("柳浪园区", None)


def test_unannounced_is_a_value_of_its_own(sample_guides: Path) -> None:
    guidebook = load(sample_guides)

    service = guidebook.services["suggestions"]
    assert not service.basis
    assert str(service.basis) == str(service.hours) == "待公布"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_files_of_windows_editors_read_the_same(
    mark: str, ending: str, sample_guides: Path
) -> None:
    expected = load(sample_guides)
    for path in SAMPLE_FILES:
        text = mark + (SAMPLE / path).read_text(encoding="utf-8").replace("\n", ending)
        (sample_guides / path).write_bytes(text.encode())

    guidebook = load(sample_guides)

    assert guidebook == expected


def test_hidden_files_and_a_readme_are_not_content(sample_guides: Path) -> None:
    for path in (".DS_Store", "README.md", "buildings/.cloud-tower.yaml.swp", ".git/config"):
        (sample_guides / path).parent.mkdir(exist_ok=True)
        (sample_guides / path).write_text("\0", encoding="utf-8")

    assert not faults_of(sample_guides)


def test_all_faults_of_all_files_come_at_once_in_order(sample_guides: Path) -> None:
    lay_over(sample_guides, BROKEN / "files/several-files")
    lay_over(sample_guides, BROKEN / "yaml/hidden-characters")

    faults = faults_of(sample_guides)

    places = [(fault.path, fault.line) for fault in faults]
    assert places == sorted(places)
    assert len({fault.path for fault in faults}) >= 8


@pytest.mark.parametrize("path", SAMPLE_FILES)
@pytest.mark.parametrize("content", [b'name: "\n', b"\xff\xfe", b"", b"- a\n", b"nmae: x\n"])
def test_a_broken_file_causes_no_fault_in_others(
    content: bytes, path: str, sample_guides: Path
) -> None:
    (sample_guides / path).write_bytes(content)

    faults = faults_of(sample_guides)

    assert {fault.path for fault in faults} == {f"guides/{path}"}


@pytest.mark.parametrize("path", SAMPLE_FILES)
def test_a_wrong_ending_is_one_fault_however_many_refer_to_the_file(
    path: str, sample_guides: Path
) -> None:
    (sample_guides / path).rename((sample_guides / path).with_suffix(".yml"))

    faults = faults_of(sample_guides)

    assert [fault.path for fault in faults] == [f"guides/{path.removesuffix('yaml')}yml"]


def test_a_file_too_large_is_not_parsed(sample_guides: Path) -> None:
    (sample_guides / "glossary/one-stop.yaml").write_bytes(b"name: " + b"x" * MAX_BYTES)

    faults = faults_of(sample_guides)

    assert [str(fault) for fault in faults] == [
        "guides/glossary/one-stop.yaml:1: 文件超过 1 MB，请拆分或检查是否放错了文件"
    ]


def test_what_phones_cannot_load_is_no_asset(sample_guides: Path) -> None:
    assets = pages_of(sample_guides) / "assets"
    assets.mkdir(parents=True)
    (assets / "photo.jpg").write_bytes(b"x" * (LARGEST_ASSET + 1))
    (assets / "tool.exe").write_bytes(b"MZ")
    (assets / "plan.png").write_bytes(b"x" * LARGEST_ASSET)

    faults = faults_of(sample_guides)

    assert [(fault.path, fault.message[:4]) for fault in faults] == [
        ("site_src/assets/photo.jpg", "文件有 "),
        ("site_src/assets/tool.exe", "这里只放"),
    ]


def test_a_record_that_is_gone_without_a_word_is_reminded_of(sample_guides: Path) -> None:
    root = sample_guides.parent
    git(root, "init", "-q")
    commit(root, "start")
    towers = sample_guides / "buildings"
    (towers / "cloud-tower.yaml").rename(towers / "cloud-tower-2.yaml")
    for file in sorted(sample_guides.rglob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("cloud-tower", "cloud-tower-2"), encoding="utf-8")

    by_hand = load_guidebook(sample_guides, TODAY, pages_of(sample_guides))[1]
    tower = towers / "cloud-tower-2.yaml"
    tower.write_text(f"{tower.read_text('utf-8')}former_ids: [cloud-tower]\n", encoding="utf-8")
    known = load_guidebook(sample_guides, TODAY, pages_of(sample_guides))[1]

    lost = [hint for hint in by_hand if hint not in known]
    assert [hint.path for hint in lost] == ["guides/buildings/cloud-tower.yaml"]
    assert "build.py rename buildings cloud-tower " in lost[0].message
    assert "/buildings/cloud-tower/ 会打不开" in lost[0].message


def test_a_link_to_a_lost_file_is_a_fault_not_a_crash(sample_guides: Path) -> None:
    (sample_guides / "buildings/lost.yaml").symlink_to("nowhere.yaml")

    faults = faults_of(sample_guides)

    assert [fault.path for fault in faults] == ["guides/buildings/lost.yaml"]


def test_links_are_faults_though_what_lies_behind_them_is_content(
    sample_guides: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(sample_guides / "glossary", elsewhere)
    pages = pages_of(sample_guides)
    (pages / "assets").mkdir(parents=True)
    linked = [
        *(sample_guides / "glossary/linked.yaml", sample_guides / "notes"),
        *(pages / "assets/linked.png", pages / "linked.md"),
    ]
    for path in linked:
        path.symlink_to(elsewhere if path.name == "notes" else elsewhere / "council.yaml")

    told = [str(fault) for fault in faults_of(sample_guides)]

    assert told == [
        f"{path.relative_to(sample_guides.parent)}:1: "
        "是符号链接：请放进文件本身，别处的文件不会发布"
        for path in linked
    ]


def test_a_name_in_gbk_is_a_fault_of_its_file(sample_guides: Path) -> None:
    pages = pages_of(sample_guides)
    (pages / "assets").mkdir(parents=True)
    for place, name in ((pages / "assets", "大图.svg"), (sample_guides, "说明")):
        Path(os.fsdecode(os.fsencode(place) + b"/" + name.encode("gbk"))).mkdir()

    told = [str(fault) for fault in faults_of(sample_guides)]

    assert [line.partition("，")[0] for line in told] == [
        f"{path}:1: 文件名的编码不是 UTF-8（多半来自 Windows 的压缩包）"
        for path in ("guides/说明", f"{pages.name}/assets/大图.svg")
    ]


@pytest.mark.parametrize("content", [b'name: "\\ud800"\n', b"name: a\xed\xa0\x80b\n"])
def test_half_a_character_is_a_fault_of_its_file(content: bytes, sample_guides: Path) -> None:
    (sample_guides / "glossary/half.yaml").write_bytes(content)

    assert {fault.path for fault in faults_of(sample_guides)} == {"guides/glossary/half.yaml"}


@pytest.mark.parametrize("depth", [30, 1_000, 100_000])
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_ends_in_a_fault_not_in_a_crash(
    opening: str, depth: int, sample_guides: Path
) -> None:
    (sample_guides / "glossary/one-stop.yaml").write_text("name: " + opening * depth, "utf-8")

    faults = faults_of(sample_guides)

    assert {fault.path for fault in faults} == {"guides/glossary/one-stop.yaml"}


# No text makes the loader crash. Each example is a folder with one strange file in it.

USUAL = settings().max_examples

LIKE_YAML = st.text(
    alphabet="ab1:：-—，, \n\t\r\"'“”{}[]（）#&*!|>%@`?~=\\/.<云\ufeff\0\u2028\U0001f600",
    max_size=200,
)


@pytest.fixture(scope="module")
def strange_guides(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sample folder that the examples of one test share; each leaves it as it was."""
    return copy_sample(tmp_path_factory.mktemp("strange"))


@contextmanager
def replaced(file: Path, content: bytes) -> Iterator[None]:
    before = file.read_bytes()
    file.write_bytes(content)
    yield
    file.write_bytes(before)


def assert_faults_are_in_the_file(guides: Path, path: str) -> None:
    lines = re.split(rb"\r\n|\r|\n", (guides / path).read_bytes())
    for fault in faults_of(guides):
        assert "\n" not in str(fault)
        if fault.path == f"guides/{path}":
            assert 1 <= fault.line <= len(lines)


@settings(max_examples=3 * USUAL)
@given(
    content=st.one_of(st.binary(max_size=300), st.text().map(str.encode), LIKE_YAML.map(str.encode))
)
def test_no_bytes_make_read_yaml_crash(content: bytes, strange_guides: Path) -> None:
    file = strange_guides.parent / "strange.yaml"
    file.write_bytes(content)

    result = read_yaml(file, "strange.yaml")

    assert result.problems or result.values is not None


@given(
    path=st.sampled_from(["glossary/one-stop.yaml", "site.yaml"]),
    content=st.one_of(st.binary(max_size=300), LIKE_YAML.map(str.encode)),
)
def test_no_bytes_make_loading_crash(path: str, content: bytes, strange_guides: Path) -> None:
    with replaced(strange_guides / path, content):
        assert_faults_are_in_the_file(strange_guides, path)


@st.composite
def mutated_files(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a file of the sample with pieces cut out, doubled, swapped or replaced."""
    path = draw(st.sampled_from(SAMPLE_FILES))
    text = (SAMPLE / path).read_text(encoding="utf-8")
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        piece = text[start:end]
        text = text[:start] + draw(
            st.sampled_from(["", piece * 2, piece[::-1], piece.swapcase(), piece.replace(" ", "")])
            | LIKE_YAML.map(lambda other: other[:5])
        ) + text[end:]  # fmt: skip
    return path, text


@settings(max_examples=5 * USUAL // 2)
@given(mutated=mutated_files())
def test_no_slip_in_a_real_file_makes_loading_crash(
    mutated: tuple[str, str], strange_guides: Path
) -> None:
    path, text = mutated

    with replaced(strange_guides / path, text.encode()):
        assert_faults_are_in_the_file(strange_guides, path)


def test_what_will_be_checked_has_not_been_checked_yet(sample_guides: Path) -> None:
    edit(sample_guides, "buildings/cloud-tower.yaml", "2026-10-12", "2027-01-01")

    before, on_the_day = (load(sample_guides, day) for day in (TODAY, date(2027, 1, 1)))

    assert before.buildings["cloud-tower"].checked_on is None
    assert on_the_day.checked_records() == before.checked_records() + 1
