"""The preview as an editor sees it: each edit at once, and faults on every page until mended."""

from __future__ import annotations

import http.client
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from guides_folder import edit
from playwright.sync_api import Browser, Page, expect
from previewed import Preview, copy_sources, previewing
from repository import commit, git
from served import free_port
from site_build import build, files_of

PAGES = ("/", "/services/", "/buildings/cloud-tower/")
CHIEF = "roles/chief.yaml"
WRONG, RIGHT = "order: 一", "order: 1"
FAULT = "guides/roles/chief.yaml:2: order: 应为整数"
SCRIPT = re.compile(rb'<script src="/__preview/[^>]*></script>')


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of all that a preview is made of; whoever changes it changes it back."""
    return copy_sources(tmp_path_factory.mktemp("sources"))


@pytest.fixture(scope="module")
def _preview(sources: Path) -> Iterator[Preview]:
    with previewing(sources) as preview:
        assert preview.comes_to_show("/", "云桥")
        yield preview


@pytest.fixture
def preview(_preview: Preview, tmp_path: Path) -> Iterator[Preview]:
    """Return a preview that shows the sample district; what is changed is put back afterwards."""
    kept = {name: tmp_path / name for name in ("guides", "templates", "site_src")}
    for name, copy in kept.items():
        shutil.copytree(_preview.root / name, copy)
    yield _preview
    for name, copy in kept.items():
        shutil.rmtree(_preview.root / name)
        shutil.copytree(copy, _preview.root / name)


def test_faults_stand_on_every_page_from_the_start_until_they_are_mended(tmp_path: Path) -> None:
    guides = copy_sources(tmp_path) / "guides"
    edit(guides, CHIEF, RIGHT, WRONG)

    with previewing(tmp_path) as preview:
        assert preview.comes_to_show("/", FAULT)
        assert all(FAULT in preview.page(path) for path in PAGES)

        edit(guides, CHIEF, WRONG, RIGHT)
        assert preview.comes_to_show("/buildings/cloud-tower/", "云桥中心")
        assert "没有诉求表单" in preview.page("/requests/new/")

        edit(guides, CHIEF, RIGHT, WRONG)
        assert preview.comes_to_show("/buildings/cloud-tower/", FAULT)
        assert all(FAULT in preview.page(path) for path in PAGES)


def test_settings_of_the_site_that_are_wrong_at_the_start_are_told_and_mended(
    tmp_path: Path,
) -> None:
    guides = copy_sources(tmp_path) / "guides"
    edit(guides, "site.yaml", "site_url: http://127.0.0.1:8000/", "site_url: nowhere")

    with previewing(tmp_path) as preview:
        assert preview.comes_to_show("/", "guides/site.yaml:6: site_url:")

        edit(guides, "site.yaml", "site_url: nowhere", "site_url: http://127.0.0.1:8000/")
        assert preview.comes_to_show("/", "云桥中心")


def test_a_page_is_never_older_than_what_was_saved_before_it_was_asked_for(
    preview: Preview,
) -> None:
    name = "name: {zh: 楼长"
    for number in range(10):
        named = f"name: {{zh: 楼长{number}"
        edit(preview.guides, CHIEF, name, named)
        name = named

        assert f"<title>楼长{number} · " in preview.page("/roles/chief/")


def test_what_a_rule_forbids_stands_on_every_page(preview: Preview) -> None:
    edit(preview.guides, "services/suggestions.yaml", "name: ", "name: 请致电13800138000")

    assert preview.comes_to_show("/services/", "guides/services/suggestions.yaml:")
    assert all("内容有" in preview.page(path) for path in PAGES)


PRIVACY = "templates/pages/privacy.html"
BODY = "{% block body %}"
NOWHERE = '<a href="/nowhere/">x</a>'


def _link_nowhere(preview: Preview) -> None:
    edit(preview.root, PRIVACY, BODY, f"{BODY}{NOWHERE}")


def test_a_link_of_a_template_that_leads_nowhere_is_found_later(preview: Preview) -> None:
    _link_nowhere(preview)

    assert preview.comes_to_show("/services/", "链接“/nowhere/”没有对应的页面")
    assert all("privacy/index.html:" in preview.page(path) for path in PAGES)

    edit(preview.root, PRIVACY, NOWHERE, "")
    assert preview.comes_to_show("/buildings/cloud-tower/", "云桥中心")


@pytest.mark.parametrize("wrong", ["{{ nobody }}", "{% if %}", "{{ 1 + 'x' }}"])
def test_a_template_that_fails_is_named_with_its_line(preview: Preview, wrong: str) -> None:
    edit(preview.root, PRIVACY, BODY, f"{BODY}{wrong}")

    assert preview.comes_to_show("/privacy/", f"{PRIVACY}:")
    assert preview.comes_to_show("/", "模板出错")  # it is found behind the scenes too

    edit(preview.root, PRIVACY, wrong, "")
    assert preview.comes_to_show("/privacy/", "个人信息")


def test_a_page_that_is_renamed_or_gone_is_not_there_any_more(preview: Preview) -> None:
    file = preview.guides / "glossary" / "one-door.yaml"
    text = (preview.guides / "glossary" / "one-stop.yaml").read_text(encoding="utf-8")

    file.write_text(
        text.replace("一口式", "一门式").replace("一个入口", "一扇门"), encoding="utf-8"
    )
    assert "<h1" in preview.page("/glossary/one-door/")
    assert "一门式" in preview.page("/glossary/")

    file.rename(file.with_name("one-gate.yaml"))
    assert "没有这一页" in preview.page("/glossary/one-door/")
    assert "一门式" in preview.page("/glossary/one-gate/")

    file.with_name("one-gate.yaml").unlink()
    assert "没有这一页" in preview.page("/glossary/one-gate/")
    assert "一门式" not in preview.page("/glossary/")


def test_a_file_that_is_emptied_before_it_is_written_is_read_when_it_is_whole(
    preview: Preview,
) -> None:
    file = preview.guides / CHIEF
    text = file.read_text(encoding="utf-8")

    file.write_text("", encoding="utf-8")
    assert "文件是空的" in preview.page("/")

    file.write_text(text.replace("zh: 楼长", "zh: 大楼长"), encoding="utf-8")
    assert "<title>大楼长 · " in preview.page("/roles/chief/")


def test_style_sheets_settings_and_hand_written_pages_are_shown_as_saved(preview: Preview) -> None:
    pages = preview.root / "site_src"
    with (pages / "assets" / "house.css").open("a") as style:
        style.write("\n.x-new { color: red; }\n")
    (pages / "new-page.md").write_text("---\ntitle: 新的一页\n---\n\n# 新的一页\n\n请看。\n")
    edit(preview.guides, "site.yaml", "\ntitle: ", "\ntitle: 新")

    assert ".x-new" in preview.page("/assets/house.css")
    assert "请看。" in preview.page("/new-page/")
    assert preview.page("/").count("<title>首页 · 新") <= 1
    assert " · 新" in preview.page("/services/")


def shown(preview: Preview, paths: Iterator[str]) -> Mapping[str, bytes]:
    """Return every file as the preview serves it, without what looks for changes."""
    found = {}
    for path in paths:
        with urlopen(f"{preview.base}/{path}") as answer:  # noqa: S310 # on this machine
            found[path] = SCRIPT.sub(b"", answer.read())
    return found


def _append(file: Path, chance: random.Random) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}# {chance.random()}\n", encoding="utf-8")


def _rename(file: Path, chance: random.Random) -> None:
    text = file.read_text(encoding="utf-8")
    new = file.with_suffix(".new")
    new.write_text(re.sub(r"(review_by: )\d+", rf"\g<1>{chance.randint(2027, 2029)}", text))
    new.replace(file)


def _break_and_mend(file: Path, chance: random.Random) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(chance.choice(["", text[: len(text) // 2], f"{text}nonsense: ["]), "utf-8")
    file.write_text(text, encoding="utf-8")


def _come_and_go(file: Path, chance: random.Random) -> None:
    other = file.with_name("other.yaml")
    other.write_bytes(file.read_bytes())
    other.unlink()


def _tell_of_the_site(file: Path, chance: random.Random) -> None:
    site = file.parents[1] / "site.yaml"
    text = site.read_text(encoding="utf-8")
    site.write_text(re.sub(r"(tagline: \D+)\d*", rf"\g<1>{chance.randint(10, 99)}", text), "utf-8")


EDITS: tuple[Callable[[Path, random.Random], None], ...] = (
    *(_append, _rename, _break_and_mend, _come_and_go, _tell_of_the_site),
)


@pytest.mark.parametrize("seed", range(3))
def test_after_many_quick_edits_every_file_is_what_a_build_makes(
    preview: Preview, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    files = sorted(preview.guides.glob("*/[!_]*.yaml"))
    for how in (*EDITS, *chance.choices(EDITS, k=5)):
        how(chance.choice(files), chance)
        if chance.random() < 0.5:
            preview.page(chance.choice(PAGES))

    made = build(preview.guides, tmp_path / "built")

    expected = {path: text for path, text in files_of(made.site).items() if path[-3:] != ".gz"}
    assert shown(preview, iter(expected)) == expected


def asked(preview: Preview, line: str, *headers: str) -> bytes:
    """Send the first line of a request, and headers; return the whole answer."""
    address = (urlsplit(preview.base).hostname, urlsplit(preview.base).port)
    with socket.create_connection(address, timeout=60) as client:
        head = "\r\n".join((f"{line} HTTP/1.0", *headers, "", ""))
        client.sendall(head.encode())
        with client.makefile("rb") as answer:
            return answer.read()


OURS = "Host: 127.0.0.1"


@pytest.mark.parametrize(
    "path",
    [
        "/../build.py",
        "/%2e%2e/build.py",
        "/..%2fbuild.py",
        "//etc/passwd",
        "/guides/site.yaml",
        "/assets/../../mkdocs.yml",
        "/templates/pages/home.html",
        "/%00",
        "/services/_layout/",
        "/.git/config",
    ],
)
def test_nothing_is_served_but_what_a_build_would_publish(preview: Preview, path: str) -> None:
    assert b" 404 " in asked(preview, f"GET {path}", OURS).partition(b"\r\n")[0]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_it_can_only_be_looked_at(preview: Preview, method: str) -> None:
    answer = asked(preview, f"{method} /", OURS)

    assert b" 405 " in answer.partition(b"\r\n")[0]
    assert b"Allow: GET, HEAD" in answer


def test_head_is_answered_without_the_page(preview: Preview) -> None:
    head, _, body = asked(preview, "HEAD /", OURS).partition(b"\r\n\r\n")

    assert b" 200 " in head.partition(b"\r\n")[0]
    assert body == b""


@pytest.mark.parametrize("name", ["guide.example.cn", "127.0.0.1.example.cn", "", "localhost.x:1"])
def test_by_a_name_of_somebody_else_nothing_is_shown(preview: Preview, name: str) -> None:
    answer = asked(preview, "GET /", f"Host: {name}")

    assert b" 403 " in answer.partition(b"\r\n")[0]
    assert "云桥".encode() not in answer


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST:8001", "127.0.0.1:1", "[::1]:8001"])
def test_by_the_names_of_this_machine_pages_are_shown(preview: Preview, name: str) -> None:
    assert b" 200 " in asked(preview, "GET /", f"Host: {name}").partition(b"\r\n")[0]


def test_a_folder_without_its_slash_leads_to_the_page(preview: Preview) -> None:
    connection = http.client.HTTPConnection(urlsplit(preview.base).netloc, timeout=60)
    connection.request("GET", "/services?q=%E6%A5%BC")

    answer = connection.getresponse()

    assert (answer.status, answer.getheader("Location")) == (302, "/services/?q=%E6%A5%BC")
    connection.close()


def run_preview(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "build.py"), "preview", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_port_that_is_taken_is_told_with_what_to_do(preview: Preview) -> None:
    port = str(urlsplit(preview.base).port)

    answer = run_preview(preview.root, "--port", port)

    assert answer.returncode == 1
    assert f"用不了 127.0.0.1:{port}" in answer.stderr
    assert "请换 --port" in answer.stderr


def test_a_commit_alone_is_told_of_on_the_page_of_changes(tmp_path: Path) -> None:
    guides = copy_sources(tmp_path) / "guides"
    git(tmp_path, "init", "-q")
    commit(tmp_path, "first", "2026-11-18")

    with previewing(tmp_path) as preview:
        assert preview.comes_to_show("/changes/", 'id="2026-11-18"')
        edit(guides, CHIEF, "zh: 楼长", "zh: 大楼长")
        assert "大楼长" in preview.page("/roles/chief/")
        assert 'id="2026-11-20"' not in preview.page("/changes/")

        commit(tmp_path, "second", "2026-11-20")

        assert 'id="2026-11-20"' in preview.page("/changes/")


def test_previews_of_mkdocs_are_left_to_ours(sources: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{free_port()}"]

    answer = subprocess.run(command, capture_output=True, text=True, check=False, cwd=sources)

    assert answer.returncode == 1
    assert "make preview" in answer.stdout + answer.stderr


@pytest.mark.browser
def test_a_page_that_is_open_follows_what_is_saved(preview: Preview, browser: Browser) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{preview.base}/roles/chief/")
    expect(page).to_have_title(re.compile("^楼长 · "))

    edit(preview.guides, CHIEF, "zh: 楼长", "zh: 大楼长")
    expect(page).to_have_title(re.compile("^大楼长 · "))

    edit(preview.guides, CHIEF, RIGHT, WRONG)
    expect(page.locator("li").first).to_contain_text(FAULT)

    edit(preview.guides, CHIEF, WRONG, RIGHT)
    expect(page).to_have_title(re.compile("^大楼长 · "))

    _link_nowhere(preview)
    expect(page.locator("li").first).to_contain_text("没有对应的页面")
    assert errors == []
    page.close()


@contextmanager
def busy(preview: Preview, page: Page) -> Iterator[None]:
    """Let nobody make pages in the block, where a page waits for the answer to its question."""
    os.kill(preview.maker, signal.SIGSTOP)
    try:
        page.wait_for_timeout(1000)
        yield
    finally:
        os.kill(preview.maker, signal.SIGCONT)


@pytest.mark.browser
def test_a_link_that_was_followed_is_not_taken_back(preview: Preview, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{preview.base}/roles/chief/")

    with busy(preview, page):
        edit(preview.guides, CHIEF, "zh: 楼长", "zh: 大楼长")
        page.get_by_role("link", name="楼宇", exact=True).first.click(no_wait_after=True)

    expect(page).to_have_url(f"{preview.base}/buildings/")
    page.close()


@pytest.mark.browser
def test_a_page_whose_link_led_to_no_page_follows_what_is_saved(
    preview: Preview, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(f"{preview.base}/policies/")
    with page.expect_download():
        page.get_by_role("link", name="加进日历").click()

    edit(preview.guides, "site.yaml", "\ntitle: ", "\ntitle: 新")

    expect(page).to_have_title(re.compile(" · 新"))
    page.close()
