"""Texts of a case without what tells who it is: for drafts that people then read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.cases.form_values import FormValues
from intake.cases.masking import masked

VALUES = FormValues(
    company="云上科技（云桥）有限公司",
    contact="张伟",
    phone="13800138000",
    building_other="柳浪路12号院",
)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("请找张伟", "请找〔姓名〕"),
        ("我们云上科技想租", "我们〔企业〕想租"),
        ("云上科技（云桥）有限公司想租", "〔企业〕想租"),
        ("在柳浪路12号院", "在〔地点〕"),
        ("隔壁的大桥贸易有限公司", "〔企业〕"),
        ("电话138 0013 8000，找欧阳女士", "电话〔数字〕，找〔姓名〕"),
        ("一三八零零一三八", "〔数字〕"),
        ("１３８００１３８０００", "〔数字〕"),
        ("021-5888 1234转8", "〔数字〕转〔数字〕"),
        ("写信到 wang@cloud.example", "写信到 〔网址〕"),
        ("看 https://cloud.example/a?b=c 吧", "看 〔网址〕 吧"),
        ("微信号：cloud_boss", "微信号：〔网址〕"),
        ("91310000MA1FL2XX5T", "〔数字〕"),
        ("1203室，沪A12345", "〔数字〕室，沪〔数字〕"),
        ("王经理和小李、高总", "〔姓名〕和〔姓名〕、〔姓名〕"),
        ("联系人：陈晓明", "联系人：〔姓名〕"),
        ("Mr. Smith", "〔姓名〕"),
    ],
)
def test_names_numbers_and_addresses_are_hidden(text: str, hidden: str) -> None:
    assert masked(text, VALUES) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "大楼的总面积不够，工程部说要等业主开会。",
        "物业经理处理得慢，经常工作到很晚。",
        "想把楼上那层一起租下来。",
        "一楼大堂，二三层",
        "请物业公司来看，我公司等着。",
    ],
)
def test_what_tells_nobody_is_left(text: str) -> None:
    assert masked(text, VALUES) == text


@given(
    before=st.text(max_size=30),
    after=st.text(max_size=30),
    own=st.sampled_from([VALUES.company, VALUES.contact, VALUES.phone, VALUES.building_other]),
)
def test_no_digit_and_nothing_that_was_typed_as_its_own_is_left(
    before: str, after: str, own: str
) -> None:
    hidden = masked(before + own + after, VALUES)

    assert own not in hidden
    assert not any(sign.isdecimal() for sign in hidden)
