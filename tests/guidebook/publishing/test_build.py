"""The built site: what is in it, what must never be, and when nothing is written at all."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from guides_folder import OF_OUR_DISTRICT, SAMPLE, copy_sample, edit, faults_of
from intake_app import a_district
from markupsafe import escape
from mkdocs.config import load_config
from site_build import DATE, ROOT, Built, build, files_of, run_build

from guidebook.checks.page_html import EXTENSIONS
from guidebook.model import KINDS, Guidebook
from guidebook.page_policy import IN_PAGE
from guidebook.pages.rich_text import Place, located
from guidebook.publishing.moved import addresses_left
from intake import create_app

OF_SERVERS = {"404.html", "413.html", "503.html"}
"""Pages that have no address: web servers answer with them."""


def html_of(built: Built) -> dict[str, str]:
    return {
        path: content.decode()
        for path, content in files_of(built.site).items()
        if path.endswith(".html")
    }


def test_every_record_has_a_page_and_every_kind_a_list(built: Built, guidebook: Guidebook) -> None:
    expected = {
        f"{kind}/{file.stem}/index.html"
        for kind in KINDS
        for file in (ROOT / "guides" / kind).glob("[!_]*.yaml")
    }
    expected |= {f"{kind}/index.html" for kind in KINDS}

    pages = set(html_of(built))

    assert expected <= pages
    assert {"index.html", *OF_SERVERS, "about/index.html", "search/index.html"} <= pages
    assert {f"stages/{stage.id}/index.html" for stage in guidebook.site.stages} <= pages


def test_layouts_are_no_pages(built: Built) -> None:
    text = "".join(html_of(built).values())

    assert not [path for path in html_of(built) if "_layout" in path]
    assert "zzslot" not in text


def test_pages_written_by_hand_say_on_paper_where_they_are_from_too(sample_built: Built) -> None:
    pages = html_of(sample_built)

    for name in ("about", "accessibility"):
        on_paper = pages[f"{name}/index.html"].split('<div class="printed">', 1)[1]
        assert "<svg" in on_paper
        assert f"/{name}/<br>" in on_paper


def test_a_page_loads_nothing_from_another_host(built: Built) -> None:
    foreign = re.compile(
        r"<(?:script|img|link|source|iframe)\b[^>]*\b(?:src|href)=\"https?://[^\"]*\""
    )

    loaded = [
        (path, tag)
        for path, html in html_of(built).items()
        for tag in foreign.findall(html)
        if 'rel="canonical"' not in tag
    ]

    assert loaded == []
    assert not re.search(
        rb"@import|url\(\s*[\"']?https?:", (built.site / "assets/house.css").read_bytes()
    )


def test_a_page_has_no_script_or_style_inside(built: Built) -> None:
    for path, html in html_of(built).items():
        inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>", html)

        assert inline == [], path
        assert "<style" not in html, path
        assert not re.search(r"\s(?:style|on[a-z]+)=\"", html), path
        assert "javascript:" not in html, path


def test_every_page_says_its_language_title_and_description(built: Built) -> None:
    for path, html in html_of(built).items():
        assert '<html lang="zh-CN"' in html, path
        assert len(re.findall("<title>[^<]+</title>", html.split("<body")[0])) == 1, path
        assert re.search('<meta name="description" content="[^"]+">', html), path
        assert len(re.findall("<h1", html)) == 1, path


def test_navigation_is_the_same_on_every_page_but_for_the_place(built: Built) -> None:
    entries = {
        tuple(re.findall(r">([^<]+)</a>", nav))
        for html in html_of(built).values()
        for nav in re.findall(r'<nav class="md-tabs.*?</nav>', html, re.S)
    }

    assert entries == {("楼宇", "办事", "部门", "查进度")}


def test_addresses_are_clean_and_listed_in_the_sitemap(built: Built, guidebook: Guidebook) -> None:
    root = guidebook.site.site_url
    sitemap = (built.site / "sitemap.xml").read_text(encoding="utf-8")
    listed = set(re.findall(f"<loc>{re.escape(root)}([^<]*)</loc>", sitemap))

    pages = {path.removesuffix("index.html") for path in html_of(built)} - OF_SERVERS
    gone = {address.lstrip("/") for address in addresses_left(guidebook)}

    assert listed == pages - gone
    assert f"Sitemap: {root}sitemap.xml" in (built.site / "robots.txt").read_text()


def test_a_building_has_a_feed_and_a_poster_with_its_address_as_qr_code(
    sample_built: Built,
) -> None:
    folder = sample_built.site / "buildings" / "cloud-tower"
    feed = ElementTree.parse(folder / "feed.xml").getroot()  # noqa: S314 # our own file
    atom = "{http://www.w3.org/2005/Atom}"

    titles = [entry.findtext(f"{atom}title") for entry in feed.findall(f"{atom}entry")]
    poster = (folder / "poster" / "index.html").read_text(encoding="utf-8")

    assert titles == [
        "河西街道推送：新企业礼包",
        "成长工具包",
        "新企业礼包",
        "母婴室项目",
        "三楼空着的一间房",
        "想要一间母婴室",
    ]
    assert feed.findtext(f"{atom}updated") == "2026-11-02T00:00:00Z"
    assert "河西街道推送" in (folder / "index.html").read_text(encoding="utf-8")
    assert "http://127.0.0.1:8000/buildings/cloud-tower/" in poster
    assert 'class="qrline"' in poster
    assert "试用：" in poster


def test_the_second_chief_is_one_tap_from_the_home_page_where_the_number_is_published(
    sample_built: Built,
) -> None:
    home = (sample_built.site / "index.html").read_text(encoding="utf-8")

    assert '<a class="building__call" href="tel:057155501001">' in home
    assert "打电话给云桥中心的第二楼长" in home


def test_a_sample_fact_is_marked_and_a_sourced_one_names_its_source(sample_built: Built) -> None:
    page = (sample_built.site / "buildings/cloud-tower/index.html").read_text(encoding="utf-8")

    assert "云桥示例数据，以主管部门公布为准" in page
    assert "云桥区楼事会试点公告（虚构）</a>，云桥区楼事会（虚构），2026-03" in page


def test_a_second_build_writes_nothing(copy_built: Built) -> None:
    site = copy_built.site
    before = {file: file.stat().st_mtime_ns for file in site.rglob("*") if file.is_file()}

    build(copy_built.guides, site.parent)

    assert before == {f: f.stat().st_mtime_ns for f in site.rglob("*") if f.is_file()}


def test_a_removed_record_takes_its_page_along(copy_built: Built) -> None:
    terms = sorted((copy_built.guides / "glossary").glob("[!_]*.yaml"))
    page = copy_built.site / "glossary" / terms[0].stem / "index.html"
    assert page.is_file()
    terms[0].unlink()

    build(copy_built.guides, copy_built.site.parent)

    assert not page.parent.exists()


@pytest.mark.parametrize("more", [(), ("--clean",)])
def test_a_fault_in_the_content_leaves_the_site_as_it_was(
    copy_built: Built, more: tuple[str, ...]
) -> None:
    guides, site = copy_built.guides, copy_built.site
    before = files_of(site)
    (guides / "glossary" / "broken.yaml").write_text("nmae: 词\n", encoding="utf-8")

    answer = run_build(
        *("site", "--guides", str(guides), "--site-dir", str(site)),
        *("--layouts", str(copy_built.layouts), *more),
        check=False,
    )

    assert answer.returncode == 1
    assert "guides/glossary/broken.yaml:1: nmae: 没有这个键，您是不是想写“name”" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert files_of(site) == before


def test_a_link_that_leads_nowhere_fails_the_build(sample_guides: Path, tmp_path: Path) -> None:
    term = sorted((sample_guides / "glossary").glob("[!_]*.yaml"))[0]
    text = term.read_text(encoding="utf-8")
    term.write_text(text.replace("meaning: ", "meaning: 看[这里](/about/#nowhere)，", 1))

    answer = run_build(
        *("site", "--guides", str(sample_guides), "--site-dir", str(tmp_path / "site")),
        *("--layouts", str(tmp_path / "layouts")),
        check=False,
    )

    assert answer.returncode == 1
    assert "所指的位置“nowhere”不在那个页面上" in answer.stderr
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("what", ["file", "folder"])
def test_f03_a_link_to_elsewhere_is_not_published(
    sample_guides: Path, tmp_path: Path, what: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    (sample_guides / "linked.yaml").symlink_to(tmp_path / what)

    folders = ["--site-dir", str(tmp_path / "site"), "--layouts", str(tmp_path / "layouts")]
    answer = run_build("site", "--guides", str(sample_guides), *folders, check=False)

    assert answer.returncode == 1
    assert "linked.yaml 是符号链接" in answer.stderr
    assert not (tmp_path / "site").exists()


def test_f03_what_editors_write_is_text_on_every_page(sample_guides: Path, tmp_path: Path) -> None:
    """The theme escapes like our own pages, in the guide and in the intake."""
    typed = """云桥" onclick='a' & b"""
    for line in ("title: 云桥楼宇服务指南", "owner: 云桥编辑岗"):
        edit(sample_guides, "site.yaml", line, line.split()[0] + " |-\n  " + typed)

    built = build(sample_guides, tmp_path)

    settings = a_district(tmp_path / "intake", guides=sample_guides, layouts=built.layouts)
    form = create_app(settings).test_client().get("/requests/new").text
    pages = html_of(built) | {"requests/new": form}
    assert [path for path, html in pages.items() if typed in html] == []
    assert [path for path, html in pages.items() if str(escape(typed)) not in html] == []


