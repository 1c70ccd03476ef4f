"""What sounds like an emergency is stopped once, with the number to call, and never blocked."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from guides_folder import GUIDES, SAMPLE, load
from intake_app import a_client, a_form, hidden_in, rows_in, send, value_of

from intake.form.urgent import emergencies_in


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return a_client(tmp_path)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("三楼着火了，快来", ["119"]),
        ("走廊 冒 浓 烟", ["119"]),
        ("有人持刀在大堂", ["110"]),
        ("同事晕倒了，没有呼吸", ["120"]),
        ("着火了，有人昏迷", ["119", "120"]),
        ("想问消防验收怎么办", []),
        ("想租楼上那层", []),
        ("想请公安来做反诈讲座", []),
        ("园区想设急救培训点", []),
        ("停车场晚上没有灯", []),
        ("The kitchen is on fire", ["119"]),
        ("", []),
    ],
)
def test_the_districts_words_tell_an_emergency(text: str, numbers: list[str]) -> None:
    assert [e.number for e in emergencies_in(text, load(SAMPLE))] == numbers


CALLS = {
    "119": (
        "着火了 三楼着火了 厨房起火 起火了快来 楼下电瓶车烧起来了 走廊冒黑烟 机房有浓烟 仓库失火 "
        "隔壁发生火灾 发生一起火灾 空调着了火 着火了不是演习 车库爆炸了 燃气泄露 燃气泄漏 "
        "厨房漏煤气 煤气漏了 天然气泄漏 楼道有煤气味 燃气泄漏报警器响了 有人被困 电梯困人 "
        "我被困在电梯里 关在电梯里了 电梯里出不来 卡在电梯里 脚手架坍塌 着火车辆在地库 锅炉爆炸了 "
        "楼下餐厅厨房着了大火 充电宝突然炸了 电动车自燃了 配电间冒火花 油锅起了明火 走廊里全是烟 "
        "闻到很浓的煤气 燃气管道破裂了 天然气管子被挖断了 电梯坏了里面的人出不来 楼板塌了 "
        "吊顶塌下来压到人 食堂液化气罐在漏气 有人锁在楼梯间出不来 仓库在烧火好大 "
        "弱电井里往外冒白烟 一辆特斯拉在烧 后厨一股臭鸡蛋味 快递员在货梯里面喊救命 "
        "插座打火花有焦味 电梯卡住了，里面有个孕妇 "
        "厨房火灾，请快来 天花板掉下来把人压在下面 隔壁装修把煤气管子打穿了 "
        "气瓶漏气嘶嘶响 实验室化学品洒了，味道刺鼻 "
        "工人挂在半空 车库积水快到腰了，车里有人"
    ),
    "110": (
        "有人跳楼 有人要跳楼 有炸弹 大堂有人持枪 有人持刀 拿着刀乱跑 有人砍人 捅伤了保安 有人打架 "
        "楼下打起来了 同事被打了 保安被人打 抢劫 有人要自杀 有人绑架 正在行凶 发现可疑爆炸物 "
        "有人殴打员工 放了炸弹人跑了 有人在大堂拿着菜刀 有人威胁要砍我们 保安被人捅了 有人抢包跑了 "
        "有人站在天台边上要跳 有个女孩在楼顶想不开 同事说不想活了 办公室进贼了 有人尾随女同事 "
        "发现一个可疑包裹 动手打了保安 前台被一个陌生人打了 有人在门口泼汽油 被堵在办公室不让走 "
        "前员工带了一把水果刀 大堂两拨人在互殴 有人掐前台的脖子 收到恐吓信说要放火 "
        "有个女的坐在三十楼窗台上 "
        "门被人踹开，东西翻得乱七八糟 有人跟踪我到车库 活着没意思，人联系不上 "
        "财务被骗转账八十万 我儿子在大堂不见了 有人翻窗进来 "
        "有人晃着一把长刀 卫生间里装了摄像头"
    ),
    "120": (
        "有人晕倒 同事昏倒 员工昏迷不醒 心梗 同事突发心梗 同事心梗急救 有人倒地不起 没有呼吸 "
        "没心跳 流血不止 工人触电 接触电线触电 有人坠楼 有人从梯子上摔下来 客户中风了 员工抽搐 "
        "食物中毒 叫不醒 失去意识 呼吸困难 有人心脏不舒服 同事喘不过气脸色发紫 员工误食了清洁剂 "
        "有人喝了农药 盒饭吃了好多人上吐下泻 羊水流出来了 手被机器夹断了 流了很多血 血止不住 "
        "有人被电到了 维修工触了电 掉进水池里了 员工突然倒下了 喊他没反应 老人跌倒了起不来 "
        "有人被车撞了 货车撞了人 玻璃掉下来砸到人了 有人从楼上掉下来了 瓷砖砸伤了行人 晕在厕所里 "
        "同事脸色发白要晕倒了 保安快中暑了 关在会议室里闷得喘不过气 "
        "喉咙肿得说不出话 从楼梯滚下去了 半边身子不能动，嘴歪了 趴在桌上叫他没回应 "
        "割到手动脉，血喷出来 孕妇同事破水了 "
        "胸闷得厉害，冒冷汗 小孩把扣子吞下去了 整个手臂烫伤起泡 小孩被鱼刺卡住了 "
        "快递员被撞飞了 哮喘发作没带药 老人突然瘫在地上 "
        "撞得满脸血 被马蜂蜇了全身起疹子"
    ),
}
HARMLESS = (
    "被困在审批流程里 打架子鼓太吵 消防演练模拟着火 长期被困扰 想一起火锅团建 面临着火灾隐患 "
    "贫困人口帮扶 商场跳楼价促销 重磅炸弹消息 中风险地区回来 我们没意识到要申报 防触电培训 "
    "预防心梗讲座 灭火器过期 火灾报警器坏了 停车位被抢了先 拨打人工客服 两个部门的政策打架 "
    "想办急救培训 消防验收 需要杀虫 信息爆炸 租金压得喘不过气 玻璃掉下来 轮胎漏气 业务火起来了 "
    "招年轻生产线员工 玩狼人杀人数不够 接触电商平台 办事集中风格统一 自动刀具展 午休被人打扰 "
    "油烟味很浓 楼道里全是烟味 群里炸了锅 物业不肯砍价 别捅了马蜂窝 动手打造样板楼 要设防尾随门 "
    "落水管漏水 隔壁突然倒闭了 租金压得我们喘不过气 毒气检测仪要备案 "
    "被网友打了低分 老板忙得喘不过气 "
    "打电话给员工核对社保 打印员工名册 公司要在天台办跳绳比赛 站在窗口等了两小时 打卡机断网了 "
    "电梯口地上抽烟的人多 有人抽烟，味道很浓 电梯年检证明出不来 电梯老是困人 "
    "工人进入室内施工 来自燃气公司的通知 "
    "物业在走廊埋线 剩饭倒在洗手池里 大家一直吐槽食堂 主打人才服务 接着起草合同 "
    "加大火灾隐患排查 支持政策不要一刀切 "
    "补贴被砍了 孩子入学材料找不到窗口 中风机盘漏水 献血怎么报名 "
    "电梯停用三天了，员工爬楼 保险丝烧了 机房老是跳闸 "
    "卡在材料审核这一步 叫物业来修没反应 "
    "天气热了空调开着没关系吗 部门网站交水费打不开 广告牌快掉色了 水管爆裂地下室积水 "
    "员工拉肚子请病假算不算病假工资 员工上班路上骨折了，能申请工伤吗 吃了很多药企的亏 "
    "员工快生了，产假怎么请 羊水穿刺费用能报吗 房东威胁要断电 中介一直跟着我推销 中暑急救培训"
)


@pytest.mark.parametrize("guides", [GUIDES, SAMPLE], ids=lambda guides: guides.name)
def test_people_write_an_emergency_in_many_ways(guides: Path) -> None:
    guidebook = load(guides)

    told = {
        text: [emergency.number for emergency in emergencies_in(text, guidebook)]
        for text in " ".join([*CALLS.values(), HARMLESS]).split()
    }

    missed = [
        text
        for number, texts in CALLS.items()
        for text in texts.split()
        if number not in told[text]
    ]
    assert missed == []
    assert [text for text in HARMLESS.split() if told[text]] == []


def test_a_harmless_phrase_hides_nothing_else() -> None:
    text = "消防演练模拟着火的时候，三楼真的着火了"

    assert [e.number for e in emergencies_in(text, load(SAMPLE))] == ["119"]


@pytest.mark.parametrize("text", ["电梯停了，我们出不来。", "电梯…出不来", "电梯门开不了我出不来"])
def test_a_gap_holds_a_few_signs_of_the_same_sentence(text: str) -> None:
    assert [e.number for e in emergencies_in(text, load(SAMPLE))] == ["119"]


@pytest.mark.parametrize(
    "text",
    ["电梯换新了。证出不来", "电梯贴着广告的那一面墙上写的号码打出不来"],
)
def test_a_gap_reaches_no_further(text: str) -> None:
    assert emergencies_in(text, load(SAMPLE)) == ()


@pytest.mark.parametrize("text", ["客人拿着长刀", "持长刀"])
def test_a_stroke_parts_what_may_stand_at_one_place(text: str) -> None:
    assert [e.number for e in emergencies_in(text, load(SAMPLE))] == ["110"]


def test_the_number_comes_before_the_check_page(client: FlaskClient, tmp_path: Path) -> None:
    page = send(client, a_form(description="三楼着火了"), "/requests/check")

    assert page.status_code == 200
    assert 'href="tel:119"' in page.text
    assert "请先打电话" in page.text
    assert "<h1>请核对</h1>" not in page.text
    assert rows_in(tmp_path / "queue") == []


def test_who_goes_on_gets_the_check_page_and_can_send(client: FlaskClient, tmp_path: Path) -> None:
    stopped = send(client, a_form(description="三楼着火了"), "/requests/check").text
    assert 'name="urgent_seen" value="yes"' in stopped

    checked = client.post("/requests/check", data=hidden_in(stopped) | {"urgent_seen": "yes"})
    sent = client.post("/requests", data=hidden_in(checked.text))

    assert "<h1>请核对</h1>" in checked.text
    assert sent.status_code == 303
    assert "三楼着火了" in rows_in(tmp_path / "queue")[0].data


def test_the_way_back_keeps_everything(client: FlaskClient) -> None:
    stopped = send(client, a_form(description="三楼着火了"), "/requests/check").text

    again = client.post("/requests/edit", data=hidden_in(stopped))

    assert value_of("description", again.text) == "三楼着火了"


def test_an_ordinary_request_is_not_stopped(client: FlaskClient) -> None:
    page = send(client, a_form(), "/requests/check").text

    assert "tel:119" not in page
    assert "<h1>请核对</h1>" in page
