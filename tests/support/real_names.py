"""Names, firms, addresses, numbers and codes as real people have them, put together from parts.

None is anybody's: every one is made of parts that many share, in an order of our own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

FIRST_OF_BLOCK = {
    "A": (0x3447, 0x3A67, 0x4056, 0x4CA6, 0x4DB5),
    "B": (0x20087, 0x20BB7, 0x215D7, 0x23C97, 0x241FE, 0x2A6A5),
    "C": (0x2A7DD, 0x2AEB9, 0x2B0DC, 0x2B138),
    "D": (0x2B74F, 0x2B7A9, 0x2B7F9, 0x2B81C),
    "E": (0x2B8B8, 0x2C391, 0x2CB4E, 0x2CE93),
    "F": (0x2CEC6, 0x2D544, 0x2E278, 0x2EBE0),
    "G": (0x30000, 0x30EDD, 0x3106C, 0x3134A),
    "H": (0x31350, 0x31C0B, 0x32000, 0x323AF),
    "I": (0x2EBF0, 0x2EE5D),
    "later": (0x9FB4, 0x9FBB, 0x9FD4, 0x9FEA, 0xFA0E, 0xFA29),
}
"""Extension of Unicode → ideographs of it that stand in names of people and places."""
RARE = [chr(point) for points in FIRST_OF_BLOCK.values() for point in points]

SURNAMES = "王李张欧阳司马上官诸葛䶮龑喆禤仉妘姒芈亓官璩逄佘佴乜"
GIVEN = "堃淼焱垚犇喆昇劭颢翀祎旻珺瑀甯笪镕骉骎嫄媞〇"
"""Common ideographs and rare ones of the first block; 〇 is one in names."""
PARTS_WITH_DOTS = ("买买提", "古丽", "艾力", "迪里夏提", "扎西", "卓玛", "博格达", "阿依", "努尔兰")
OTHER_SCRIPTS = (
    *("佐々木 翔", "齋藤 凜々子", "高𣘺 﨑子", "김서윤", "남궁 민", "Nguyễn Thị Ánh", "José Núñez"),
    *("Zoë O’Brien-Smith", "Ærøskøbing Østergård", "Łukasz Żółć", "Çağrı Şıvgın", "İpek Ünal"),
    *("Мария Ёлкина", "Αλέξανδρος", "สมชาย ใจดี", "अनिता शर्मा", "محمد الأمين", "דוד כהן"),
    *("བསོད་ནམས", "ꆈꌠ ꉙ", "ᠪᠠᠲᠤ", "葛\U000e0100城", "祇\U000e0101園", "d'Arc, Jeanne", "王 Lily"),
)
PEOPLE = (
    *(s + g for s, g in zip(SURNAMES * 2, GIVEN * 3, strict=False)),
    *(f"王{rare}" for rare in RARE),
    *(f"{rare}{a}·{b}" for rare, (a, b) in zip(RARE, product(GIVEN, RARE), strict=False)),
    *(f"{a}·{b}" for a, b in product(PARTS_WITH_DOTS, PARTS_WITH_DOTS) if a != b),
    *OTHER_SCRIPTS,
    "王",
)

PLACES = ("云桥", "河东", "深圳", "香港", "澳门", "臺北", "𡐓头", "䢺")
BRANDS = (
    *(
        "云上",
        "〇一",
        "𠮷野家",
        "喆·堃",
        "A＋B",
        "7-零",
        "3号",
        "“家”与『店』",
        "大﨑",
        "Ñandú & Söhne",
    ),
    *(
        "Łódź",
        "ООО «Мост»",
        "株式会社 高𣘺",
        "㈱あいう",
        "№1",
        "É.T.",
        "甲、乙",
        "一／二",
        "№ 5½",
        "C++",
    ),
)
KINDS = (
    "有限公司",
    "股份有限公司",
    "（有限合伙）",
    "（集团）有限公司",
    "(Shanghai) Co., Ltd.",
    "中心",
)
COMPANIES = [
    f"{brand}（{place}）{kind}" for (place, brand), kind in product(product(PLACES, BRANDS), KINDS)
]
STREETS = (
    "世纪大道",
    "东方路",
    "𡐓头路",
    "浦东南路",
    "大﨑弄",
    "Rua do Campo",
    "彌敦道",
    "忠孝東路四段",
)
DOORS = (
    *("100号", "1085弄1-3号", "8号〇层", "12/F, Tower 2", "B座（近 2 号线）", "№ 5½", "1～3号铺"),
    *("甲1号-2", "三號樓Ｂ座", "Unit 3–A／3–B", "二〇二室", "之1", "地下 B2 · 08", "〔原 7 号〕"),
)
ADDRESSES = [f"{street} {door}" for street, door in product(STREETS, DOORS)]

MAILBOXES = ("wang.li+a@yunqiao.example", "a_b@例子.公司", "o'neil@b-c.example")

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Signs of a credit code (GB 32100-2015), each worth its place."""
HOLDERS = ("11", "12", "31", "51", "52", "53", "91", "92", "93", "A1", "N1", "Y1")
"""Who registered, and what."""
REGIONS = ("100000", "110000", "310115", "440300", "650102", "710000", "810000", "820000")


