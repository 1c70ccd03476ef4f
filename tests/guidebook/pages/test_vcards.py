"""Published posts can be kept in an address book; what is unannounced cannot."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from guides_folder import edit, load

from guidebook.load import load_guidebook
from guidebook.pages.vcards import vcards


def test_a_card_holds_post_organisation_and_number_but_no_person(sample_guides: Path) -> None:
    guidebook, _warnings = load_guidebook(sample_guides, date(2026, 11, 23))

    files = vcards(guidebook)

    text = files["buildings/cloud-tower/contacts.vcf"].decode()
    assert list(files) == ["buildings/cloud-tower/contacts.vcf"]
    assert "FN:云桥中心第二楼长\r\n" in text
    assert "TEL;TYPE=WORK,VOICE:0571-5550-1001\r\n" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_a_card_holds_the_mailbox_of_a_post_that_has_one(sample_guides: Path) -> None:
    edit(
        sample_guides,
        "buildings/cloud-tower.yaml",
        "phone: 0571-5550-1001",
        "phone: 0571-5550-1001, email: post@yunqiao.example",
    )

    text = vcards(load(sample_guides))["buildings/cloud-tower/contacts.vcf"].decode()

    assert "EMAIL;TYPE=INTERNET:post@yunqiao.example\r\n" in text


def test_long_lines_are_folded_between_characters(sample_guides: Path) -> None:
    building = sample_guides / "buildings/cloud-tower.yaml"
    text = building.read_text(encoding="utf-8")
    building.write_text(text.replace("云桥中心", "云桥" * 20, 1), encoding="utf-8")
    guidebook, _warnings = load_guidebook(sample_guides, date(2026, 11, 23))

    card = vcards(guidebook)["buildings/cloud-tower/contacts.vcf"].decode()

    assert "云桥" * 20 in card.replace("\r\n ", "")
    assert all(len(line.encode()) <= 75 for line in card.split("\r\n"))
