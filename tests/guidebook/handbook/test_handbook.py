"""The handbook: what stands in the printed book, and what is said where it cannot be printed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
import zxingcpp
from guides_folder import SAMPLE, TODAY, load
from PIL import Image
from site_build import DATE, ROOT, run_build

from guidebook.handbook.book import colours_of, handbook_html
from guidebook.model import Guidebook
from guidebook.qr import qr_code

HOUSE_STYLE = (ROOT / "site_src" / "assets" / "house.css").read_text(encoding="utf-8")


def html_of(guidebook: Guidebook) -> str:
    return handbook_html(guidebook, ROOT / "templates", HOUSE_STYLE, TODAY)


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the printed handbook of the sample district."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:
        pytest.skip(f"WeasyPrint 用不了：{error}")
    if not shutil.which("pdftotext"):
        pytest.skip("没有装 poppler-utils")
    out = tmp_path_factory.mktemp("handbook") / "book.pdf"
    run_build("handbook", "--guides", str(SAMPLE), "--out", str(out), "--date", DATE)
    return out


def pages_of(book: Path) -> list[str]:
    """Return the text of each page."""
    command = ["pdftotext", "-layout", str(book), "-"]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    return found.stdout.split("\f")[:-1]


def squeezed(text: str) -> str:
    return "".join(text.split())


def unpacked(pdf: bytes) -> bytes:
    """Return the objects of a PDF that are packed into streams."""
    streams = re.findall(rb"FlateDecode.*?stream\n(.*?)\nendstream", pdf, re.DOTALL)
    return b"".join(zlib.decompress(stream) for stream in streams)


def addresses(guidebook: Guidebook) -> list[str]:
    """Return the address of every entry."""
    base = guidebook.site.site_url.rstrip("/")
    kinds = ("chapters", "paths", "services", "buildings", "departments")
    return [f"{base}/{kind}/{each}/" for kind in kinds for each in guidebook.records[kind]]


def test_every_chapter_path_service_and_building_is_in_the_book(book: Path) -> None:
    text = squeezed("".join(pages_of(book)))
    guidebook = load(SAMPLE)

    kinds = ("chapters", "paths", "services", "buildings", "roles", "departments")
    names = [str(each.name) for kind in kinds for each in guidebook.records[kind].values()]

    assert [name for name in names if squeezed(name) not in text] == []


def test_the_contents_name_the_page_on_which_each_entry_begins(book: Path) -> None:
    pages = pages_of(book)
    contents = next(page for page in pages if page.lstrip().startswith("目录"))

    lines = re.findall(r"(?:第 \d+ 章\s*)?([^\s.]+)[\s.]*\.{3,}\s*(\d+)", contents)

    guidebook = load(SAMPLE)
    kinds = ("chapters", "paths", "services")
    listed = [str(each.name) for kind in kinds for each in guidebook.records[kind].values()]
    assert [name for name in listed if name not in dict(lines)] == []
    for name, number in lines:
        assert squeezed(name) in squeezed(pages[int(number) - 1]), (name, number)


def test_a_reference_names_the_page_of_its_entry(book: Path) -> None:
    pages = pages_of(book)

    named = [
        (name, int(number))
        for page in pages
        for name, number in re.findall(r"(\S+?)（第 (\d+) 页）", page)
    ]

    assert named
    assert [(n, p) for n, p in named if squeezed(n) not in squeezed(pages[p - 1])] == []


def test_the_book_says_when_it_was_made_and_numbers_its_pages(book: Path) -> None:
    pages = pages_of(book)

    assert "2026年11月23日" in pages[0]
    numbers = [page.strip().split()[-1] for page in pages[1:]]
    assert numbers == [str(n) for n in range(2, len(pages) + 1)]


def test_the_fonts_are_in_the_file_and_it_has_an_outline_a_title_and_a_language(
    book: Path,
) -> None:
    command = ["pdffonts", str(book)]
    fonts = subprocess.run(command, capture_output=True, text=True, check=True)
    info = subprocess.run(["pdfinfo", str(book)], capture_output=True, text=True, check=True)

    rows = fonts.stdout.splitlines()[2:]

    assert rows
    assert [row for row in rows if not re.search(r"\byes\s+yes\s+yes\b", row)] == []
    command = ["pdftohtml", "-xml", "-i", "-stdout", str(book)]
    outline = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    names = [str(service.name) for service in load(SAMPLE).services.values()]
    assert [name for name in names if not re.search(f"<item page=.*>{name}</item>", outline)] == []
    assert b"/Lang (zh-CN)" in unpacked(book.read_bytes())
    assert re.search(rf"Title:\s+{load(SAMPLE).site.title}", info.stdout)
    assert "A4" in info.stdout


def test_the_codes_of_the_book_are_read_from_its_pages(book: Path, tmp_path: Path) -> None:
    subprocess.run(["pdftoppm", "-r", "150", "-png", str(book), str(tmp_path / "p")], check=True)

    images = [Image.open(file) for file in sorted(tmp_path.glob("p*.png"))]
    read = {code.text for image in images for code in zxingcpp.read_barcodes(image)}

    assert read == {*addresses(load(SAMPLE)), load(SAMPLE).site.site_url}


def test_every_entry_has_the_code_of_its_page() -> None:
    guidebook = load(SAMPLE)
    html = html_of(guidebook)

    assert [each for each in addresses(guidebook) if str(qr_code(each)) not in html] == []


def test_sample_facts_are_marked_and_sources_listed_as_on_the_pages() -> None:
    guidebook = load(SAMPLE)
    html = html_of(guidebook)

    assert str(guidebook.site.texts.sample) in html
    entry = html.split('id="services-bigger-office"', 1)[1].split("</article>", 1)[0]
    assert '<span aria-hidden="true">示</span>' in entry
    sources = html.split('id="part-sources"', 1)[1]
    cited = {
        int(n) for group in re.findall(r"出处</span>([\d、]+)", html) for n in group.split("、")
    }
    assert cited == set(range(1, sources.count("<li>") + 1))


def test_the_book_has_the_colours_of_the_site() -> None:
    colours = colours_of(HOUSE_STYLE)

    used = set(
        re.findall(r"var\(--([a-z-]+)\)", (ROOT / "templates/handbook/book.css").read_text())
    )

    assert used
    assert used <= colours.keys()


def test_small_print_can_be_read() -> None:
    style = (ROOT / "templates/handbook/book.css").read_text(encoding="utf-8")

    rules = re.findall(r"([^{};]+)\{[^{}]*?font(?:-size)?: ?([\d.]+)pt", style)

    assert len(rules) > 10
    small = {selector.strip() for selector, size in rules if float(size) < 9.5}
    assert small == {".cite"}  # numbers of notes, raised


@pytest.mark.parametrize("guides", ["ours", "starter"])
def test_any_district_has_a_book(guides: str, guidebook: Guidebook, tmp_path: Path) -> None:
    if guides == "starter":
        from cli.init import start_district

        start_district(tmp_path / "guides", TODAY)
        guidebook = load(tmp_path / "guides")

    html = html_of(guidebook)

    for kind in ("chapters", "paths", "services", "buildings"):
        for record_id in guidebook.records[kind]:
            assert html.count(f'id="{kind}-{record_id}"') == 1
    is_empty = "还没有写明出处的内容" in html
    assert is_empty == ("<li>" not in html.split('id="part-sources"', 1)[1])
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert [target for target in targets if f'id="{target}"' not in html] == []


def print_with(environment: dict[str, str], out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "build.py"), "handbook"]
    return subprocess.run(
        [*command, "--guides", str(SAMPLE), "--out", str(out), "--date", DATE],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )


def test_without_weasyprint_it_is_said_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text("raise ImportError('none here')", encoding="utf-8")
    (tmp_path / "fc-list").write_text("#!/bin/sh\necho 'Noto Sans CJK SC'\n", encoding="utf-8")
    (tmp_path / "fc-list").chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"

    told = print_with({"PYTHONPATH": str(tmp_path), "PATH": path}, tmp_path / "book.pdf")

    assert told.returncode == 1
    assert "--require-hashes -r requirements-handbook.txt" in told.stderr
    assert not (tmp_path / "book.pdf").exists()


def test_without_a_font_for_chinese_nothing_is_printed(tmp_path: Path) -> None:
    (tmp_path / "fc-list").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "fc-list").chmod(0o755)

    told = print_with({"PATH": f"{tmp_path}:{os.environ['PATH']}"}, tmp_path / "book.pdf")

    assert told.returncode == 1
    assert "fonts-noto-cjk" in told.stderr
    assert not (tmp_path / "book.pdf").exists()
