"""Our engine, asked as the search box asks it, and by itself on a slowed main thread."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from measuring import quantile
from playwright.sync_api import Browser, Page
from search_results import Result
from search_serving import serving
from searching import Answered, Query
from site_build import ROOT

from guidebook.model import Guidebook
from guidebook.search.files import search_files
from guidebook.today import today_in

SCRIPTS = ("worker", "language", "names", "bodies")
SLOWED = 4

ASK = """async (query) => {
  const began = performance.now();
  const worker = new Worker("/assets/search-worker.js");
  const answer = await new Promise((done) => {
    worker.onmessage = ({ data: { type, data } }) => { if (type === 3) done(data); };
    worker.postMessage({ type: 0, data: {} });
    worker.postMessage({ type: 2, data: query });
  });
  const took = performance.now() - began;
  worker.terminate();
  return { took, found: answer.items.slice(0, 3).map(([page]) => "/" + page.location) };
}"""

BY_ITSELF = """async (queries) => {
  const index = await (await fetch("/search/index.json")).json();
  const time = (work) => { const start = performance.now(); work(); return performance.now() - start; };
  let names;
  const ready = time(() => { names = new Names(index); });
  queries.forEach((query) => names.answers(query)); /* until the browser has made it fast */
  names.known.clear();
  return { ready, took: queries.map((query) => time(() => names.answers(query))) };
}"""  # noqa: E501 (JavaScript)


def measure_ours(
    guidebook: Guidebook, queries: Sequence[Query], folder: Path, browser: Browser
) -> Result:
    """Ask our engine everything, with an empty cache and a new worker each time."""
    started = time.process_time()
    files = search_files(guidebook, today_in(None))
    build = time.process_time() - started
    _write(files, folder)
    with serving(folder) as (base, counter):
        page = browser.new_page()
        page.goto(base)
        answered, took, further, first_bytes = [], [], [], 0
        for query in queries:
            counter.empty()
            found = page.evaluate(ASK, query.text)
            answered.append(Answered(query, tuple(found["found"])))
            took.append(found["took"])
            all_bytes = counter.bytes
            counter.fetched[:] = [path for path in counter.fetched if "/texts/" not in path]
            first_bytes = counter.bytes
            further.append(all_bytes - first_bytes)
        _print_by_itself(page, base, queries)
        page.close()
    return Result("ours", answered, build, quantile(took, 0.5), first_bytes, further, took)


def _write(files: dict[str, bytes], folder: Path) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    (folder / "assets").mkdir()
    for name in SCRIPTS:
        shutil.copy(ROOT / f"site_src/assets/search-{name}.js", folder / "assets")
    (folder / "index.html").write_text("<!doctype html><title>search</title>", encoding="utf-8")
    print(f"all files {sum(map(len, files.values())) / 1e6:.2f} MB raw, {len(files)} files")


def _print_by_itself(page: Page, base: str, queries: Sequence[Query]) -> None:
    """Measure names on the main thread: slowing the processor does not slow workers."""
    for slowed in (1, SLOWED):
        page.goto(base)
        for name in ("language", "names"):
            page.add_script_tag(url=f"{base}/assets/search-{name}.js")
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        found = page.evaluate(BY_ITSELF, [query.text for query in queries])
        half, most = (quantile(found["took"], share) for share in (0.5, 0.95))
        print(f"×{slowed}: ready {found['ready']:.0f} ms, names p50 {half:.1f} p95 {most:.1f} ms")
