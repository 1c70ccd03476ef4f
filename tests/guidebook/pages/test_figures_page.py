"""The page 办件公开 and the figures on other pages: with a report, and without one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from guides_folder import copy_sample, edit, faults_of, load
from rendered import rendered
from site_build import Built, build

from guidebook.model import Report
from guidebook.model.figures import per_cent
from guidebook.pages.figures import LONGEST, figures_tables

EMPTY = "report: 待公布\n"


def page(built: Built, address: str) -> str:
    return (built.site / address.strip("/") / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def without_figures(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the sample district before it has published any figures."""
    folder = tmp_path_factory.mktemp("without-figures")
    guides = copy_sample(folder)
    (guides / "figures.yaml").write_text(EMPTY, encoding="utf-8")
    return build(guides, folder)


def test_without_figures_the_page_says_so_and_shows_what_was_published_before(
    without_figures: Built,
) -> None:
    html = page(without_figures, "/figures/")

    assert "尚无办件数据" in html
    assert '<strong>60 多条</strong><h3>收到诉求<sup class="cite">' in html
    assert "云桥区楼事会试点公告（虚构）" in html
    assert "<svg class=" not in html.split("<h1>")[1].split("<footer")[0]


def test_no_figure_of_ours_stands_in_code_or_templates() -> None:
    root = Path(__file__).resolve().parents[3]
    files = [*root.glob("guidebook/**/*.py"), *root.glob("templates/**/*.html")]

    named = [file.name for file in files if re.search(r"\b(913|1100)\b", file.read_text("utf-8"))]

    assert named == []


def test_another_district_shows_no_history_it_does_not_have(
    sample_guides: Path, tmp_path: Path
) -> None:
    (sample_guides / "figures.yaml").write_text(EMPTY, encoding="utf-8")
    text = (sample_guides / "site.yaml").read_text(encoding="utf-8")
    without = re.sub(r"historical_figures:\n(?:  .*\n)+", "", text)
    (sample_guides / "site.yaml").write_text(without, encoding="utf-8")

    html = page(build(sample_guides, tmp_path), "/figures/")

    assert "尚无办件数据" in html
    assert "以前公布过的数字" not in html


def test_with_figures_the_page_shows_bars_and_the_same_numbers_as_a_table(
    sample_built: Built,
) -> None:
    html = page(sample_built, "/figures/")
    tower = re.search(r"<title>云桥中心：([^<]*)</title>(.*?)</svg>", html, re.DOTALL)

    assert tower
    assert tower[1] == "收到 41 件，答复 39 件，解决 30 件"
    assert re.findall(r'class="chart__bar chart__bar--(\w+)" x="0"', tower[2]) == [
        "received",
        "answered",
        "solved",
    ]
    assert "收到 41 件</text>" in tower[2]
    assert html.count('<details class="numbers">') == 4
    row = re.search(r'<th scope="row"><a [^>]*>云桥中心</a></th>(.*?)</tr>', html)
    assert row
    cells = dict(re.findall('<td data-name="([^"]+)">([^<]*)</td>', row[1]))
    assert list(cells.items())[:4] == [
        *(("收到", "41"), ("答复", "39"), ("办结", "33"), ("解决", "30"))
    ]
    assert list(cells.values())[4:] == ["35", "少于 5", "86%", "2", "5"]


def test_the_first_line_is_as_the_press_prints_it(sample_built: Built) -> None:
    html = page(sample_built, "/figures/")

    assert "收到 63 条，办结 46 条。" in html.split("</h1>")[1].split("<section")[0]


@pytest.mark.parametrize(
    ("rated", "satisfied", "shown"),
    [
        ("20", "17", "<strong>85%</strong><h3>满意率</h3>"),
        ("5", "5", "<strong>100%</strong><h3>满意率</h3>"),
        ("少于5", "少于5", "满意率：评价和满意都满 5 件才统计。"),
        ("20", "少于5", "满意率：评价和满意都满 5 件才统计。"),
        ("不公布", "17", "满意率：评价和满意都满 5 件才统计。"),
        ("0", "0", "满意率：评价和满意都满 5 件才统计。"),
    ],
)
def test_satisfaction_is_of_five_ratings_or_more_and_of_published_ones(
    sample_guides: Path, rated: str, satisfied: str, shown: str
) -> None:
    edit(
        sample_guides,
        "figures.yaml",
        "rated: 20, satisfied: 17",
        f"rated: {rated}, satisfied: {satisfied}",
    )

    html = rendered(load(sample_guides))["figures/index.html"]

    assert shown in html
    assert ("<h3>满意率</h3>" in html) == ("%" in shown)


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(299, 300, 99), (300, 300, 100), (6, 7, 86), (0, 5, 0)]
)
def test_only_all_of_it_is_a_hundred_per_cent(part: int, whole: int, percent: int) -> None:
    assert per_cent(part, whole) == percent


def test_days_that_were_not_reckoned_are_no_number_of_days(sample_guides: Path) -> None:
    """「少于 5」 above 「个工作日答复」 was read as an answer within four days."""
    days = "satisfied: 17, median_days: 2, p90_days: 5"
    edit(sample_guides, "figures.yaml", days, days.replace("2,", "不统计,").replace("5", "不统计"))

    html = rendered(load(sample_guides))["figures/index.html"]
    totals = html.partition('aria-labelledby="totals"')[2].partition("</section>")[0]

    assert "<h3>答复用时</h3>" not in totals
    assert "答复用时：满 5 件才统计。" in totals