def test_f03_a_text_that_is_a_hole_of_a_layout_is_refused(sample_guides: Path) -> None:
    edit(sample_guides, "site.yaml", "owner: 云桥编辑岗", "owner: zzslot-body-zz")

    assert [fault.key for fault in faults_of(sample_guides)] == ["owner"]


def test_every_page_says_itself_what_it_may_load(built: Built) -> None:
    said = f'<meta http-equiv="Content-Security-Policy" content="{escape(IN_PAGE)}">'

    assert [path for path, html in html_of(built).items() if said not in html] == []
    assert said in (built.layouts / "layout/requests.html").read_text(encoding="utf-8")


def test_another_district_shows_nothing_of_ours(sample_built: Built) -> None:
    for path, content in files_of(sample_built.site).items():
        if path.endswith((".html", ".json", ".xml", ".txt", ".css", ".svg")):
            found = [word for word in OF_OUR_DISTRICT if word in content.decode()]
            assert found == [], path


def test_code_theme_and_templates_name_no_place() -> None:
    files = [
        *ROOT.glob("guidebook/**/*.py"),
        *ROOT.glob("intake/**/*.py"),
        *ROOT.glob("templates/**/*.html"),
        *ROOT.glob("templates/**/*.yaml"),
        *(f for f in ROOT.glob("site_src/**/*.*") if f.suffix != ".png"),
        ROOT / "build.py",
        ROOT / "mkdocs.yml",
    ]

    named = [
        (file.name, word)
        for file in files
        for word in (*OF_OUR_DISTRICT[:2], *OF_OUR_DISTRICT[3:])
        if word in file.read_text(encoding="utf-8").replace("Asia/Shanghai", "")  # a time zone
    ]

    assert named == []


