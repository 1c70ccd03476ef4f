"""Single fields: what is taken in which form, and what is refused."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.cases.private_use import OWN_CODE_POINTS
from intake.form import fields
from intake.form.fields import RefusedError

CONTROLS = ["\x01", "\x08", "\x1b", "\x7f", "\x80", "\x9f"]
BIDI = [chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
NO_CHARACTERS = [
    "\ud800",
    "\udfff",
    "\ufdd0",
    "\ufffd",
    "\ufdef",
    "\x00",
    "\ufffe",
    "\uffff",
    "\U0001fffe",
    "\U0010ffff",
]
PRIVATE = ["\ue000", "\U000f0000", "\U00100000"]
LINE_BREAKS = ["\n", "\r", "\r\n", "\v", "\f", "\x85", "\u2028", "\u2029"]
ZERO_WIDTH = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\U000e0041", "\u200e"]
FILLERS = ["\u115f", "\u1160", "\u3164", "\uffa0", "\u034f", "\u180e", "\ufffc", "\u2065"]
FILLERS += ["\U00013441", "\U00013442"]
SELECTORS = ["\ufe00", "\ufe0e", "\ufe0f", "\u180b"]
UNSEEN = CONTROLS + BIDI + ZERO_WIDTH + FILLERS + SELECTORS


def why(text: str) -> str:
    with pytest.raises(RefusedError) as caught:
        fields.one_line(text, 2, 100)
    return caught.value.why


@pytest.mark.parametrize("character", NO_CHARACTERS + PRIVATE)
def test_s08_s13_characters_that_are_no_text_are_refused_in_lines_and_in_descriptions(
    character: str,
) -> None:
    text = f"云上\u200b{character}科技"

    for rule in (
        partial(fields.one_line, shortest=2, longest=9),
        partial(fields.person, longest=9),
    ):
        with pytest.raises(RefusedError) as caught:
            rule(text)
        assert caught.value.place == 3
    with pytest.raises(RefusedError):
        fields.many_lines(text, 1000)


@pytest.mark.parametrize("line_break", LINE_BREAKS)
def test_s07_a_line_holds_no_line_break_but_at_its_ends(line_break: str) -> None:
    assert why(f"云上{line_break}科技") == "invalid"
    assert fields.one_line(f"{line_break}云上科技{line_break}", 2, 100) == "云上科技"


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_s07_every_line_break_of_a_description_becomes_a_line_feed(line_break: str) -> None:
    assert fields.many_lines(f"一{line_break}二", 1000) == "一\n二"


@pytest.mark.parametrize("character", UNSEEN)
def test_s09_s10_s11_what_nobody_sees_is_never_the_reason(character: str) -> None:
    assert fields.one_line(f"云上{character}科技", 2, 100) == "云上科技"
    assert fields.person(f"{character}王{character}", 50) == "王"
    assert fields.many_lines(f"{character}想租", 1000) == "想租"
    assert fields.phone(f"{character}138{character}00138000{character}") == "13800138000"
    assert fields.credit_code(f"91310115{character}MA9000003W{character}") == "91310115MA9000003W"
    assert fields.email_address(f"wang@yunqiao.example{character}") == "wang@yunqiao.example"


@pytest.mark.parametrize("character", ["\U000e0100", "\U000e01ef"])
def test_a_selector_stays_with_its_ideograph_and_nowhere_else(character: str) -> None:
    assert fields.one_line(f"葛{character}城", 2, 100) == f"葛{character}城"
    assert fields.one_line(f"a{character}bc", 2, 100) == "abc"
    assert fields.phone(f"138{character}00138000") == "13800138000"


@pytest.mark.parametrize(
    "blank", ["\u3164", "\u2800", "\u115f", "\u3000\u200b", "\u0301", "\u00a0\ufe0f"]
)
def test_s11_f16_a_text_that_shows_nothing_is_empty(blank: str) -> None:
    assert fields.one_line(blank * 3, 2, 100) == ""
    assert fields.person(blank, 50) == ""
    assert fields.many_lines(f"{blank}\n{blank}", 1000) == ""


@pytest.mark.parametrize(
    ("private", "own"),
    [("\ue863", "䶮"), ("\ue815", "⺁"), ("\ue816", "𠂇"), ("\ue81e", "龴"), ("\ue864", "龻")],
)
def test_private_characters_of_gbk_are_taken_as_their_own(private: str, own: str) -> None:
    assert fields.person(f"王{private}", 50) == f"王{own}"


def test_all_eighty_private_characters_of_gbk_have_a_place_of_their_own() -> None:
    own = OWN_CODE_POINTS.values()

    assert len(set(own)) == 80
    assert not any(0xE000 <= code_point <= 0xF8FF for code_point in own)


@pytest.mark.parametrize(
    "name",
    [
        "𠮷野家",  # extension B
        "𪚥𬉼𰻝𱍊",  # extensions B, E, G
        "\U00031350\U000323af",  # extension H, younger than this Python
        "买买提·艾力",
        "佐々木",
        "Ærøskøbing A/S",
        "云上科技（云桥）有限公司",
        "Nguyễn Thị Ánh",
        "葛󠄀城",  # a variant selected by U+E0100
        "ООО «Мост»",
    ],
)
def test_s14_real_names_are_taken(name: str) -> None:
    assert fields.one_line(name, 2, 100) == name


def test_the_dots_that_keyboards_offer_become_the_middle_dot() -> None:
    assert {fields.person(f"买买提{dot}艾力", 50) for dot in "·•・･‧"} == {"买买提·艾力"}


def test_s02_no_tab_is_stored() -> None:
    assert fields.many_lines("楼层\t面积\n12\t300", 100) == "楼层 面积\n12 300"
    with pytest.raises(RefusedError):
        fields.one_line("楼层\t面积", 1, 100)


def test_texts_are_composed_and_blanks_around_them_dropped() -> None:
    assert fields.one_line("\u3000 Cafe\u0301\t", 2, 100) == "Café"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("云" * 101, "too_long"), ("云", "invalid"), ("e" + "\u0301" * 40, "invalid")],
)
def test_s12_lengths_are_counted_in_characters_and_marks_cannot_flood(
    text: str, expected: str
) -> None:
    assert why(text) == expected


def test_a_description_may_have_a_thousand_characters() -> None:
    assert len(fields.many_lines("𠮷" * 1000, 1000)) == 1000
    with pytest.raises(RefusedError):
        fields.many_lines("云" * 1001, 1000)


@given(st.text(st.characters(codec="utf-8")))
def test_what_is_taken_is_taken_the_same_again(text: str) -> None:
    try:
        line, lines = fields.person(text, 100), fields.many_lines(text, 1000)
    except RefusedError:
        return

    assert fields.person(line, 100) == line
    assert fields.many_lines(lines, 1000) == lines


@pytest.mark.parametrize(
    "written",
    [
        "91310115MA9000003W",
        "91310115ma9000003w",
        " 9131 0115 MA90 0000 3W ",
        "91310115-MA9000003W",
        "９１３１０１１５ＭＡ９０００００３Ｗ",
        "统一社会信用代码：91310115MA9000003W",
        "社会信用代码 91310115MA9000003W",
        "税号:91310115MA9000003W",
    ],
)
def test_s16_a_credit_code_has_one_form(written: str) -> None:
    assert fields.credit_code(written) == "91310115MA9000003W"


@pytest.mark.parametrize(
    "code", ["914403001922038216", "91100000100003962T", "9131000010000595XD", "91310115MA90000620"]
)
def test_credit_codes_with_a_right_check_character_are_taken(code: str) -> None:
    assert fields.credit_code(code) == code


@pytest.mark.parametrize(
    "code",
    ["91310115MA9000003X", "91310115MA1K3ABC40", "N2310115MA9000003W", "Y1310115MA9000003W"],
)
def test_s16_a_credit_code_with_another_check_character_is_only_doubtful(code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        fields.credit_code(code.lower())

    assert (caught.value.why, caught.value.value) == ("doubtful", code)


@pytest.mark.parametrize(
    "code",
    [
        "G1310115MA9000003W",  # no such department
        "98310115MA9000003W",  # no such type
        "91000000MA9000003W",
        "91999999MA9000003W",  # no such region
        "9131011MMA9000003W",
        "1" * 18,
        "A" * 18,
        "9131O115MA9000003W",  # the letter O
        "310115123456789",  # the old number of 15 digits
        "0" * 18,  # passes the check, stands for nobody
        "云上科技",
    ],
)
def test_s16_f17_other_credit_codes_are_refused(code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        fields.credit_code(code)

    assert caught.value.why == "invalid"


@pytest.mark.parametrize(
    "written", ["wang@yunqiao.example", " wang@yunqiao.example ", "wang@例子.公司"]
)
def test_an_address_of_mail_is_taken_without_asking_a_server(written: str) -> None:
    assert "@" in fields.email_address(written)


@pytest.mark.parametrize(
    "written",
    [
        *("wang@yunqiao.example。", "wang@yunqiao.example.", "<wang@yunqiao.example>"),
        *(
            "王先生 <wang@yunqiao.example>；",
            "＜wang@yunqiao.example＞",
            "邮箱：wang@yunqiao.example",
        ),
    ],
)
def test_an_address_of_mail_is_read_out_of_what_it_was_copied_with(written: str) -> None:
    assert fields.email_address(written) == "wang@yunqiao.example"


@pytest.mark.parametrize("written", ["a@b.example；c@d.example", "<a@b.example> <c@d.example>"])
def test_two_addresses_of_mail_are_refused(written: str) -> None:
    with pytest.raises(RefusedError):
        fields.email_address(written)


@pytest.mark.parametrize(
    "written",
    ["wang", "wang@", "a@b", "a b@c.example", "a@b.example\nBcc: x@y.example", "王@例子.公司"],
)
def test_what_is_no_address_of_mail_is_refused(written: str) -> None:
    with pytest.raises(RefusedError):
        fields.email_address(written)


@pytest.mark.parametrize(
    "written", ["/services/parking/", " https://guide.example/services/parking/\u200b"]
)
def test_a_page_counts_from_the_root_of_the_site(written: str) -> None:
    page = fields.page_address(written, 200, "https://guide.example/")

    assert page == "/services/parking/"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        *((text, "invalid") for text in ("//evil.example/", "https://evil.example/services/")),
        *((text, "invalid") for text in ("javascript:alert(1)", "/../etc/", "/a b/", "services/")),
        *((text, "invalid") for text in ("/services/?q=1", "https://guide.example.evil/x/")),
        (f"/{'a' * 199}/", "too_long"),
    ],
)
def test_s37_what_is_no_page_of_ours_is_refused(written: str, why: str) -> None:
    with pytest.raises(RefusedError) as caught:
        fields.page_address(written, 200, "https://guide.example/")

    assert caught.value.why == why
