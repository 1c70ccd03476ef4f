"""What companies and the office wrote, without what tells who they are: a draft for people to read.

It hides too much rather than too little, and still no rule knows every name: whoever publishes such
a text has to read it.
"""

from __future__ import annotations

import re

from intake.cases.form_values import FormValues

COMPANY, PERSON, PLACE = "〔企业〕", "〔姓名〕", "〔地点〕"
DIGITS, ADDRESS = "〔数字〕", "〔网址〕"

SHORTEST_PART = 3
"""Signs in a row of a company's name by which people know it: 「云上科技」 for the whole."""

_CLEAR = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严魏陶姜谢邹喻苏潘葛范彭鲁韦马苗袁柳史唐薛雷贺倪"
    "汤罗毕郝傅康伍余顾孟黄穆萧尹姚邵汪毛臧戴宋庞熊纪舒屈祝董梁杜阮蓝贾郭梅徐邱骆夏蔡田胡凌霍柯卢莫丁邓"
    "郁洪崔吉龚程陆翁侯叶赖乔谭申曾沙丰荆游章廖肖黎刘"
)
"""Surnames that hardly begin anything but a name."""
_OTHER = "金方于安常高万江林钟石段龙关季房白费岑翟聂辛闫耿覃詹温甘尤盛单武文涂简颜童付齐任成向连"
"""Surnames that begin other words too: a title has to follow at once."""
_DOUBLE = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|司徒|南宫|端木"
_SURNAME = f"(?:{_DOUBLE}|[{_CLEAR}{_OTHER}])"
_TITLE = (
    "(?:先生|女士|小姐|太太|老师|师傅|阿姨|叔叔|大姐|大哥|总监|总裁|总经理|副?总(?![部面共公体数结是量价计])"
    "|经理|主任|科长|处长|局长|所长|部长|院长|会长|书记|主席|队长|警官|同志|律师|医生|会计|教授|博士"
    "|工(?![作程商业资厂地人位会期]))"
)
_LABEL = "(?:联系人|联络人|负责人|经办人|责任人|承办人|对接人|代表人|法人|姓名|名字|我叫|我是|名叫)"
_KIND = (
    "(?:(?:有限|股份|有限责任)公司|分公司|集团|事务所|合伙企业|工作室|商行|经营部|银行"
    "|(?:科技|贸易|咨询|实业|文化|传媒|网络|信息|投资|餐饮|智能|生物|医药|物流)公司)"
)
"""What names of companies end with; 「我公司」 and 「物业公司」 name nobody."""
_HAN = "[一-鿿]"

_RULES = tuple(
    (re.compile(pattern), mask)
    for pattern, mask in (
        (r"(?:https?://|www\.)[!-~]+|[!-~]*[@＠][!-~]*", ADDRESS),
        (rf"[\w（）()·&〔〕]{{1,40}}?{_KIND}", COMPANY),
        (rf"({_LABEL}\s*[:：是]?\s*){_SURNAME}{_HAN}{{1,2}}", rf"\1{PERSON}"),
        (rf"(?:{_DOUBLE}|[{_CLEAR}]){_HAN}{{0,2}}{_TITLE}|{_SURNAME}{_TITLE}", PERSON),
        (rf"[小老阿]{_SURNAME}", PERSON),
        (r"\b(?:Mr|Ms|Mrs|Miss|Dr)\b\.?\s*[A-Z][a-z]+", PERSON),
        (r"((?:微信|QQ)[号是为:：\s]*)[A-Za-z][\w-]{3,}", rf"\1{ADDRESS}"),
        (r"[A-Za-z_-]*\d(?:[\dA-Za-z.()+/-]|\s(?=\d))*|[〇零一二三四五六七八九幺两]{4,}", DIGITS),
    )
)
"""In this order: what a rule has hidden is no word to the next."""


def masked(text: str, values: FormValues) -> str:
    """Return a text that belongs to a request without names, numbers and addresses."""
    for name, mask in ((values.company, COMPANY), (values.building_other, PLACE)):
        if known_by := re.sub(f"{_KIND}$", "", name):
            text = _parts_of(known_by).sub(mask, text)
    if len(values.contact) > 1:
        text = text.replace(values.contact, PERSON)
    for rule, mask in _RULES:
        text = rule.sub(mask, text)
    return text


def _parts_of(name: str) -> re.Pattern[str]:
    """Return what finds every part of a name that is long enough to be known by."""
    length = min(SHORTEST_PART, len(name))
    parts = (re.escape(name[i : i + length]) for i in range(len(name) - length + 1))
    return re.compile(rf"(?:(?={'|'.join(parts)}).)+.{{{length - 1}}}", re.DOTALL)
