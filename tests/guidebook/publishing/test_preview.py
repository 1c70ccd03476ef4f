"""The preview as an editor sees it: faults on every page from the start, and the pages again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from guides_folder import edit
from served import free_port, patiently
from site_build import ROOT

PAGES = ("/", "/services/", "/buildings/cloud-tower/")
WRONG, RIGHT = "order: 一", "order: 1"


@dataclass(frozen=True)
class Preview:
    """A preview in a process of its own."""

    process: subprocess.Popen[bytes]
    base: str

    def page(self, path: str) -> str:
        """Return what stands on a page, also on one that is not there; nothing while none is."""
        try:
            with urlopen(self.base + path) as answer:  # noqa: S310 # the preview, on this machine
                return str(answer.read().decode())
        except HTTPError as answer:
            return answer.read().decode()
        except URLError:
            return ""

    def comes_to_show(self, path: str, words: str) -> bool:
        """Wait for words to stand on a page, as long as the preview lives."""
        for _ in patiently():
            if words in self.page(path) or self.process.poll() is not None:
                break
        return words in self.page(path)


@pytest.fixture
def preview(sample_guides: Path) -> Iterator[Preview]:
    """Return a preview of a guide that begins with a fault."""
    edit(sample_guides, "roles/chief.yaml", RIGHT, WRONG)
    port = free_port()
    command = [sys.executable, str(ROOT / "build.py"), "preview", "--guides", str(sample_guides)]
    process = subprocess.Popen([*command, "--port", str(port)], env=dict(os.environ), cwd=ROOT)
    yield Preview(process, f"http://127.0.0.1:{port}")
    process.terminate()
    process.wait()


def test_faults_stand_on_every_page_until_they_are_mended(
    preview: Preview, sample_guides: Path
) -> None:
    fault = "guides/roles/chief.yaml:2: order: 应为整数"

    assert preview.comes_to_show("/", fault)
    assert all(fault in preview.page(path) for path in PAGES)

    edit(sample_guides, "roles/chief.yaml", WRONG, RIGHT)
    assert preview.comes_to_show("/buildings/cloud-tower/", "云桥中心")
    assert "没有诉求表单" in preview.page("/requests/new/")

    edit(sample_guides, "roles/chief.yaml", RIGHT, WRONG)
    assert preview.comes_to_show("/buildings/cloud-tower/", fault)
    assert all(fault in preview.page(path) for path in PAGES)
