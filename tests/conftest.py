"""What tests may ask for by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from browsing import chromium
from guides_folder import copy_sample
from playwright.sync_api import Browser
from served import Served, serve
from site_build import DATE, ROOT, Built, build

from guidebook.load import load_guidebook
from guidebook.model import Guidebook


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the expected results; review their diff as the change itself",
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Tell whether expected results are to be rewritten."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def sample_guides(tmp_path: Path) -> Path:
    """Return the `guides/` folder of a small complete district, free to be changed."""
    return copy_sample(tmp_path)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the built site of the real guide."""
    return build(ROOT / "guides", tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="session")
def sample_built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the built site of the sample district."""
    folder = tmp_path_factory.mktemp("sample")
    return build(copy_sample(folder), folder)


@pytest.fixture(scope="session")
def guidebook() -> Guidebook:
    """Return the real guidebook."""
    return load_guidebook(ROOT / "guides", date.fromisoformat(DATE))[0]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return the whole product, running with a queue of its own."""
    with serve(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture(scope="session")
def served_sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return the product of the sample district, where telephone numbers are published."""
    folder = tmp_path_factory.mktemp("served-sample")
    with serve(folder, copy_sample(folder)) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a real browser."""
    with chromium() as browser:
        yield browser
