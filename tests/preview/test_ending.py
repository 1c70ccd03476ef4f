"""A preview ends at any moment without a word, and nothing is left of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from previewed import Preview, copy_sources, previewing
from served import PATIENCE, patiently


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_sources(tmp_path_factory.mktemp("sources"))


@contextmanager
def a_preview(sources: Path, temporary: Path, *options: str) -> Iterator[Preview]:
    """Run a preview with a temporary folder of its own, whose errors somebody reads."""
    with previewing(sources, *options, temporary=temporary, stderr=subprocess.PIPE) as preview:
        yield preview


def what_it_said(preview: Preview) -> list[str]:
    """Return what stands in its errors but hints at the content, once nobody holds these."""
    assert preview.process.stderr
    with preview.process.stderr as said:
        return [line for line in said if not line.startswith(("import time:", "提醒 "))]


def interrupt(preview: Preview) -> None:
    """Press Ctrl+C: the whole group of the terminal hears of it."""
    os.killpg(preview.process.pid, signal.SIGINT)


def interrupt_twice(preview: Preview) -> None:
    interrupt(preview)
    with suppress(ProcessLookupError):
        interrupt(preview)


def interrupt_alone(preview: Preview) -> None:
    preview.process.send_signal(signal.SIGINT)


def terminate(preview: Preview) -> None:
    preview.process.terminate()


def close_terminal(preview: Preview) -> None:
    os.killpg(preview.process.pid, signal.SIGHUP)


ENDS = (interrupt, interrupt_twice, interrupt_alone, terminate, close_terminal)


@pytest.mark.parametrize("loaded", ["click.core", "cli.preview.line", "mkdocs.config.base"])
@pytest.mark.parametrize("end", ENDS)
def test_it_may_end_before_it_has_begun(
    sources: Path, tmp_path: Path, end: Callable[[Preview], None], loaded: str
) -> None:
    with a_preview(sources, tmp_path, "-Ximporttime") as preview:
        assert preview.process.stderr
        for line in preview.process.stderr:
            if line.endswith(f" {loaded}\n"):
                break

        end(preview)

        assert what_it_said(preview) == []
        assert preview.process.wait() == 0
    assert list(tmp_path.iterdir()) == []


def until_mkdocs_works(sources: Path, preview: Preview, temporary: Path) -> None:
    """Let MkDocs begin once more, and wait until it has."""
    assert preview.comes_to_show("/", "云桥")
    page = next((sources / "site_src").glob("*.md"))
    page.write_text(page.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    for _ in patiently():
        if list(temporary.glob("**/guide-stage-*")):
            return
    raise AssertionError("MkDocs did not begin")


@pytest.mark.parametrize("end", ENDS)
def test_it_may_end_while_mkdocs_works(
    sources: Path, tmp_path: Path, end: Callable[[Preview], None]
) -> None:
    with a_preview(sources, tmp_path) as preview:
        until_mkdocs_works(sources, preview, tmp_path)

        end(preview)

        assert what_it_said(preview) == []
        assert preview.process.wait() == 0
    assert list(tmp_path.iterdir()) == []


@contextmanager
def asking(preview: Preview, number: int) -> Iterator[list[socket.socket]]:
    """Ask for a page several times at once, while nobody makes any."""
    address = (urlsplit(preview.base).hostname, urlsplit(preview.base).port)
    os.kill(preview.maker, signal.SIGSTOP)
    with ExitStack() as closing:
        askers = [
            closing.enter_context(socket.create_connection(address, PATIENCE))
            for _ in range(number)
        ]
        for asker in askers:
            asker.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        yield askers


def test_it_may_end_while_browsers_wait(sources: Path, tmp_path: Path) -> None:
    with a_preview(sources, tmp_path) as preview:
        assert preview.comes_to_show("/", "云桥")
        with asking(preview, 4):
            assert "look" in preview.page("/__preview/reload.js")  # so those before were heard
            terminate(preview)

            assert what_it_said(preview) == []
            assert preview.process.wait() == 0


def test_more_browsers_than_can_be_answered_at_once_are_no_news(
    sources: Path, tmp_path: Path
) -> None:
    with a_preview(sources, tmp_path) as preview:
        assert preview.comes_to_show("/", "云桥")
        with asking(preview, 20) as askers:
            os.kill(preview.maker, signal.SIGCONT)
            assert {asker.recv(12) for asker in askers} == {b"HTTP/1.1 200"}
        terminate(preview)

        assert what_it_said(preview) == []


def test_when_who_makes_the_pages_is_killed_it_says_so_and_ends(
    sources: Path, tmp_path: Path
) -> None:
    with a_preview(sources, tmp_path) as preview:
        until_mkdocs_works(sources, preview, tmp_path)
        os.kill(preview.maker, signal.SIGKILL)

        assert "生成网页的进程被结束了（SIGKILL，可能是内存不够）" in what_it_said(preview)[-1]
        assert preview.process.wait() == 1
    assert list(tmp_path.iterdir()) == []


def test_when_it_is_killed_who_makes_the_pages_ends_too(sources: Path, tmp_path: Path) -> None:
    with a_preview(sources, tmp_path) as preview:
        until_mkdocs_works(sources, preview, tmp_path)
        preview.process.kill()

        what_it_said(preview)  # until nobody could say anything any more
    assert list(tmp_path.iterdir()) == []
