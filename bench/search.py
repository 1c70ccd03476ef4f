"""The search engine by itself: bytes, build, set-up, answers; on the main thread, also slowed ×4.

Slowing the processor does not slow workers, so the engine is loaded into a page. Run by hand:
`python bench/search.py` (needs Debian's chromium); given a folder where `npm install minisearch`
was run, it also asks MiniSearch, fed with our data, the same questions (needs node).
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pypinyin import lazy_pinyin

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # the query sets and the browser are the tests'

from browsing import chromium  # noqa: E402
from playwright.sync_api import Page  # noqa: E402
from searching import Query, ask, read_queries, report  # noqa: E402
from site_build import DATE, build  # noqa: E402

from guidebook.commands import today_in  # noqa: E402
from guidebook.load import load_guidebook  # noqa: E402
from guidebook.search import search_files  # noqa: E402

SCRIPTS = ("language", "points", "worker")
MEASURE = """async (queries) => {
  const fetched = async (path) => (await fetch("/" + path)).json();
  const time = (work) => { const start = performance.now(); work(); return performance.now() - start; };
  const ask = (text) => {
    const query = language.fold(text);
    rank([...wordingsOf(query), spokenWording(query)].filter(Boolean));
  };
  const shares = () => {
    const times = queries.map((query) => time(() => ask(query))).sort((one, other) => one - other);
    return [times[times.length >> 1], times[Math.floor(times.length * 0.95)]];
  };
  const names = await fetched("search/index.json");
  const setUp = time(() => { index = prepare(names); });
  const byName = (shares(), shares());
  const bodies = await fetched(names.bodies);
  const readBodies = time(() => { index.bodies = prepareBodies(bodies); });
  return { setUp, byName, readBodies, full: shares() };
}"""  # noqa: E501 (JavaScript)


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def main() -> None:
    """Print one line a figure."""
    guidebook, _ = load_guidebook(ROOT / "guides", today_in(DATE))
    started = time.process_time()
    files = search_files(guidebook)
    print(f"index built in {time.process_time() - started:.2f} s of processor time")
    for path, content in files.items():
        print(f"{path}: {len(gzip.compress(content, mtime=0)):,} bytes gzip")
    scripts = [ROOT / f"site_src/assets/search-{name}.js" for name in SCRIPTS]
    print(f"scripts: {sum(len(gzip.compress(s.read_bytes(), mtime=0)) for s in scripts):,} bytes")
    with tempfile.TemporaryDirectory() as folder:
        _measure(build(ROOT / "guides", Path(folder)).site)
    if sys.argv[1:]:
        _ask_rival(Path(sys.argv[1]), [json.loads(content) for content in files.values()])


def _ask_rival(folder: Path, index: list[Any]) -> None:
    names, bodies = index
    documents = [
        _document(names["kinds"][entry[0]][0], *entry[1:], body)
        for entry, body in zip(names["entries"], bodies, strict=True)
    ]
    rival = {"documents": documents, "queries": [vars(query) for query in _queries()]}
    rival |= {name: names[name] for name in ("synonyms", "traditional")}
    (folder / "rival.json").write_text(json.dumps(rival), encoding="utf-8")
    script = str(ROOT / "bench/search_rival.js")
    subprocess.run(["node", script, str(folder)], check=True)  # noqa: S603, S607


def _document(kind: str, record: str, title: str, *texts: Any) -> dict[str, str]:
    names, questions, keywords, body = texts
    spoken = [lazy_pinyin(name) for name in (title, *names)]
    return {
        "id": f"/{kind}/{record}/",
        "title": title,
        "names": " ".join(names),
        "questions": " ".join(questions),
        "keywords": " ".join(keywords),
        "body": body,
        "pinyin": " ".join("".join(syllables) for syllables in spoken),
        "initials": " ".join("".join(s[0] for s in syllables) for syllables in spoken),
    }


def _queries() -> list[Query]:
    return [query for name in ("queries.tsv", "queries_fresh.tsv") for query in read_queries(name)]


def _measure(site: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    with chromium() as browser:
        page = browser.new_page()
        page.goto(base)
        print(report(ask(page, _queries())))
        for slowed in (1, 4):
            _report(page, base, slowed)
    server.shutdown()


def _report(page: Page, base: str, slowed: int) -> None:
    page.goto(f"{base}/robots.txt")
    for name in SCRIPTS[:2]:
        page.add_script_tag(url=f"{base}/assets/search-{name}.js")
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    found = page.evaluate(MEASURE, [query.text for query in _queries()])
    (name_50, name_95), (full_50, full_95) = found["byName"], found["full"]
    print(f"×{slowed}: set-up {found['setUp']:.0f} ms, texts {found['readBodies']:.0f} ms,")
    print(f"  names p50 {name_50:.1f} p95 {name_95:.1f} ms, full {full_50:.1f} / {full_95:.1f} ms")


if __name__ == "__main__":
    main()
