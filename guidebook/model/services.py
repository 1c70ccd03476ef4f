"""Service items (事项): one thing a company or its staff can get done, and all needed for it.

The eight element classes that the census of government sites demanded of every guide (explanation
of 2015-06-10 on gov.cn) are required: name, basis, conditions, documents, where, hours, contact,
steps. The wider table follows the common implementation list (实施清单); its value lists keep the
standard's words.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from guidebook.model.elements import (
    Document,
    Entrance,
    Faq,
    Law,
    Pause,
    Place,
    Question,
    Result,
    Results,
    Step,
    Visits,
)
from guidebook.model.limits import Limit
from guidebook.model.meaning import Meaning
from guidebook.model.values import (
    Contact,
    DepartmentId,
    Line,
    Published,
    Record,
    ServiceId,
    StageId,
    Text,
    Unannounced,
)
from guidebook.model.walk import walk

Audience = Literal[
    "自然人", "企业法人", "事业法人", "社会组织法人", "非法人企业", "行政机关", "其他组织"
]
Channel = Literal["窗口办理", "网上办理", "自助", "邮寄", "上门服务", "电话"]


class Service(Record):
    """A service item: the eight required elements, and as much of the wider table as is known."""

    fact_groups: ClassVar = {
        "summary": ("summary",),
        "paused": ("paused",),
        "kind": (
            "item_type",
            "handling",
            "audience",
            "result",
            "basic_code",
            "implementation_code",
            "level",
            "authority",
            "authority_kind",
            "delegated_by",
            "online_depth",
            "in_service_centre",
            "intermediaries",
            "annual_check",
            "quota",
            "validity",
        ),
        "basis": ("basis",),
        "rules": ("rules",),
        "conditions": ("conditions", "not_accepted"),
        "documents": ("documents",),
        "steps": ("steps", "special_procedures"),
        "limits": ("statutory_limit", "promised_limit", "limit_note"),
        "fee": ("fee", "visits", "channels", "scope"),
        "apply": ("apply",),
        "where": ("where", "hours"),
        "contact": ("contact", "complaint"),
        "departments": ("lead_department", "supporting_departments"),
        "faqs": ("faqs",),
        "remedies": ("remedies",),
    }
    wider_elements: ClassVar = (
        "item_type",
        "audience",
        "handling",
        "fee",
        "channels",
        "apply",
        "visits",
        "complaint",
        "result",
        "faqs",
    )
    """Elements of the wider table that every item should have: their absence is a warning."""

    code: Line = Field(title="事项代码", pattern=r"^S\d{2,3}$", examples=["S29"])
    summary: Text = Field(title="一句话说明")
    stages: tuple[StageId, ...] = Field(min_length=1, title="企业阶段")

    paused: Pause | None = Field(default=None, title="暂停办理")

    basis: Published[tuple[Law, ...]] = Field(title="设定依据")
    rules: tuple[Law, ...] = Field(default=(), title="有关规定")
    """What binds those concerned, without being what the service itself rests on."""
    conditions: Published[tuple[Text, ...]] = Field(title="申请条件")
    documents: Published[tuple[Document, ...]] = Field(title="办理材料")
    where: Published[tuple[Place, ...]] = Field(title="办理地点")
    hours: Published[Text] = Field(title="办理时间")
    contact: Published[tuple[Contact, ...]] = Field(title="联系电话")
    steps: Published[tuple[Step, ...]] = Field(title="办理流程")

    item_type: (
        Literal[
            "行政许可",
            "行政处罚",
            "行政强制",
            "行政征收",
            "行政给付",
            "行政检查",
            "行政确认",
            "行政奖励",
            "行政裁决",
            "其他行政权力",
            "公共服务",
            "楼事协调",
        ]
        | None
    ) = Field(default=None, title="事项类型")
    basic_code: Line | None = Field(default=None, title="基本编码")
    implementation_code: Line | None = Field(default=None, title="实施编码")
    level: Literal["国家级", "省级", "市级", "县级", "镇（乡、街道）级", "村（社区）级"] | None = (
        Field(default=None, title="行使层级")
    )
    authority: Text | None = Field(default=None, title="实施主体")
    authority_kind: Literal["法定机关", "授权组织", "受委托组织"] | None = Field(
        default=None, title="主体性质"
    )
    delegated_by: Text | None = Field(default=None, title="委托部门")
    audience: tuple[Audience, ...] = Field(default=(), title="服务对象")
    handling: Literal["即办件", "承诺件", "上报件", "联办件"] | None = Field(
        default=None, title="办件类型"
    )
    not_accepted: tuple[Text, ...] = Field(default=(), title="不受理的情形")
    statutory_limit: Limit | None = Field(default=None, title="法定办结时限")
    promised_limit: Published[Limit] | None = Field(default=None, title="承诺办结时限")
    limit_note: Text | None = Field(default=None, title="时限说明")
    special_procedures: tuple[Literal["听证", "检验", "公示", "专家评审", "招标"], ...] = Field(
        default=(), title="特别程序"
    )
    fee: Published[Text] | None = Field(default=None, title="收费")
    channels: Published[tuple[Channel, ...]] | None = Field(default=None, title="办理形式")
    apply: Published[Entrance] | None = Field(default=None, title="申办入口")
    online_depth: Literal["信息发布", "下载", "预审", "受理", "全程网办"] | None = Field(
        default=None, title="网办深度"
    )
    visits: Published[Visits] | None = Field(default=None, title="到办事现场次数")
    scope: Literal["全国", "跨省", "全市", "全区", "仅本部门"] | None = Field(
        default=None, title="通办范围"
    )
    in_service_centre: bool | None = Field(default=None, title="是否进驻政务服务中心")
    complaint: Published[tuple[Contact, ...]] | None = Field(default=None, title="监督投诉渠道")
    result: Published[Results] | None = Field(default=None, title="办理结果")
    intermediaries: Text | None = Field(default=None, title="中介服务")
    annual_check: Text | None = Field(default=None, title="年审或年检")
    quota: Text | None = Field(default=None, title="数量限制")
    validity: Text | None = Field(default=None, title="有效期")
    remedies: Text | None = Field(default=None, title="行政复议、诉讼")
    faqs: tuple[Faq, ...] = Field(default=(), title="常见问题")

    lead_department: DepartmentId = Field(title="承办部门")
    supporting_departments: tuple[DepartmentId, ...] = Field(default=(), title="协办部门")
    related: tuple[ServiceId, ...] = Field(default=(), title="相关事项")
    questions: tuple[Question, ...] = Field(default=(), max_length=4, title="诉求单附加问题")
    request_kind: Annotated[
        Literal["consultation", "ordinary", "complex"], Meaning("咨询", "一般", "复杂")
    ] = Field(default="ordinary", title="诉求类别")
    anonymous: bool = Field(default=False, title="可匿名")
    keep_days: int | None = Field(default=None, ge=1, title="办结后保存几天")
    """Where its requests are kept for a shorter time than the consent says."""

    @property
    def position(self) -> tuple[int, str]:
        """Services are listed by their codes."""
        return (0, self.code)

    @property
    def is_coordination(self) -> bool:
        """Whether this is a matter of the building (楼事协调), with no legal basis."""
        return self.item_type == "楼事协调"

    @property
    def laws(self) -> tuple[tuple[tuple[str, int], Law], ...]:
        """Every law of the service, with its place in the record."""
        listed = (("basis", self.basis or ()), ("rules", self.rules))
        return tuple(((name, n), law) for name, laws in listed for n, law in enumerate(laws))

    @property
    def results(self) -> tuple[Result, ...]:
        """What one gets in the end, none where that is not known."""
        if isinstance(self.result, Result):
            return (self.result,)
        return self.result or ()

    @property
    def ways(self) -> tuple[tuple[str, tuple[Step, ...]], ...]:
        """The steps of each way, whole and in order, under its name; of a single way without."""
        steps = self.steps or ()
        names = dict.fromkeys(step.way for step in steps if step.way)
        if not names:
            return (("", steps),) if steps else ()
        return tuple((way, tuple(s for s in steps if s.way in (None, way))) for way in names)

    @property
    def is_asked_here(self) -> bool:
        """Whether the form of this guide is the way to get it done."""
        return self.is_coordination or (isinstance(self.apply, Entrance) and self.apply.here)

    @property
    def unannounced(self) -> tuple[str, ...]:
        """What is not published yet; of its papers all details as one."""
        papers = walk(self.documents) if self.documents else ()
        details = any(isinstance(value, Unannounced) for _place, value in papers)
        return (*super().unannounced, *(["材料的细节"] if details else []))

    @property
    def promised_share(self) -> int | None:
        """The promised limit in per cent of the statutory one, where both count the same."""
        promised, statutory = self.promised_limit, self.statutory_limit
        if not (promised and statutory and statutory.number):
            return None
        if (promised.unit, promised.counts) != (statutory.unit, statutory.counts):
            return None
        return round(100 * promised.number / statutory.number)

    @property
    def days_saved(self) -> Limit | None:
        """By how much the promise is shorter than the law asks, where both count the same."""
        promised, statutory = self.promised_limit, self.statutory_limit
        if not promised or statutory is None or self.promised_share is None:
            return None
        saved = statutory.number - promised.number
        return Limit(number=saved, unit=promised.unit) if saved > 0 else None

    @property
    def phone_contact(self) -> Contact | None:
        """The first contact with a telephone number: what the phone's foot bar calls."""
        return next((c for c in self.contact or () if c.phone), None)
