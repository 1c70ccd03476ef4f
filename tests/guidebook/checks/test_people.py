"""Persons are seen in running text, and words of the trade are not taken for them."""

from __future__ import annotations

import pytest

from guidebook.checks.people import Person, person_alone, person_in


@pytest.mark.parametrize(
    "text",
    [
        "找章女士", "找欧阳主任", "找白书记", "王总", "请王总决定", "找高总", "高总来电",
        "王总经理批准", "联系刘局长", "李副主任", "陈警官", "王明楼长", "司马相先生", "找高女士",
        "联系人：王小明", "联系人:赵四", "姓名：张三丰", "经办人 王小明", "联系人：李四（物业）",
        "第二楼长李明负责", "第二楼长是李明。", "楼长由李明担任", "Ms Wang", "Mr. Li",
        "请找 Ms Wang 办理", "经办：周杰", "对接人：金晶", "张三（13800138000）",
        "李小明 138 0013 8000",
    ],
)  # fmt: skip
def test_a_person_is_seen(text: str) -> None:
    person = person_in(text)

    assert person
    assert person.is_certain


@pytest.mark.parametrize(
    "text",
    [
        "李工",
        "找李工",
        "王阿姨",
        "陈律师",
        "请方老师来讲",
        "石家庄经理",
        "布朗先生",
        "关于主任会议",
    ],
)
def test_what_may_mean_something_else_is_only_likely_a_person(text: str) -> None:
    person = person_in(text)

    assert person
    assert not person.is_certain


@pytest.mark.parametrize(
    "text",
    [
        "党组织书记", "党委书记", "选出支部书记", "书记换届", "总部", "由总公司报",
        "总经理办公室", "汇总本楼", "培训老师", "项目经理", "物业经理", "街道主任", "居委会主任",
        "派出所所长", "公安局局长", "各位女士、先生", "女士优先", "第二楼长负责",
        "楼长由业主方担任", "联系人：待公布", "联系人：物业方", "联系人：第二楼长", "负责人签字",
        "负责人：企业", "何时找主任", "周边楼长", "施工总面积", "楼长马上处理",
        "联络员联系企业", "联系人：政务大厅", "联系人：窗口", "经办人：单位盖章", "康师傅食堂",
        "石家庄经理部", "联系：周一至周五", "施工", "李工程队", "任何律师", "Missing documents",
        "Lujiazui",
    ],
)  # fmt: skip
def test_a_post_a_body_or_a_word_is_no_person(text: str) -> None:
    assert person_in(text) is None


@pytest.mark.parametrize("text", ["张三", "李小明", "欧阳锋", " 王明 "])
def test_a_name_alone_is_a_person(text: str) -> None:
    assert person_alone(text) == Person(text.strip(), is_certain=True)


@pytest.mark.parametrize("text", ["龙湖", "金茂", "高远"])
def test_a_name_alone_that_may_be_a_firm_is_only_likely_a_person(text: str) -> None:
    assert person_alone(text) == Person(text, is_certain=False)


@pytest.mark.parametrize(
    "text",
    [
        "楼长值班岗", "物业公司", "业主方", "企业", "家长", "申请人", "房东", "承办单位",
        "施工单位", "安全员", "公安", "司法所", "陆家嘴管理局", "编辑组", "商务", "受理台",
        "周边企业", "待公布", "杨浦区", "孙桥", "政务大厅",
    ],
)  # fmt: skip
def test_a_post_or_a_body_alone_is_no_person(text: str) -> None:
    assert person_alone(text) is None


def test_a_word_of_the_district_is_no_person_where_it_is_listed() -> None:
    assert person_in("张江书记")
    assert person_in("张江书记", ("张江",)) is None
    assert person_in("张江的事找张书记", ("张江",))
    assert person_alone("张江")
    assert person_alone("张江", ("张江",)) is None
