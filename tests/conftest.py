"""What tests may ask for by name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing import chromium
from guides_folder import GUIDES, SAMPLE, copy_sample, load
from hypothesis import HealthCheck, settings
from kept import STORES, Kept
from playwright.sync_api import Browser
from postgres import Server, a_server
from served import Served, serve
from site_build import Built, build, build_once, made_once, release

from guidebook.model import Guidebook
from intake.journal.journal import Journal
from intake.state import Place

for profile, examples in (("fifth", 20), ("full", 100)):
    settings.register_profile(
        profile,
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],  # a busy machine is no fault
    )
settings.load_profile("fifth")


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
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all processes of a run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def built(shared: Path) -> Built:
    """Return the built site of the real guide; it is not to be changed."""
    return build_once(GUIDES, shared / "built")


@pytest.fixture(scope="session")
def sample_built(shared: Path) -> Built:
    """Return the built site of the sample district; it is not to be changed."""
    return build_once(SAMPLE, shared / "built-sample")


@pytest.fixture(scope="session")
def _built_copy(shared: Path) -> Path:
    folder = shared / "built-copy"
    with made_once(folder) as is_made:
        if not is_made:
            guides = copy_sample(folder)
            build(guides, folder)
            release(guides, folder / "releases")
    return folder


@pytest.fixture
def copy_built(_built_copy: Path, tmp_path: Path) -> Built:
    """Return the built site of a copy of the sample district; all of it is free to be changed.

    In `releases/` beside it lies the same site as a first release.
    """
    shutil.copytree(_built_copy, tmp_path, symlinks=True, dirs_exist_ok=True)
    return Built(tmp_path / "site", tmp_path / "layouts", tmp_path / "guides")


@pytest.fixture(scope="session")
def guidebook() -> Guidebook:
    """Return the real guidebook."""
    return load(GUIDES)


@pytest.fixture(scope="session")
def served(sample_built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return the product of the sample district, running with a queue of its own."""
    with serve(sample_built, SAMPLE, tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture(scope="session")
def served_guide(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return the product of the real guide, for rules that hold whatever is in it."""
    with serve(built, GUIDES, tmp_path_factory.mktemp("served-guide")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a real browser."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def database() -> Iterator[Server]:
    """Return a PostgreSQL server; every test takes a schema of its own."""
    with a_server() as server:
        yield server


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest) -> Callable[[Path], Kept]:
    """Return what finds a place for a queue beside a folder: in files, and then in PostgreSQL."""
    if request.param == "files":
        return Kept
    server: Server = request.getfixturevalue("database")
    return lambda folder: Kept(folder, server.url(server.a_schema()))


@pytest.fixture
def kept(place: Callable[[Path], Kept], tmp_path: Path) -> Kept:
    """Return a place for one queue; nothing is made yet."""
    return place(tmp_path / "queue")


@pytest.fixture
def journal(kept: Kept) -> Journal:
    """Return a new queue in that place."""
    return kept.made()


@pytest.fixture
def shared_place(kept: Kept) -> Place:
    """Return where accounts, attempts and mailing lists are: a file's folder, then a database."""
    return kept.made_shared()
