"""Why something may not happen to a request now: one plain sentence for whoever tried it."""

from __future__ import annotations

from collections.abc import Mapping

from guidebook.model import Guidebook
from guidebook.model.form import Outcome, Status
from intake.cases.lifecycle import ANYWHERE, TABLE, IllegalTransition
from intake.cases.roles import (
    APPLICANT,
    DEPARTMENT,
    SECOND_CHIEF,
    STAFF,
    SUPERVISOR,
    SYSTEM,
)
from intake.cases.wording import outcome_label, status_label

CHANGED = "您看过以后情况有了变化，这一次没有做成；请看过最新的情况再做"
"""What is said of an action whose sender had not seen the latest event."""

ACTS: Mapping[str, str] = {
    "submit": "提交诉求",
    "accept": "受理",
    "decline": "不予受理",
    "ask_more": "问企业",
    "supply": "补充情况",
    "assign": "派单",
    "hand_back": "退单",
    "start": "开始承办",
    "extend": "延期",
    "update": "告诉企业进展",
    "answer": "答复",
    "close": "办结",
    "rate": "评价",
    "reopen": "重新办理",
    "withdraw": "撤回",
    "resume": "恢复撤回的诉求",
    "correct": "更正",
    "link": "关联",
    "note": "写备注",
    "redact": "删除个人信息",
}
"""Event → what somebody does who brings it about."""

ROLES: Mapping[str, str] = {
    APPLICANT: "企业",
    STAFF: "受理台",
    SECOND_CHIEF: "本楼岗位",
    DEPARTMENT: "部门",
    SUPERVISOR: "督办",
    SYSTEM: "系统",
}
"""Role → who that is; the district has its own word for the second chief."""

SAID: Mapping[str, str] = {
    "reason": "理由",
    "right_place": "该找谁",
    "question": "问题",
    "text": "内容",
    "lead_department": "承办部门",
    "supporting": "协办部门",
    "handler": "承办岗位",
    "answer_by": "答复期限",
    "outcome": "办结结果",
    "project": "列入的项目",
    "grade": "评价",
    "values": "更正的内容",
    "to": "关联的编号",
    "done": "办好的协办部门",
    "urge": "督办",
    "contacted": "联系过企业",
}
"""Name of what an event tells → what that is; dates that are worked out are not asked for."""

REASONS: Mapping[str, str] = {
    "leads_alone": "承办部门不能同时是协办部门",
    "departments_are_known": "指南里没有这个部门，请核对部门编号",
    "decides_after_a_hand_back": (
        "退过单的，由本楼自己的岗位决定派给谁、受不受理；没有这个岗位、岗位上没有人的由受理台决定；督办都可以"
    ),
    "reassigns_as_supervisor": "已经派单，只有督办能改派；承办部门可以退单",
    "starts_once_and_then_tells_of_a_contact": (
        "已经开始办了；以后只能再记一次“已经联系过企业”，不能换人"
    ),
    "urges_as_supervisor": "只有督办能写督办意见",
    "never_handed_back": "这条诉求已经退过一次单，不能再退",
    "hands_back_in_time": "退单的期限已经过了",
    "never_extended": "这条诉求已经延期过一次，再延期只能由督办来做",
    "gives_more_time": "延期要在到期以前提出，新的答复期限要比原来的晚",
    "stays_within_a_year": "新的答复期限最多定到一年以后",
    "ends_on_a_working_day": "新的答复期限不是工作日，请改成工作日",
    "project_is_known": "指南里没有这个项目，请核对项目编号",
    "closes_in_silence": "还没到自动办结的日子，或者企业已经评价过，要由人来办结",
    "was_not_withdrawn": "企业已经撤回了这条诉求",
    "was_withdrawn_within_a_day": "只有撤回的诉求能恢复，而且要在撤回以后一天内",
    "not_rated_yet": "企业已经评价过这次答复",
    "is_done_by_a_supporter": "这个部门不是协办部门",
    "links_another": "不能关联到自己",
}
"""Name of a guard → why it does not hold; what needs words of the guide stands in `objection`."""


def objection(refused: IllegalTransition, guidebook: Guidebook) -> str:
    """Say why an action was refused."""
    act = ACTS.get(refused.event, refused.event)
    word, _, name = refused.why.partition(": ")
    match word:
        case "event":
            return f"没有“{act}”这种操作"
        case "status":
            return _out_of_turn(act, Status(refused.status), guidebook)
        case "by":
            names = {**ROLES, SECOND_CHIEF: guidebook.site.words.second_chief}
            roles = "、".join(names[role] for role in TABLE[refused.event].by)
            return f"{act}只能由{roles}来做"
        case "data":
            return f"{act}还缺“{SAID.get(name, name)}”（{name}），或者写法不对"
        case "forgotten":
            return f"这条诉求的内容已经删除，不能再{act}"
        case "closes_only_what_is_its_own":
            own = outcome_label(Outcome.UNANSWERED_BY_SENDER, guidebook)
            return f"“{own}”由系统到期自动办结，不能自己选"
    return REASONS[refused.why]


def _out_of_turn(act: str, status: Status, guidebook: Guidebook) -> str:
    """Name the status, and what belongs to it."""
    rules = TABLE.items()
    fitting = [e for e, rule in rules if status in rule.sources and rule.sources != ANYWHERE]
    label = status_label(status, guidebook)
    if not fitting:
        return f"现在是“{label}”，已经结束，不能{act}"
    return f"现在是“{label}”，不能{act}；能做的是{'、'.join(ACTS[event] for event in fitting)}"
