"""A record may get another id or go away: nothing is half done, and its old address answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from guides_folder import TODAY, edit, faults_of, load
from rendered import rendered
from site_build import files_of, run_build

from cli import main
from guidebook.editing.moving import read_content, renamed, write
from guidebook.model import KINDS
from guidebook.publishing.moved import addresses_left, files_left, write_maps


def run(*arguments: str, guides: Path) -> Result:
    return CliRunner().invoke(main, [*arguments, "--guides", str(guides), "--date", str(TODAY)])


def lines_of(guides: Path) -> dict[str, list[str]]:
    return {path: text.decode().splitlines() for path, text in files_of(guides).items()}


def test_renaming_changes_every_place_that_names_the_record_and_nothing_else(
    sample_guides: Path,
) -> None:
    before = lines_of(sample_guides)

    result = run("rename", "services", "bigger-office", "office-space", guides=sample_guides)

    after = lines_of(sample_guides)
    moved = after.pop("services/office-space.yaml")
    moved.remove("former_ids: [bigger-office]")
    after["services/bigger-office.yaml"] = moved
    assert result.exit_code == 0, result.output
    assert faults_of(sample_guides) == ()
    assert {path: [line.replace("office-space", "bigger-office") for line in lines]
            for path, lines in after.items()} == before  # fmt: skip


def test_renaming_tells_every_place_with_file_and_line(sample_guides: Path) -> None:
    before = lines_of(sample_guides)

    result = run("rename", "services", "bigger-office", "office-space", guides=sample_guides)

    told = re.findall(r"^guides/(\S+\.yaml):(\d+): \S+$", result.stdout, re.MULTILINE)
    named = [
        (path, str(n))
        for path, lines in before.items()
        for n, line in enumerate(lines, 1)
        if "bigger-office" in line
    ]
    assert sorted(told) == sorted(named) != []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_record_of_any_kind_can_be_renamed(kind: str, sample_guides: Path) -> None:
    old = next(name for name in load(sample_guides).records[kind] if name != "second-chief")

    result = run("rename", kind, old, "another-id", guides=sample_guides)

    assert result.exit_code == 0, result.output
    assert load(sample_guides).present_ids == {(kind, old): "another-id"}


def test_links_of_hand_written_pages_are_renamed_too(sample_guides: Path) -> None:
    pages = sample_guides.parent / "site_src"
    pages.mkdir()
    (pages / "about.md").write_text(
        "---\ntitle: 关于\n---\n# 关于\n\n"
        "[近的](../services/bigger-office/)、[远的](/services/bigger-office/)、"
        "[提](/requests/new?building=cloud-tower&service=bigger-office)、[别的][a]\n\n"
        "[a]: /services/bigger-office/\n",
        encoding="utf-8",
    )
    content = read_content(sample_guides, pages, TODAY)

    changes, mentions = renamed(content, "services", "bigger-office", "office-space")
    write(changes)

    text = (pages / "about.md").read_text(encoding="utf-8")
    assert "bigger-office" not in text
    assert text.count("office-space") == 4
    assert [m.problem.line for m in mentions if not m.is_yaml] == [6, 8]
    assert faults_of(sample_guides) == ()


def test_comments_and_quotes_stay_as_they_were(sample_guides: Path) -> None:
    edit(
        sample_guides,
        "services/suggestions.yaml",
        "stages: [operate]",
        'stages: [operate]\nrelated:\n  # 常一起问\n  - "bigger-office"  # 租房',
    )

    run("rename", "services", "bigger-office", "office-space", guides=sample_guides)

    text = (sample_guides / "services/suggestions.yaml").read_text(encoding="utf-8")
    assert re.search('related:\n  # 常一起问\n  - "office-space" +# 租房\n', text)


def test_a_record_renamed_back_has_its_old_id_no_more_as_a_former_one(
    sample_guides: Path,
) -> None:
    run("rename", "services", "bigger-office", "office-space", guides=sample_guides)
    result = run("rename", "services", "office-space", "bigger-office", guides=sample_guides)

    assert result.exit_code == 0, result.output
    record = load(sample_guides).services["bigger-office"]
    assert record.former_ids == ("office-space",)


@pytest.mark.parametrize(
    ("new", "why"),
    [("suggestions", "已经有了"), ("Office", "小写字母"), ("search", "留给网站自己用")],
)
def test_an_id_that_cannot_be_is_refused_before_anything_changes(
    new: str, why: str, sample_guides: Path
) -> None:
    before = files_of(sample_guides)

    result = run("rename", "services", "bigger-office", new, guides=sample_guides)

    assert result.exit_code == 2
    assert why in result.stderr
    assert files_of(sample_guides) == before


def test_the_role_that_programs_look_for_keeps_its_id(sample_guides: Path) -> None:
    result = run("rename", "roles", "second-chief", "officer", guides=sample_guides)

    assert result.exit_code == 2
    assert "不能换" in result.stderr


def test_what_is_still_named_somewhere_is_not_retired_and_every_place_is_told(
    sample_guides: Path,
) -> None:
    before = lines_of(sample_guides)
    own = "services/bigger-office.yaml"

    result = run(
        "retire", "services", "bigger-office", "--reason", "不用了。", guides=sample_guides
    )

    named = [name for name, lines in before.items() if "bigger-office" in str(lines)]
    named.remove(own)
    assert result.exit_code == 1
    assert named
    assert all(f"guides/{name}:" in result.stderr for name in named)
    assert own not in result.stderr
    assert "什么也没有改" in result.stderr
    assert lines_of(sample_guides) == before


def test_a_change_that_would_leave_a_fault_is_not_made(sample_guides: Path) -> None:
    before = files_of(sample_guides)

    result = run(
        "retire", "glossary", "one-stop", "--reason", "请问 0571-5550-1234", guides=sample_guides
    )

    assert result.exit_code == 1
    assert "guides/glossary/_list.yaml:" in result.stderr
    assert files_of(sample_guides) == before


@pytest.mark.parametrize("wrong", [[], ["--instead", "council", "--reason", "不用了。"]])
def test_retiring_asks_for_a_successor_or_a_reason_and_only_one(
    wrong: list[str], sample_guides: Path
) -> None:
    result = run("retire", "glossary", "one-stop", *wrong, guides=sample_guides)

    assert result.exit_code == 2
    assert "--instead" in result.stderr


def test_what_is_replaced_leads_to_its_successor_also_from_its_own_former_ids(
    sample_guides: Path,
) -> None:
    run("rename", "glossary", "one-stop", "single-window", guides=sample_guides)
    result = run(
        "retire", "glossary", "single-window", "--instead", "council", guides=sample_guides
    )

    assert result.exit_code == 0, result.output
    pages = rendered(load(sample_guides))
    assert "glossary/single-window/index.html" in pages
    assert 'href="../council/"' in pages["glossary/one-stop/index.html"]


def test_what_is_retired_says_at_its_old_address_why(sample_guides: Path) -> None:
    result = run("retire", "glossary", "one-stop", "--reason", "不用了。", guides=sample_guides)

    assert result.exit_code == 0, result.output
    guidebook = load(sample_guides)
    page = rendered(guidebook)["glossary/one-stop/index.html"]
    assert "一口式（已撤下）" in page
    assert "不用了。" in page
    assert "2026年11月23日撤下" in page
    assert addresses_left(guidebook) == {"/glossary/one-stop/"}


def test_what_had_another_id_is_retired_from_both(sample_guides: Path) -> None:
    run("rename", "glossary", "one-stop", "window", guides=sample_guides)

    result = run("retire", "glossary", "window", "--reason", "不用了。", guides=sample_guides)

    assert result.exit_code == 0, result.output
    left = addresses_left(load(sample_guides))
    assert left == {"/glossary/one-stop/", "/glossary/window/"}


def test_an_old_address_answers_without_script_and_is_in_no_list(sample_guides: Path) -> None:
    run("rename", "services", "bigger-office", "office-space", guides=sample_guides)
    guidebook = load(sample_guides)

    pages = rendered(guidebook)

    page = pages.pop("services/bigger-office/index.html")
    assert 'href="../office-space/"' in page
    assert "noindex" in page
    assert "<script" not in page
    assert not [path for path, html in pages.items() if "services/bigger-office" in html]


def test_old_posters_feeds_and_cards_answer_too(sample_guides: Path) -> None:
    run("rename", "buildings", "cloud-tower", "sky-tower", guides=sample_guides)
    guidebook = load(sample_guides)
    files = {"buildings/sky-tower/feed.xml": b"<feed/>", "buildings/sky-tower/index.html": b"page"}

    pages, left = rendered(guidebook), files_left(guidebook, files)

    assert 'href="../../sky-tower/"' in pages["buildings/cloud-tower/poster/index.html"]
    assert left == {"buildings/cloud-tower/feed.xml": b"<feed/>"}
    assert addresses_left(guidebook) == {
        "/buildings/cloud-tower/",
        "/buildings/cloud-tower/poster/",
    }


def test_the_poster_of_what_is_retired_says_why_too(sample_guides: Path) -> None:
    wording = sample_guides / "packages" / "_list.yaml"
    retired = "retired:\n  - {id: spring, name: 春季包, on: 2026-11-01, reason: 过季了。}\n"
    wording.write_text(wording.read_text(encoding="utf-8") + retired, encoding="utf-8")

    pages = rendered(load(sample_guides))

    assert "过季了。" in pages["packages/spring/poster/index.html"]


def test_web_servers_are_told_where_pages_went(sample_guides: Path, tmp_path: Path) -> None:
    run("rename", "services", "bigger-office", "office-space", guides=sample_guides)

    write_maps(load(sample_guides), tmp_path / "maps")

    for name in ("moved.nginx", "moved.caddy"):
        rule = (tmp_path / "maps" / name).read_text(encoding="utf-8").splitlines()[1].rstrip(";")
        old, new = rule.split()
        found = re.fullmatch(old.removeprefix("~"), "/services/bigger-office/poster/")
        assert found
        assert re.sub(r"\$\{?1\}?", found[1], new) == "/services/office-space/poster/"
        assert not re.fullmatch(old.removeprefix("~"), "/services/bigger-office/\r\nX: y")


def test_a_site_of_which_much_moved_or_went_can_be_built(
    sample_guides: Path, tmp_path: Path
) -> None:
    run("rename", "buildings", "cloud-tower", "sky-tower", guides=sample_guides)
    run("rename", "packages", "newcomers", "arrivals", guides=sample_guides)
    for kind in KINDS:
        wording = sample_guides / kind / "_list.yaml"
        gone = "retired:\n  - {id: gone, name: 没有了的, on: 2026-11-01, reason: 不办了。}\n"
        wording.write_text(wording.read_text(encoding="utf-8") + gone, encoding="utf-8")

    built = run_build(
        *("site", "--guides", str(sample_guides), "--date", str(TODAY)),
        *("--site-dir", str(tmp_path / "site"), "--layouts", str(tmp_path / "layouts")),
        check=False,
    )

    assert built.returncode == 0, built.stderr
    old = tmp_path / "site" / "buildings" / "cloud-tower" / "poster" / "index.html"
    assert 'href="../../sky-tower/"' in old.read_text(encoding="utf-8")
