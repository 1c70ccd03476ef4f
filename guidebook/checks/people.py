"""Persons named in a text: posts stay, people change, so the guide names posts only.

A surname is told from other words by what stands beside it: a title, an office, a label such as
联系人, a mobile number, or 「负责」 after a post. Where that leaves room for another meaning the
person is only likely. Where a word of the trade would be taken for a name, it is listed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from guidebook.model.text import compared

_CLEAR_SURNAMES = (
    "赵钱孙李周吴郑王刘冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严魏陶姜谢邹喻苏潘葛范彭鲁韦马苗袁柳"
    "史唐薛雷贺倪汤罗毕郝傅齐康伍余顾孟黄穆萧尹姚邵汪毛臧戴宋庞熊纪舒屈祝董梁杜阮蓝贾"
    "郭梅徐邱骆夏蔡田胡凌霍柯卢莫丁邓郁洪崔吉龚程陆翁侯叶赖乔谭申曾沙丰荆游章廖肖黎"
)
"""Characters that in our texts hardly begin anything but a name."""
_OTHER_SURNAMES = "金方于安常高万江林钟石段龙关季房白费岑翟聂辛闫耿覃詹温甘尤盛单武文涂简颜童付"
_DOUBLE_SURNAMES = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|司徒|南宫|端木"
_WORDS = (
    "(?!周边|周围|周末|金融|金额|房产|房东|方案|方便|方式|施工|安全|安排|安保"
    "|高级|高管|高层|常务|常委|常驻|常见|何时|何处办|许可|马上|马路|申请|申报|严格|白领|街坊|程序|毛坯|应急|温馨|康师傅)"
)
"""Words of the trade that begin like a name. Those of a district stand in its `site.yaml`."""
_CLEAR = f"{_WORDS}(?:{_DOUBLE_SURNAMES}|[{_CLEAR_SURNAMES}])"
_SURNAME = f"{_WORDS}(?:{_DOUBLE_SURNAMES}|[{_CLEAR_SURNAMES}{_OTHER_SURNAMES}])"
_GIVEN = (
    "(?![的找请由问和与及或向对给让被是有在到了等各该本这那其不可要先再就都也能会从把将以即每位])"
    "[一-龥]"
)

_OFFICE = (
    "(?:总经理|总裁|总监|董事长|经理|副?主任|副?书记|副?科长|副?处长|副?局长|副?所长|副?部长"
    "|副?院长|副?会长|主席|队长|警官|同志)(?![部室])"
)
_CALLING = (
    "(?:老师|师傅|律师|医生|会计|教授|博士|阿姨|叔叔|大姐|大哥|爷叔|姐(?!妹)|哥"
    "|工(?![程作业商资厂地]))"
)
"""How people call each other: names of brands and trades end like that too."""
_HELD_BY = "(?:书记|主任|主席|经理|[省市区县镇局处科所部院会校董事]长)"
"""Offices that stand before the name of who holds them."""
_NICKNAME = f"(?:(?<![一-龥])|(?<=[找请问由跟给系]))[老小][{_CLEAR_SURNAMES}]"
_TITLE = "(?:先生|女士|小姐|太太)"
_BODY = "[局处科室会所部心委院馆站队组织司团办道区县市村厂店目户级业政务堂班售品位]"
"""What stands right before an office held in a body: 派出所所长, 办公室主任, 项目经理."""
_WORD_AFTER_ALL = (
    "[部公经监裁会体数量结面额工支务价之共计算是站局行台表机则线开包督账店装揽投和规的分]"
)
"""What follows 总 in the words that begin with it: 总部, 总公司, 总面积."""

_LABEL = (
    "(?:联系人|联络人|负责人|经办人|责任人|值班人|对接人|承办人|主办人|姓名|经办|对接|联系|负责)"
)
_POST = (
    "(?:联系人|联络人|负责人|经办人|责任人|楼长|专员|督导员|监管员|联络员|辅导员"
    "|管理员|网格员|安全员|值班员|社工|秘书|[店站园]长)"
)
_IN_CHARGE = "(?:负责|担任|兼任|牵头|联系|接待|值班|处理)"
_DOES_IT = "(?:负责|担任|兼任|牵头)"
_END_OF_POST = (
    "[局处科室会所部院馆站队组司办道镇区市县村街路桥园方员长岗台线人者业主心布填上无详门位物管]"
)
"""What names of posts, bodies and places end with: 物业方, 值班员, 待公布, 杨浦区."""
_BEGINS = "(?:(?<![一-龥])|(?<=[找请问给由跟与系]))"
"""Where a word begins for sure."""

_CLEAR_AT_WORD = f"(?:{_CLEAR}|{_BEGINS}{_WORDS}[{_OTHER_SURNAMES}])"
_WITH_TITLE = f"(?!女士|先生){_CLEAR_AT_WORD}(?:{_GIVEN}){{0,2}}{_TITLE}"
_WITH_OFFICE = (
    f"(?:{_CLEAR}(?:{_GIVEN}){{0,2}}|{_BEGINS}{_WORDS}[{_OTHER_SURNAMES}])(?<!{_BODY}){_OFFICE}"
)
_AS_CHIEF = f"{_CLEAR}(?:{_GIVEN}){{0,2}}(?<![第二一经济楼])楼长"
_AS_BOSS = f"{_CLEAR_AT_WORD}总(?!{_WORD_AFTER_ALL})"
_AFTER_LABEL = f"{_LABEL}\\s*[:：]\\s*{_SURNAME}(?:{_GIVEN}){{1,2}}(?<!{_END_OF_POST})(?![一-龥])"
_AFTER_ANY_LABEL = (
    f"(?:[一-龥]{{1,3}}人|记者|编辑|[责主]编|作者)\\s*[:：]\\s*{_CLEAR}(?:{_GIVEN}){{1,2}}"
    f"(?<!{_END_OF_POST})(?![一-龥])"
)
_BEFORE_MOBILE = (
    f"{_BEGINS}{_SURNAME}(?:{_GIVEN}){{1,2}}(?=[\\s(:,]{{1,3}}1[3-9]\\d[ -]?\\d{{4}}[ -]?\\d{{4}})"
)
_AFTER_POST = (
    f"{_POST}(?:\\s*[:：]\\s*|\\s+|[是为由])?{_CLEAR}(?:{_GIVEN}){{1,2}}"
    f"(?<!{_END_OF_POST})(?={_IN_CHARGE}|[^一-龥]|$)"
)
_IN_ENGLISH = r"\b(?:Mr|Ms|Mrs|Miss|Mdm|Dr)\b\.?\s*[A-Z][a-z]+"

_CERTAIN = (
    _WITH_TITLE,
    _WITH_OFFICE,
    _AS_CHIEF,
    _AS_BOSS,
    _AFTER_LABEL,
    _AFTER_ANY_LABEL,
    _BEFORE_MOBILE,
    _AFTER_POST,
    _IN_ENGLISH,
)
_LIKELY = (
    f"{_WORDS}(?!女士|先生)(?:{_GIVEN}){{1,3}}(?<![各诸这那一两士管]){_TITLE}",
    f"{_SURNAME}(?:{_GIVEN}){{0,2}}(?<!{_BODY}){_OFFICE}",
    f"{_BEGINS}{_SURNAME}(?:{_GIVEN}){{0,2}}(?<!{_BODY}){_CALLING}",
    f"{_HELD_BY}{_CLEAR}(?:{_GIVEN}){{1,2}}",
    f"(?:{_BEGINS}|(?<={_BODY})){_CLEAR}(?:{_GIVEN}){{1,2}}(?<!{_END_OF_POST})(?={_DOES_IT})",
    f"{_NICKNAME}(?=[^一-龥]|$|[帮说来去的处那或和])",
)
_SIGNS = frozenset(
    f"{_CLEAR_SURNAMES}{_OTHER_SURNAMES}{''.join(name[0] for name in _DOUBLE_SURNAMES.split('|'))}"
    "生士姐太MD"
)
_ANCHOR = (
    f"{_OFFICE}|{_HELD_BY}|{_NICKNAME}|{_CALLING}|{_TITLE}|总|{_LABEL}|{_DOES_IT}"
    f"|(?:人|记者|编辑|[责主]编|作者)\\s*[:：]|{_POST}|1[3-9]\\d|M(?:r|s|iss|dm)|Dr"
)
"""A sign and a word that every pattern has in it: most texts are done at one look for each."""

_AFTER_BODY = (
    f"(?:公司|物业|中心|街道|办公室|[局处科部会]){_CLEAR}(?:{_GIVEN}){{1,2}}(?<!{_END_OF_POST})"
)
_CLEAR_ALONE = f"{_CLEAR}(?:{_GIVEN}){{1,2}}(?<!{_END_OF_POST})"
_NAME_ALONE = f"{_SURNAME}(?:{_GIVEN}){{1,2}}(?<!{_END_OF_POST})"

_compiled = cache(re.compile)
"""Compiles a pattern when it is first needed: all of them take longer than most commands."""


@dataclass(frozen=True)
class Person:
    """The words that name a person, and whether they can mean nothing else."""

    words: str
    is_certain: bool


@cache
def person_in(text: str, no_persons: tuple[str, ...] = ()) -> Person | None:
    """Return the first words of a text that name a person, certain ones before likely ones.

    `no_persons` are a district's own words that begin like a name: roads, places, papers.
    """
    bare = compared(text)
    if _SIGNS.isdisjoint(bare) or not _compiled(_ANCHOR).search(bare):
        return None
    plain = _plain(text, no_persons)
    for patterns in (_CERTAIN, _LIKELY):
        looked = (_compiled(pattern).search(plain) for pattern in patterns)
        found = [match for match in looked if match]
        if found:
            first = min(found, key=lambda match: match.start())
            return Person(first[0], patterns is _CERTAIN)
    return None


def person_alone(text: str, no_persons: Collection[str] = ()) -> Person | None:
    """Return the person where a text that should name a post or a body is, or ends with, a name."""
    plain = _plain(text, no_persons).strip()
    after_body = _compiled(f".*?({_AFTER_BODY})").fullmatch(plain)
    if after_body:
        return Person(after_body[1], is_certain=False)
    if not _compiled(_NAME_ALONE).fullmatch(plain):
        return None
    return Person(plain, bool(_compiled(_CLEAR_ALONE).fullmatch(plain)))


def _plain(text: str, no_persons: Collection[str] = ()) -> str:
    plain = compared(text)
    for word in no_persons:
        plain = plain.replace(word, "〇")
    return plain
