"""Every internal link and anchor is followed; foreign assets are refused."""

from __future__ import annotations

import pytest

from guidebook.publishing.broken_links import find_broken_links, outline_of


def faults(link: str, site_path: str = "/") -> list[str]:
    files = {
        "index.html": f"<p>\n{link}</p>".encode(),
        "services/x/index.html": b'<h2 id="steps">s</h2>',
        "assets/a.css": b"",
    }
    pages = {path: content for path, content in files.items() if path.endswith(".html")}
    outlines = {path: outline_of(path, content, site_path) for path, content in pages.items()}
    return list(find_broken_links(outlines, files, site_path, files.__getitem__))


@pytest.mark.parametrize(
    "link",
    [
        '<a href="services/x/">x</a>',
        '<a href="services/x/#steps">x</a>',
        '<a href="./">x</a>',
        '<a href="#top">x</a>',
        '<a href="services/x/#Top">x</a>',
        '<img src="assets/a.css" srcset="assets/a.css, assets/a.css 2x,">',
        '<a href="assets/a.css">x</a>',
        '<a href="requests/new?service=x">x</a>',
        '<a href="tel:12345">x</a>',
        '<a href="https://example.com/">x</a>',
        '<link rel="canonical" href="https://example.com/">',
        '<link rel="alternate" href="https://example.com/feed.xml">',
        "<a href='services/x/'>x</a>",
        "<a href=services/x/>x</a>",
        '<a class="1 > 0" href = "services/x/" hidden>x</a>',
        '<a href="requests/new?a=1&amp;b=2">x</a>',
        '<a href="services/x/#st&#101;ps">x</a>',
        '<a data-href="nowhere/" title="href=\'nowhere/\'">x</a>',
        '<!-- <a href="nowhere/">x</a> -->',
        """<script>a = '<a href="nowhere/">'</script><style>a[href="nowhere/"]{}</style>""",
        'a href="nowhere/" &lt;a href="nowhere/">',
    ],
)
def test_a_good_link_is_no_fault(link: str) -> None:
    assert faults(link) == []


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ('<a href="services/y/">y</a>', "没有对应的页面"),
        ('<a href="services/x/#stpes">y</a>', "所指的位置“stpes”不在那个页面上"),
        ('<a href="services/x">y</a>', "没有对应的页面"),
        ('<form action="serach/">', "没有对应的页面"),
        ('<link rel="alternate" href="feed.xml">', "没有对应的页面"),
        ("<a\tclass=x href='services/y/'>y</a>", "没有对应的页面"),
        ("<a href=services/y/>y</a>", "没有对应的页面"),
        ('<A HREF="services/y/">y</A>', "没有对应的页面"),
        ('<a title="it\'s 1 > 0" href="services/y/">y</a>', "没有对应的页面"),
        ('<a href="services/y/?a=1&amp;b=2">y</a>', "链接“services/y/?a=1&b=2”没有对应的页面"),
        ("<script>1 < 2</script><a href='services/y/'>y</a>", "没有对应的页面"),
        ('<a href="#nowhere">y</a>', "所指的位置“nowhere”不在那个页面上"),
        ('<svg><use href="assets/b.svg"/></svg>', "没有对应的页面"),
        ('<img srcset="assets/a.css 1x, assets/b.png 2x">', "链接“assets/b.png”没有对应的页面"),
        ('<object data="assets/b.svg"></object>', "没有对应的页面"),
        ('<video poster="assets/b.png"></video>', "没有对应的页面"),
        ('<a href="../services/x/">y</a>', "../ 写多了"),
        ('<source srcset="assets/a.css, //cdn.example.com/a.png 2x">', "从别的主机加载“//cdn"),
        ('<video poster="https://cdn.example.com/a.png"></video>', "从别的主机加载"),
        ('<script src="https://cdn.example.com/a.js"></script>', "从别的主机加载"),
        ('<img src="//cdn.example.com/a.png">', "从别的主机加载"),
    ],
)
def test_a_bad_link_is_told_with_page_and_line(link: str, message: str) -> None:
    found = faults(link)

    assert len(found) == 1
    assert found[0].startswith("index.html:2: ")
    assert message in found[0]


def test_anchors_are_found_however_they_are_written() -> None:
    page = (
        "<p id='a'>一</p><p id=b>二</p><a id=\"&#99;\" href='#a'></a><a href=#b></a><a href=#c></a>"
    )

    assert faults(page) == []


def test_a_link_in_a_tag_over_several_lines_is_told_with_the_line_where_it_begins() -> None:
    assert faults('<p>\n<a\n  href="y/"\n>y</a>')[0].startswith("index.html:3: ")


def test_a_link_out_of_the_sites_own_folder_is_a_fault() -> None:
    assert "离开了本站所在的目录" in faults('<a href="/other/">x</a>', "/guide/")[0]


def test_what_is_no_address_is_told_with_its_place() -> None:
    assert faults('<a href="http://[bad/">x</a>') == ["index.html:2: 链接“http://[bad/”不是网址"]