def credit_code(chance: Random) -> str:
    """Return a code with right check signs, of nobody: GB 11714-1997 inside GB 32100-2015."""
    body = "".join(chance.choices(LETTERS, k=8))
    place = LETTERS.index
    value = -sum(w * place(s) for w, s in zip((3, 7, 9, 10, 5, 8, 4, 2), body, strict=True)) % 11
    code = f"{chance.choice(HOLDERS)}{chance.choice(REGIONS)}{body}{'0123456789X'[value]}"
    return code + LETTERS[-sum(pow(3, n, 31) * place(s) for n, s in enumerate(code)) % 31]


def phone(chance: Random) -> tuple[str, str]:
    """Return a number as somebody writes it, and the one form of it."""
    a, b = (f"{chance.randrange(10_000):04}" for _ in range(2))
    return chance.choice(
        (
            (f"138 {a} {b}", f"138{a}{b}"),
            (f"+86 199-{a}-{b}", f"199{a}{b}"),
            (f"（021）58{a[:2]} {b}", f"021-58{a[:2]}{b}"),
            (f"0755-2{a[:3]}-{b} 转 801", f"0755-2{a[:3]}{b}-801"),
            (f"852-23{a[:2]} {b}", f"+85223{a[:2]}{b}"),
            (f"+852 94{a[:2]} {b}", f"+85294{a[:2]}{b}"),
            (f"853 662{a[0]} {b}", f"+853662{a[0]}{b}"),
            (f"(853) 288{a[0]} {b}", f"+853288{a[0]}{b}"),
            (f"886 2 23{a[:2]} {b}", f"+886223{a[:2]}{b}"),
            (f"+886 912 {a[:3]} {b[:3]}", f"+886912{a[:3]}{b[:3]}"),
        )
    )


def real_people(how_many: int) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Yield what somebody types into the form, and what is stored of it."""
    chance = Random(2026)
    for n in range(how_many):
        typed_phone, kept_phone = phone(chance)
        typed = {
            "contact": PEOPLE[n % len(PEOPLE)],
            "company": COMPANIES[n * 7 % len(COMPANIES)],
            "building_other": ADDRESSES[n % len(ADDRESSES)],
            "phone": typed_phone,
            "uscc": credit_code(chance),
            "email": chance.choice(
                ("wang.li+a@yunqiao.example", "a_b@例子.公司", "o'n@b-c.example")
            ),
            "description": f"{RARE[n % len(RARE)]}：{PEOPLE[-n % len(PEOPLE)]}的铺位\n漏水，“急”！",
            "answers.wanted_area": f"{n}㎡～{n + 1}½",
        }
        yield typed, typed | {"phone": kept_phone}
