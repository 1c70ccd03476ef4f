"""What the intake finds for who searches, and how it becomes the text of a request."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from asking import a_site
from flask.testing import FlaskClient
from guides_folder import SAMPLE, load
from intake_app import a_client, a_form, value_of
from werkzeug.test import Client

from intake.server import make_wsgi

STATIC = "the static index"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return a_client(tmp_path)


def found(page: str) -> list[str]:
    """Return the addresses of the pages that were found."""
    return re.findall(r'<li><a href="([^"]+)"', page.partition("items--ranked")[2])


def test_an_answer_has_the_line_of_the_list_and_the_hit_marked(client: FlaskClient) -> None:
    page = client.get("/search/?q=换大间").text

    assert found(page)[0] == "/services/bigger-office/"
    assert "<mark>换大间</mark>" in page
    assert load(SAMPLE).services["bigger-office"].gist in re.sub("</?mark>", "", page)


def test_a_building_is_found_by_road_and_number_and_by_no_longer_number(
    client: FlaskClient,
) -> None:
    tower = load(SAMPLE).buildings["cloud-tower"]
    place = f"{tower.street}{tower.house_number}"

    assert found(client.get(f"/search/?q={place}号").text)[:1] == ["/buildings/cloud-tower/"]
    assert found(client.get(f"/search/?q={place} 3 楼").text)[:1] == ["/buildings/cloud-tower/"]
    assert "/buildings/cloud-tower/" not in found(client.get(f"/search/?q={place}7号").text)[:1]


def test_the_browser_has_a_place_where_nothing_is_found_or_a_kind_is_named(
    client: FlaskClient,
) -> None:
    place = "data-search-results"

    assert place not in client.get("/search/?q=换大间").text
    for asked in ("q=换大间&kind=", "q=换大间&kind=services", "q=kuozu"):
        page = client.get(f"/search/?{asked}").text
        assert place in page
        assert "<noscript>" in page
    assert found(client.get("/search/?q=换大间&kind=services").text)


@pytest.mark.parametrize(
    "asked", ["王总", "税", "厕所堵了", "？！", "jinmao", "a", "1", "zzz", "请问"]
)
def test_nothing_is_guessed_and_the_words_can_be_sent_on(client: FlaskClient, asked: str) -> None:
    page = client.get("/search/", query_string={"q": asked}).text

    assert found(page) == []
    assert "没有找到" in page
    assert f'name="description" value="{asked}"' in page
    assert 'action="/requests/new"' in page


def test_what_was_asked_is_shown_as_text_and_cut(client: FlaskClient) -> None:
    asked = "<script>alert(1)</script>换大间" + "字" * 5000

    page = client.get("/search/", query_string={"q": asked}).text

    assert "<script>" not in page
    assert html.escape(asked[:40]) in page
    assert "字" * 300 not in page


def test_words_from_a_search_fill_the_text_and_nothing_else(client: FlaskClient) -> None:
    sent = a_form(description="厕所堵了") | {"consent": "2026-11-01", "service": "bigger-office"}

    page = client.post("/requests/new", data=sent).text

    assert "厕所堵了</textarea>" in page
    for name in ("phone", "contact", "company", "building_other"):
        assert value_of(page, name) == ""
    assert "checked" not in page
    assert "bigger-office" not in page


def test_a_page_that_is_asked_for_something_is_the_intakes_and_the_index_is_the_guides(
    tmp_path: Path,
) -> None:
    settings = a_site(tmp_path)
    (settings.site / "search").mkdir()
    (settings.site / "search" / "index.html").write_text(STATIC, encoding="utf-8")
    client = Client(make_wsgi(settings))

    assert client.get("/search/", buffered=True).text == STATIC
    assert client.get("/search/?q=", buffered=True).text == STATIC
    assert client.get("/search/?kind=services", buffered=True).text == STATIC
    answer = client.get("/search/?q=换大间", buffered=True)
    assert found(answer.text)[0] == "/services/bigger-office/"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_an_intake_on_a_host_of_its_own_has_a_box_to_ask_in(client: FlaskClient) -> None:
    page = client.get("/search/").text

    assert 'action="/search/"' in page
    assert found(page) == []
