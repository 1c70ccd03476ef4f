"""The same pages for other engines: Markdown for stock Material and for Hugo, and the bare files.

Records are in sub-folders of forty, as people advise for large sites: with all in one folder, stock
Material prints the whole folder in the navigation of each page.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from page_markdown import Link, markdown_of

FORTY = 40

MKDOCS = """\
site_name: 楼事服务指南
site_url: http://127.0.0.1:8000/
theme:
  name: material
  language: zh
  font: false
  features: [navigation.tabs, navigation.indexes, navigation.prune]
plugins:
  - search: {lang: zh, separator: '[\\s\\u200b\\-]'}
markdown_extensions: [tables]
validation: {links: {not_found: ignore, unrecognized_links: ignore, anchors: ignore}}
"""

HUGO = """\
baseURL = "http://127.0.0.1:8000/"
languageCode = "zh-CN"
title = "楼事服务指南"
hasCJKLanguage = true
disableKinds = ["taxonomy", "term", "RSS"]
[outputs]
home = ["HTML", "JSON"]
"""
HUGO_THEME = {
    "baseof.html": """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{{ .Title }}</title>
<link rel="canonical" href="{{ .Permalink }}"></head><body><header><nav>
{{ range site.Home.Sections }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav></header>
<aside><nav>{{ with .CurrentSection }}{{ range .Sections }}<a href="{{ .RelPermalink }}">
{{ .Title }}</a>{{ end }}{{ range .RegularPages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>
{{ end }}{{ end }}</nav></aside><main>{{ block "main" . }}{{ end }}</main>
<aside>{{ .TableOfContents }}</aside></body></html>""",
    "single.html": """{{ define "main" }}{{ .Content }}<footer>
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</footer>
{{ end }}""",
    "list.html": """{{ define "main" }}{{ .Content }}{{ end }}""",
    "index.json": """[{{ range $n, $page := site.RegularPages }}{{ if $n }},{{ end }}
{{ dict "url" .RelPermalink "title" .Title "text" .Plain | jsonify }}{{ end }}]""",
}
"""Sections, the pages of the section, contents, neighbours, and all texts for a search as JSON."""

Places = Mapping[str, str]
"""Address of a page → where its Markdown is, without its ending."""


def places_of(site: Path) -> Places:
    """Return where each page of a finished site stands as Markdown, posters in a kind of their own.

    Pages without content of their own, which lead elsewhere, are left out.
    """
    found: dict[str, str] = {}
    kinds: defaultdict[str, int] = defaultdict(int)
    for file in sorted(site.rglob("index.html")):
        address = file.parent.relative_to(site).as_posix()
        if 'id="content"' not in file.read_text("utf-8"):
            continue
        kind, _, name = address.partition("/")
        if name.endswith("/poster"):
            kind, name = "posters", f"{kind}-{name.removesuffix('/poster')}"
        if name and "/" not in name:
            found[address] = f"{kind}/g{kinds[kind] // FORTY:03}/{name}"
            kinds[kind] += 1
        else:
            found[address] = f"{address}/index".removeprefix("./")
    return found


def write_material(site: Path, folder: Path) -> None:
    """Write the pages of a finished site as a project of stock Material."""
    places = places_of(site)
    for address, place in places.items():

        def link(href: str, address: str = address, place: str = place) -> str | None:
            target = _target(href, address, places)
            inside = target in places
            here = posixpath.dirname(place) or "."
            return posixpath.relpath(f"{places[target]}.md", here) if inside else target

        _write(folder / "docs" / f"{place}.md", _markdown(site, address, link))
    (folder / "mkdocs.yml").write_text(MKDOCS, "utf-8")


def write_hugo(site: Path, folder: Path) -> None:
    """Write the pages of a finished site as a project of Hugo, with a light theme."""
    places = places_of(site)
    for address, place in places.items():

        def link(href: str, address: str = address) -> str | None:
            target = _target(href, address, places)
            inside = target in places
            return f"/{places[target].removesuffix('index')}" if inside else target

        text = _markdown(site, address, link)
        title = text.partition("\n")[0].strip("# []")
        name = f"{place.removesuffix('index')}_index" if place.endswith("index") else place
        _write(folder / "content" / f"{name}.md", f'---\ntitle: "{_plain(title)}"\n---\n{text}')
    for group in {posixpath.dirname(place) for place in places.values() if "/g" in place}:
        _write(folder / "content" / group / "_index.md", f"---\ntitle: {group}\n---\n")
    for name, text in HUGO_THEME.items():
        _write(folder / "layouts" / "_default" / name, text)
    (folder / "hugo.toml").write_text(HUGO, "utf-8")


def _markdown(site: Path, address: str, link: Link) -> str:
    return markdown_of((site / address / "index.html").read_text("utf-8"), link)


def _target(href: str, address: str, places: Places) -> str | None:
    """Return the address of a page of the site, a whole one elsewhere, None for what is no page."""
    if "://" in href:
        return href
    path = href.partition("#")[0].partition("?")[0]
    target = posixpath.normpath(posixpath.join(address, path)) if path else address
    return target if target in places else None


def _plain(title: str) -> str:
    return title.replace("\\", "").replace('"', "”").partition("](")[0]


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def bare_files(site: Path) -> list[tuple[str, bytes]]:
    """Return all files of a finished site."""
    files = [file for file in site.rglob("*") if file.is_file()]
    return [(file.relative_to(site).as_posix(), file.read_bytes()) for file in files]


def write_bare(files: list[tuple[str, bytes]], folder: Path) -> None:
    """Write files that are in memory: what no engine can be faster than."""
    for name in {posixpath.dirname(name) for name, _ in files}:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, content in files:
        (folder / name).write_bytes(content)