def test_a_table_says_of_days_and_per_cent_that_they_were_not_reckoned(
    sample_built: Built,
) -> None:
    html = page(sample_built, "/figures/")
    row = re.search(r'<th scope="row"><a [^>]*>柳浪园区2号楼</a></th>(.*?)</tr>', html)

    assert row
    cells = dict(re.findall('<td data-name="([^"]+)">([^<]*)</td>', row[1]))
    assert {cells[name] for name in ("满意率", "中位用时", "九成用时")} == {"不统计"}
    assert cells["收到"] == "少于 5"


@pytest.mark.parametrize(
    ("days", "shown"), [("0", "受理当天"), ("0.5", "0.5 个工作日"), ("2", "2 个工作日")]
)
def test_no_working_day_is_the_day_of_receipt(sample_guides: Path, days: str, shown: str) -> None:
    rows = "satisfied: 17, median_days: 2,"
    edit(sample_guides, "figures.yaml", rows, rows.replace("2,", f"{days},"))

    html = rendered(load(sample_guides))["figures/index.html"]

    assert f"<strong>{shown}</strong><h3>答复用时</h3>" in html


def test_answered_and_solved_stand_apart_among_the_totals(sample_built: Built) -> None:
    html = page(sample_built, "/figures/")

    assert "<strong>58</strong><h3>已答复</h3>" in html
    assert "<strong>41</strong><h3>已解决</h3>" in html


def test_a_drawing_has_a_name_and_no_style_of_its_own(sample_built: Built) -> None:
    drawings = re.findall(
        r'<svg class="chart__bars".*?</svg>', page(sample_built, "/figures/"), re.S
    )

    assert drawings
    for drawing in drawings:
        assert 'role="img"' in drawing
        assert "<title>" in drawing
        assert "style=" not in drawing


def test_a_withheld_number_has_words_and_no_bar(sample_built: Built) -> None:
    html = page(sample_built, "/figures/")

    assert "少于 5" in html
    assert "不公布" in html
    assert "柳浪园区2号楼：" not in html


def test_bars_begin_at_zero_and_share_one_scale(sample_guides: Path) -> None:
    tables = {table.name: table for table in figures_tables(load(sample_guides))}

    widths = {
        (row.label, bar.measure): bar.width for row, bars in tables["months"].chart for bar in bars
    }

    assert float(widths["2026年10月", "received"]) == LONGEST
    assert float(widths["2026年8月", "received"]) == pytest.approx(LONGEST * 18 / 45, abs=0.01)
    assert float(widths["2026年9月", "received"]) == 0


def test_rows_are_in_an_order_that_tells_no_withheld_size(sample_guides: Path) -> None:
    tables = {table.name: table for table in figures_tables(load(sample_guides))}

    assert [row.label for row in tables["buildings"].rows] == [
        "云桥中心",
        "柳浪园区",
        "柳浪园区2号楼",
    ]


def test_a_service_shows_the_promised_days_beside_the_real_median(sample_built: Built) -> None:
    html = page(sample_built, "/services/register-company/")

    assert "本指南承诺 1 个工作日内答复，实际一半在 1 个工作日内。" in html
    assert "收到 19 条，办结 13 条，满意率 86%（7 件评价）。" in html


def test_a_service_with_few_ratings_shows_no_satisfaction(sample_built: Built) -> None:
    html = page(sample_built, "/services/suggestions/")

    assert "收到 13 条，办结 7 条。" in html
    assert "满意率" not in html


def test_a_building_shows_its_figures_where_there_are_enough(sample_built: Built) -> None:
    assert "本楼办件" in page(sample_built, "/buildings/cloud-tower/")
    assert "本楼办件" not in page(sample_built, "/buildings/willow-house-2/")
    assert "本楼办件" not in page(sample_built, "/buildings/willow-park/")


def test_without_figures_no_service_and_no_building_speaks_of_them(without_figures: Built) -> None:
    assert "实际答复用时" not in page(without_figures, "/services/register-company/")
    assert "本楼办件" not in page(without_figures, "/buildings/cloud-tower/")


def test_the_home_page_leads_to_the_figures(built: Built) -> None:
    assert 'href="figures/"' in page(built, "/")


def test_a_small_count_in_the_file_is_a_fault(sample_guides: Path) -> None:
    edit(sample_guides, "figures.yaml", "solved: 41,", "solved: 3,")

    (fault,) = faults_of(sample_guides)

    assert str(fault) == (
        "guides/figures.yaml:5: report.totals.solved: "
        "少于 5 件的数不公布，请写“少于5”（已解决），现在是“3”"
    )


@pytest.mark.parametrize("value", ["-6", "nan", "很多", "1e9", "七"])
def test_what_is_no_count_is_a_fault(value: str, sample_guides: Path) -> None:
    edit(sample_guides, "figures.yaml", "solved: 41,", f"solved: {value},")

    assert [fault.key for fault in faults_of(sample_guides)] == ["report.totals.solved"]


def test_a_building_that_is_not_in_the_guide_is_a_fault(sample_guides: Path) -> None:
    edit(sample_guides, "figures.yaml", "building: cloud-tower", "building: cloud-towr")

    (fault,) = faults_of(sample_guides)

    assert "您是不是想写“cloud-tower”" in fault.message


def test_withheld_values_are_values_of_their_own(sample_guides: Path) -> None:
    report = load(sample_guides).figures.report

    assert isinstance(report, Report)
    assert str(report.totals.reopened) == "少于5"
    assert str(report.buildings[2].received) == "不公布"
