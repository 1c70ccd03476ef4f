"""How long an editor waits: from saving a file to the new words on a page in a real browser.

`preview.py [RECORDS…]`: of the content of this repository, and of guides of so many records
(`big_guide.py`). Each is edited in turn at a service, a building and a term; the machine's load
stands beside the seconds, which tell little without it.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from big_guide import write_big_guide  # noqa: E402
from browsing import chromium  # noqa: E402
from playwright.sync_api import Page  # noqa: E402
from served import free_port  # noqa: E402

EDITS = 12
KINDS = ("services", "buildings", "glossary")
PAUSE = 2.0
"""Seconds in which the editor reads the page."""
PATIENCE = 60_000
"""Milliseconds."""
NAME = r"(?m)^name:\s+(?:\{?zh: )?[\"']?[^\"'\n,}]+"


@contextmanager
def previewing(guides: Path) -> Iterator[str]:
    """Run a preview of a guide; yield its address."""
    port = free_port()
    command = [sys.executable, str(ROOT / "build.py"), "preview", "--guides", str(guides)]
    process = subprocess.Popen(  # noqa: S603 # our own command
        [*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def waited(page: Page, base: str, guides: Path, count: int) -> Iterator[float]:
    """Yield the seconds that each of so many edits took."""
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        files = sorted((guides / kind).glob("[!_]*.yaml"))
        file = files[number * len(files) // count]
        page.goto(f"{base}/{kind}/{file.stem}/", timeout=PATIENCE)
        time.sleep(PAUSE)
        text, mark = file.read_text(encoding="utf-8"), f"改{number}"
        begun = time.monotonic()
        file.write_text(re.sub(NAME, rf"\g<0>{mark}", text, count=1), encoding="utf-8")
        named = page.locator("h1", has_text=mark)
        named.wait_for(timeout=PATIENCE)
        yield time.monotonic() - begun
        file.write_text(text, encoding="utf-8")
        named.wait_for(state="hidden", timeout=PATIENCE)


def measure(guides: Path, told: str) -> None:
    """Print what editors of a guide wait."""
    with previewing(guides) as base, chromium() as browser:
        page = browser.new_page()
        load = os.getloadavg()[0]
        times = sorted(waited(page, base, guides, EDITS))
    print(
        f"{told}: {len(times)} edits, median {statistics.median(times):.2f} s, "
        f"worst {times[-1]:.2f} s, load {load:.1f} to {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def main() -> None:
    """Measure what the command line asks for."""
    with tempfile.TemporaryDirectory() as folder:
        own = Path(shutil.copytree(ROOT / "guides", Path(folder) / "guides"))
        measure(own, "real content")
        for pages in map(int, sys.argv[1:]):
            guides = Path(folder) / str(pages) / "guides"
            guides.parent.mkdir()
            write_big_guide(pages, guides)
            measure(guides, f"{pages} records")


if __name__ == "__main__":
    main()