def mkdocs_alone(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Build the copy of the repository in a folder by MkDocs' own command."""
    settings = folder / "mkdocs.yml"
    settings.write_text(settings.read_text() + f'  date: "{DATE}"\n')
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(settings), *arguments],
        check=False,
        capture_output=True,
        cwd=folder.parent,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a copy of what a build reads."""
    for name in ("guides", "site_src", "templates", "cli", "guidebook", "intake"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("build.py", "mkdocs.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    if (ROOT / ".git").exists():
        (tmp_path / ".git").symlink_to(ROOT / ".git")  # which knows what changed
    return tmp_path


def test_mkdocs_alone_builds_the_same_site(built: Built, repository: Path) -> None:
    answer = mkdocs_alone(repository, "--strict")

    assert answer.returncode == 0, answer.stderr.decode()
    assert files_of(repository / "var" / "site") == files_of(built.site)


HIDDEN = "<img src=x onerror=alert(1)>"
PLANTED: dict[str, Callable[[Path], object]] = {
    "a page among the assets": lambda pages: (pages / "assets" / "x.md").write_text(HIDDEN),
    "front matter ended by dots": lambda pages: (pages / "about.md").write_text(
        f"---\ntitle: 关于\n...\n# {HIDDEN}\n---\n\n# 关于\n"
    ),
    "a wide blank behind the fence": lambda pages: (pages / "about.md").write_text(
        f"---\u3000\ntitle: {HIDDEN}\n---\u3000\n\n# 关于\n"
    ),
    "a link to a file": lambda pages: (pages / "assets" / "x.csv").symlink_to("/etc/passwd"),
    "a link to a folder": lambda pages: (pages / "assets" / "x").symlink_to("/etc"),
    "a hidden link": lambda pages: (pages / ".x").symlink_to("/etc/passwd"),
}


@pytest.mark.parametrize("what", PLANTED)
def test_f03_a_page_is_text_and_a_file_of_ours_however_it_is_hidden(
    repository: Path, what: str
) -> None:
    PLANTED[what](repository / "site_src")

    answer = mkdocs_alone(repository)

    assert answer.returncode == 1
    assert not (repository / "var" / "site").exists()


def test_f03_a_page_is_looked_over_as_mkdocs_makes_it() -> None:
    config = load_config(str(ROOT / "mkdocs.yml"))

    assert config.markdown_extensions == list(EXTENSIONS)
    assert {name: config.mdx_configs.get(name, {}) for name in EXTENSIONS} == EXTENSIONS


@pytest.mark.parametrize("folder", ["guides", "tests/samples/guides"])
def test_check_says_what_a_clean_folder_holds(folder: str) -> None:
    answer = run_build("check", "--guides", str(ROOT / folder), "--date", DATE)

    assert answer.stdout.startswith("没有发现问题。")
    assert "个楼宇" in answer.stdout


def test_warnings_stand_apart_from_what_check_says() -> None:
    answer = run_build("check", "--guides", str(SAMPLE), "--date", "2026-12-30")

    assert "guides/calendar.yaml" in answer.stderr
    assert "提醒" not in answer.stdout
    assert answer.returncode == 0


def test_a_building_promises_a_second_chief_only_where_a_council_is_known(
    built: Built, guidebook: Guidebook
) -> None:
    html = html_of(built)
    promises = ("有事找第二楼长", "提诉求给第二楼长", "每个楼事会都设这些岗位")

    found = {
        building.id: [
            word
            for word in promises
            for page in ("", "poster/")
            if word in html[f"buildings/{building.id}/{page}index.html"]
        ]
        for building in guidebook.buildings.values()
    }

    for building in guidebook.buildings.values():
        expected = set(promises) if guidebook.has_council(building) else set()
        assert set(found[building.id]) == expected, building.id


def test_a_building_without_a_known_council_says_who_gets_its_requests(
    sample_built: Built,
) -> None:
    html = html_of(sample_built)

    told = html["buildings/willow-park/index.html"]
    unsettled = html["buildings/willow-house-2/index.html"]

    assert '也可以直接找<a href="../../subdistricts/hedong/">河东街道</a>。' in told
    assert "的企业和同事：有事点开这一页提诉求，1 个工作日内联系您。" in told
    assert "有事先提诉求，由云桥受理台转给承办部门或河东街道，1 个工作日内联系您；" in told
    assert "有事先提诉求，由云桥受理台转给承办部门，1 个工作日内联系您；" in unsettled
    assert "有事看这里" in html["buildings/willow-park/poster/index.html"]
    assert "有事找" not in told
    assert "直接找" not in unsettled
    assert "有事找" not in unsettled
    assert '<a href="../../roles/second-chief/">第二楼长</a>' in told


@pytest.fixture(scope="module")
def below_a_path(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Built]:
    """Return content and site of a guide below a path; its requests are answered elsewhere."""
    folder = tmp_path_factory.mktemp("below")
    guides = copy_sample(folder)
    here = "site_url: https://yunqiao.example/guide/\nintake_url: https://ask.yunqiao.example/"
    edit(guides, "site.yaml", "site_url: http://127.0.0.1:8000/", here)
    return guides, build(guides, folder)


def test_a_site_may_lie_below_a_path(below_a_path: tuple[Path, Built]) -> None:
    links = {
        (path, link)
        for path, html in html_of(below_a_path[1]).items()
        for link in re.findall(r'(?:href|src)="([^"]*)"', html)
    }

    assert {(p, link) for p, link in links if link.startswith("/") and p not in OF_SERVERS} == set()
    assert ("about/index.html", "../changes/") in links
    assert ("data/index.html", "buildings.csv") in links
    assert ("data/index.html", "https://ask.yunqiao.example/requests/new") in links


def test_a_form_finds_its_style_at_the_root_of_its_own_host(
    below_a_path: tuple[Path, Built], tmp_path: Path
) -> None:
    guides, built = below_a_path
    settings = a_district(tmp_path, guides=guides, layouts=built.layouts)

    form = create_app(settings).test_client().get("/requests/new").text

    loaded = re.findall(r'(?:href|src)="(/assets/[^"]*)"', form)
    assert "/assets/house.css" in loaded
    assert [path for path in loaded if not (built.site / path[1:]).is_file()] == []
    assert '"/guide/' not in form
    assert 'href="https://yunqiao.example/guide/"' in form


def test_a_poster_of_a_public_address_is_no_trial(below_a_path: tuple[Path, Built]) -> None:
    poster = html_of(below_a_path[1])["buildings/cloud-tower/poster/index.html"]

    assert "https://yunqiao.example/guide/buildings/cloud-tower/" in poster
    assert "试用" not in poster


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="/changes/">x</a>', '<a href="../changes/">x</a>'),
        ('<a href="/">x</a>', '<a href="../">x</a>'),
        ('<img src="/assets/a.png">', '<img src="../assets/a.png">'),
        ('<a href="/search/?a=1&amp;b#c">x</a>', '<a href="../search/?a=1&amp;b#c">x</a>'),
        ('<a href="/requests/new">x</a>', '<a href="https://ask.example/requests/new">x</a>'),
        ('<a href="https://a.example/">x</a>', '<a href="https://a.example/">x</a>'),
        ('<a href="//a.example/">x</a>', '<a href="//a.example/">x</a>'),
        ('<a href="../data/">x</a>', '<a href="../data/">x</a>'),
        ('<code>href="</code>', '<code>href="</code>'),
    ],
)
def test_a_link_of_a_hand_written_page_may_count_from_the_root(html: str, expected: str) -> None:
    assert located(html, Place("/about/", "https://ask.example/")) == expected


@pytest.mark.parametrize("page", ["413.html", "503.html"])
def test_who_is_turned_away_by_the_web_server_can_call(sample_built: Built, page: str) -> None:
    html = (sample_built.site / page).read_text(encoding="utf-8")

    assert '等不及，请打电话：<a href="tel:12345">12345 热线</a>。' in html


def test_the_link_to_tell_a_fault_carries_the_page_along(sample_built: Built) -> None:
    html = html_of(sample_built)

    page = html["services/bigger-office/index.html"]
    (link,) = re.findall('href="([^"]*)">内容有误？告诉我们</a>', page)
    assert link.endswith("/requests/new?service=other&amp;page=%2Fservices%2Fbigger-office%2F")


def test_what_has_run_out_says_so_on_its_page_and_in_lists(
    sample_guides: Path, tmp_path: Path
) -> None:
    edit(
        sample_guides,
        "services/register-company.yaml",
        "valid_to: 2027-12-31",
        "valid_to: 2026-11-22",
    )
    checked = "buildings/cloud-tower.yaml"
    edit(sample_guides, checked, "review_by: 2027-06-30", "review_by: 2026-11-22")

    html = html_of(build(sample_guides, tmp_path))
    page = html["services/register-company/index.html"]
    said = re.search(r"</h1>\s*<p class=\"notice[^>]*>(.*?)</p>", page, re.S)

    assert said
    assert "已于2026年11月22日（周日）失效。" in said[1]
    assert "tel:" in said[1]
    assert 'href="../../requests/new"' in said[1]
    assert "请人帮忙" not in page
    assert '<a class="btn btn--quiet" href="../../requests/new?service=register-company">' in page
    assert 'data-after="2026-11-22">已失效</span>' in html["services/index.html"]
    overdue = html["buildings/cloud-tower/index.html"]
    assert "应于2026年11月22日（周日）前再核对，已过期。" in overdue
    assert "下次核对" not in overdue


def test_a_record_that_nobody_checked_shows_no_day_of_a_next_check(sample_built: Built) -> None:
    html = html_of(sample_built)

    checked, unchecked = (
        html[f"{place}/index.html"] for place in ("buildings/cloud-tower", "glossary/one-stop")
    )
    assert "2026年10月12日（周一）核对。下次核对：" in checked
    assert "云桥尚未核对。" in unchecked
    assert "下次核对" not in unchecked


def test_only_what_the_building_settles_is_applied_for_by_the_form(sample_built: Built) -> None:
    html = html_of(sample_built)

    own, foreign = (
        html[f"services/{service}/index.html"] for service in ("bigger-office", "register-company")
    )
    assert '?service=bigger-office">提诉求</a>' in own
    assert "请人帮忙" not in own
    assert ">不会办？请人帮忙</a>" in foreign
    assert "<strong>云桥办事网</strong>" in foreign
    assert "<strong data-copy>开公司登记</strong>" in foreign


def test_a_text_that_names_the_button_of_its_page_names_it_as_it_is(guidebook: Guidebook) -> None:
    names = {True: "“不会办？请人帮忙”", False: "“提诉求”"}

    texts = {service.id: str(service) for service in guidebook.services.values()}
    wrong = [s.id for s in guidebook.services.values() if names[s.is_asked_here] in texts[s.id]]

    assert wrong == []


def test_what_will_run_out_waits_hidden_for_its_day(sample_built: Built) -> None:
    html = html_of(sample_built)

    page = html["services/register-company/index.html"]
    listed = html["services/index.html"]

    assert '<p class="notice notice--warn" data-after="2027-12-31" hidden>' in page
    assert 'data-to="2027-12-31"' in page
    assert "到2027年12月31日" in page
    assert "不会办？请人帮忙" in page
    assert 'data-after="2027-12-31" hidden>已失效</span>' in listed
