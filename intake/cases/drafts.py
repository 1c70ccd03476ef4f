"""What a case may become in the guide: drafts for an editor, reviewed in git like all content.

A draft of a need says nothing of what the company wrote; one of a question says it masked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

from guidebook.model import Guidebook
from guidebook.model.form import Outcome
from intake.cases.masking import masked
from intake.cases.routing import departments_of
from intake.cases.service_request import ServiceRequest

REVIEWED_AFTER = timedelta(days=180)

NEED_NOTICE = """\
# 需求草稿，由一条诉求生成，没有企业、人名、电话和原话。
# 存成 guides/needs/英文短名.yaml，写好空着的，删去这些说明，再运行 make check。
# 楼里企业少、看得出是谁的，删去 buildings。
"""

FAQ_NOTICE = """\
# 待审：常见问题草稿，由一条诉求和它的答复生成。〔…〕是遮去的，没有规则认得全部人名，请通读。
# 改写成别的企业也会问的话，核对答案，加到 guides/services/{service}.yaml 的 faqs 下面，删去这几行。
"""


def need_draft(known: ServiceRequest, guidebook: Guidebook, today: date) -> str:
    """Write an entry of the 需求清单; what is left empty there, the checker asks for."""
    return NEED_NOTICE + "".join(f"{line}\n" for line in _need(known, guidebook, today))


def _need(known: ServiceRequest, guidebook: Guidebook, today: date) -> Iterator[str]:
    values = known.submission.values
    asker = next((c.label for c in guidebook.form.fields.asker.choices if c.id == values.asker), "")
    yield "name:  # 待写：十来个字，说出大家共同的需要"
    yield "summary:  # 待写：看过诉求以后用自己的话写一句，不要照抄"
    yield f"asker: {asker}" if asker else "asker:  # 待写：谁提的，如“楼里的企业”"
    if values.building in guidebook.buildings:
        yield f"buildings: [{values.building}]"
    lead, shares = departments_of(known)
    yield f"lead_department: {lead}" if lead else "lead_department:  # 待写：由哪个部门办"
    if shares:
        yield f"supporting_departments: [{', '.join(share.department for share in shares)}]"
    if values.service in guidebook.services:
        yield f"services: [{values.service}]"
    yield f"state: {'solved' if known.outcome == Outcome.SOLVED else 'collected'}"
    yield f"published_on: {today}"
    yield "evidence: {default: inference}  # 有公开的出处，就写出处的编号"
    yield f"review_by: {today + REVIEWED_AFTER}"


def faq_draft(known: ServiceRequest, guidebook: Guidebook) -> str:
    """Write an entry of the `faqs` of its service; empty where there is no service or no answer."""
    values = known.submission.values
    if values.service not in guidebook.services or not known.answer:
        return ""
    question, answer = masked(values.description, values), masked(known.answer, values)
    entry = f"  - question: {_quoted(question)}\n    answer: {_quoted(answer)}\n"
    return FAQ_NOTICE.format(service=values.service) + entry


def _quoted(text: str) -> str:
    """Write a text as YAML does in double quotes, which is as JSON does."""
    return json.dumps(text, ensure_ascii=False)
