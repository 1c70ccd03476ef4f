"""Ready-made engines, given all that we have written: Pagefind, Material with jieba, MiniSearch."""

from __future__ import annotations

import asyncio
import html
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser
from pypinyin import lazy_pinyin
from search_content import SearchedPage, whole_text
from search_results import Result
from search_serving import serving
from searching import Answered, Query
from site_build import ROOT

PAGEFIND = """async (query) => {
  const began = performance.now();
  window.pagefind ??= await import("/pagefind/pagefind.js");
  const { results } = await window.pagefind.search(query);
  const three = await Promise.all(results.slice(0, 3).map((result) => result.data()));
  return { took: performance.now() - began, found: three.map(({ url }) => url) };
}"""

MATERIAL_READY = """async () => {
  const began = performance.now();
  const { search } = JSON.parse(document.getElementById("__config").textContent);
  const index = await (await fetch("/search/search_index.json")).json();
  window.worker = new Worker(search);
  window.answer = () => new Promise((done) => { window.worker.onmessage = ({ data }) => done(data); });
  const ready = window.answer();
  window.worker.postMessage({ type: 0, data: { ...index, options: { suggest: false } } });
  await ready;
  return performance.now() - began;
}"""  # noqa: E501 (JavaScript)

MATERIAL = """async (query) => {
  const began = performance.now();
  const coming = window.answer();
  window.worker.postMessage({ type: 2, data: query });
  const { data: { items } } = await coming;
  return { took: performance.now() - began, found: items.slice(0, 3).map(([page]) => page.location) };
}"""  # noqa: E501 (JavaScript)


def measure_pagefind(
    pages: Sequence[SearchedPage], queries: Sequence[Query], folder: Path, browser: Browser
) -> Result:
    """Ask Pagefind, with the segmenter for Chinese (extra `pagefind[extended]`)."""
    started = time.monotonic()
    with ThreadPoolExecutor(1) as beside:  # this thread's event loop is Playwright's
        beside.submit(asyncio.run, _build_pagefind(pages, folder / "pagefind")).result()
    build = time.monotonic() - started
    (folder / "index.html").write_text("<!doctype html><title>search</title>", encoding="utf-8")
    with serving(folder) as (base, counter):
        page = browser.new_page()
        answered, took, further, ready, first_bytes = [], [], [], 0.0, 0
        for query in queries:
            page.goto(base)  # forgets what it loaded
            counter.empty()
            found = page.evaluate(PAGEFIND, query.text)
            answered.append(Answered(query, tuple(found["found"])))
            took.append(found["took"])
            first_bytes = first_bytes or counter.bytes
            ready = ready or found["took"]
            counter.fetched[:] = [path for path in counter.fetched if _is_of_a_query(path)]
            further.append(counter.bytes)
        page.close()
    return Result("Pagefind extended", answered, build, ready, first_bytes, further, took)


def _is_of_a_query(path: str) -> bool:
    return "/index/" in path or "/fragment/" in path


async def _build_pagefind(pages: Sequence[SearchedPage], folder: Path) -> None:
    from pagefind.index import IndexConfig, PagefindIndex

    async with PagefindIndex(config=IndexConfig(output_path=str(folder))) as index:
        for page in pages:
            text = html.escape(whole_text(page))
            await index.add_html_file(
                url=page.address,
                content=f'<!doctype html><html lang="zh"><title>{page.title}</title><body>'
                f"<h1>{html.escape(page.title)}</h1><p>{text}</p></body></html>",
            )


def measure_material(
    pages: Sequence[SearchedPage], queries: Sequence[Query], folder: Path, browser: Browser
) -> Result:
    """Ask Material's own search, its index cut by jieba, its separator as its pages advise."""
    for page in pages:
        file = folder / "docs" / page.address.strip("/") / "index.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# {page.title}\n\n{whole_text(page)}\n", encoding="utf-8")
    (folder / "docs/index.md").write_text("# search\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        "site_name: search\ntheme: {name: material, language: zh, font: false}\n"
        "plugins:\n  - search: {lang: zh, separator: '[\\s\\u200b\\-]'}\nnav: [index.md]\n"
        "validation: {nav: {omitted_files: ignore}}\n",
        encoding="utf-8",
    )
    started = time.monotonic()
    command = [sys.executable, "-m", "mkdocs", "build", "-q"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603
    build = time.monotonic() - started
    with serving(folder / "site") as (base, counter):
        page_ = browser.new_page()
        page_.goto(base)
        counter.empty()
        ready = page_.evaluate(MATERIAL_READY)
        first_bytes = counter.bytes
        answers = [page_.evaluate(MATERIAL, query.text) for query in queries]
        page_.close()
    answered = [
        Answered(q, tuple("/" + place.split("#")[0] for place in answer["found"]))
        for q, answer in zip(queries, answers, strict=True)
    ]
    took = [answer["took"] for answer in answers]
    return Result("Material + jieba", answered, build, ready, first_bytes, (), took)


def measure_minisearch(
    pages: Sequence[SearchedPage],
    names: Mapping[str, Any],
    queries: Sequence[Query],
    folder: Path,
    modules: Path,
) -> list[Result]:
    """Ask MiniSearch, given our names, synonyms, pinyin and traditional characters, in node."""
    content = {
        "documents": [_document(page) for page in pages],
        "queries": [query.text for query in queries],
        **{name: names[name] for name in ("synonyms", "traditional")},
    }
    (folder / "rival.json").write_text(json.dumps(content), encoding="utf-8")
    command = ["node", str(ROOT / "bench/search_rival.js"), str(modules), str(folder)]
    told = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    return [_result(row, queries) for row in json.loads(told.stdout)]


def _document(page: SearchedPage) -> dict[str, str]:
    spoken = [lazy_pinyin(name) for name in (page.title, *page.names)]
    return {
        "id": page.address,
        "title": page.title,
        "names": " ".join(page.names),
        "questions": " ".join(page.questions),
        "keywords": " ".join(page.keywords),
        "body": page.body,
        "pinyin": " ".join("".join(syllables) for syllables in spoken),
        "initials": " ".join("".join(s[0] for s in syllables) for syllables in spoken),
    }


def _result(row: Mapping[str, Any], queries: Sequence[Query]) -> Result:
    answered = [Answered(q, tuple(f)) for q, f in zip(queries, row["found"], strict=True)]
    return Result(
        engine=f"MiniSearch + our fields, {row['cut']}",
        answered=answered,
        build=row["build"] / 1000,
        ready=row["ready"],
        first_bytes=row["bytes"],
        further=(),
        took=row["took"],
    )
