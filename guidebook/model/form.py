"""The one-stop request form: the wording of its fields and messages, its labels and deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from guidebook.model.values import ClockTime, Content, DepartmentId, Line, Text


class Status(StrEnum):
    """Where a request stands."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    AWAITING_APPLICANT = "awaiting_applicant"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a request was closed."""

    SOLVED = "solved"
    EXPLAINED = "explained"
    PLANNED = "planned"
    REDIRECTED = "redirected"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    UNSOLVABLE = "unsolvable"
    UNANSWERED_BY_SENDER = "unanswered_by_sender"


class ShownEvent(StrEnum):
    """What happens to a request that its sender is shown: no note, link or correction."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    DECLINE = "decline"
    ASK_MORE = "ask_more"
    SUPPLY = "supply"
    ASSIGN = "assign"
    HAND_BACK = "hand_back"
    START = "start"
    EXTEND = "extend"
    UPDATE = "update"
    ANSWER = "answer"
    CLOSE = "close"
    RATE = "rate"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    RESUME = "resume"
    REDACT = "redact"


class Grade(StrEnum):
    """How content a company is with an answer, the best first (12345 practice)."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    FAIRLY_SATISFIED = "fairly_satisfied"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"


class Choice(Content):
    """One choice of a field."""

    id: Line = Field(title="编号", pattern=r"^[a-z][a-z0-9_]{0,30}$", examples=["same_building"])
    label: Text = Field(title="文字")


class FieldWording(Content):
    """How one field of the form speaks: its label, why it is asked, and what it says when amiss."""

    label: Text = Field(title="标签")
    hint: Text | None = Field(default=None, title="提示")
    missing: Text | None = Field(default=None, title="未填时的提示")
    invalid: Text | None = Field(default=None, title="填错时的提示")
    too_long: Text | None = Field(default=None, title="过长时的提示")
    doubtful: Text | None = Field(default=None, title="有疑问、再提交一次就收的提示")
    mark: Text | None = Field(default=None, title="有疑问而收下时，给经办人看的标记")
    choices: tuple[Choice, ...] = Field(default=(), title="选项")


class FormFields(Content):
    """Every field of the form; what is required of whom is settled in the intake, not here."""

    asker: FieldWording = Field(title="提出人")
    building: FieldWording = Field(title="楼宇")
    building_other: FieldWording = Field(title="其他楼宇")
    subdistrict: FieldWording = Field(title="所在街道")
    service: FieldWording = Field(title="事项")
    company: FieldWording = Field(title="企业名称")
    contact: FieldWording = Field(title="称呼")
    phone: FieldWording = Field(title="电话")
    description: FieldWording = Field(title="诉求描述")
    consent: FieldWording = Field(title="同意项")
    page: FieldWording = Field(title="所在页面")
    facts: FieldWording = Field(
        default_factory=lambda: FieldWording.model_validate({"label": "带上企业情况"}),
        title="企业情况",
    )
    """What a company said of itself to find policies; its sender can leave it out."""
    need: FieldWording = Field(
        default_factory=lambda: FieldWording.model_validate(
            {"label": "我也需要", "invalid": "网址里的需求我们不认识"}
        ),
        title="我也需要",
    )
    """The entry of the list of needs that its sender has too; they can leave it out."""
    uscc: FieldWording = Field(title="统一社会信用代码")
    email: FieldWording = Field(title="电子邮箱")
    reply_by: FieldWording = Field(title="希望的答复方式")
    channel: FieldWording = Field(
        default_factory=lambda: FieldWording.model_validate({"label": "来源"}), title="来源"
    )
    """Asked at the desk alone; without choices where a district does not tell channels apart."""


class FormMessages(Content):
    """What the form says as a whole."""

    intro: Text = Field(title="开头说明")
    more: Text = Field(title="补充信息标题")
    error_title: Text = Field(title="错误汇总标题")
    unknown_service: Text = Field(title="网址里的事项不认识")
    unknown_building: Text = Field(title="网址里的楼宇不认识")
    expired: Text = Field(title="表单过期")
    check_intro: Text = Field(title="核对页说明")
    may_be_answered: Text = Field(title="指南里可能已有答案的标题")
    received: Text = Field(title="收到后的说明")
    keep_number: Text = Field(title="保存编号的提示")
    not_saved: Text = Field(title="未能保存的说明")
    not_found: Text = Field(title="查无结果的说明")
    draft: Text = Field(title="没有提交的内容在设备上记多久")
    drafted: Text = Field(title="填入了没有写完的内容")
    carried: Text = Field(title="内容由链接带来的提示")
    too_many: Text = Field(title="提交或查询得太多的说明")
    number_rests: Text = Field(title="一个编号查错太多次的说明")
    status_intro: Text = Field(title="查询页说明")
    unreadable: Text | None = Field(default=None, title="有字不能识别的提示，{place} 是第几个字")
    answer_invalid: Text = Field(title="附加问题填错的提示")
    estimated: Text = Field(title="预计日期的说明")
    urgent: Text = Field(title="紧急情况的说明")
    urgent_first: Text = Field(title="像是紧急情况时的标题")
    urgent_then: Text = Field(title="打过电话以后的说明")


class AnswerDays(Content):
    """Working days within which a request is answered, by kind (12345 practice: 1, 5, 15)."""

    consultation: int = Field(ge=1, le=60, title="咨询")
    ordinary: int = Field(ge=1, le=60, title="一般")
    complex: int = Field(ge=1, le=60, title="复杂")


class Deadlines(Content):
    """The promised times, all in working days."""

    received_until: ClockTime = Field(title="当日受理截止时刻")
    """Later than this, or on a day off, a request counts as received on the next working day."""
    first_contact: int = Field(ge=1, le=60, title="首次联系")
    answer: AnswerDays = Field(title="答复")
    close: int = Field(ge=1, le=60, title="答复后办结")

    @property
    def promised_days(self) -> tuple[int, ...]:
        """Every number of working days that this guide itself promises an answer in."""
        answer = self.answer
        return (self.first_contact, answer.consultation, answer.ordinary, answer.complex)


GAP = "…"
"""In a word of an emergency: a few signs of the same sentence, or none (电梯…出不来)."""
OR = "/"
"""In what stands before, between or after gaps: one or the other (拿/持…刀)."""


class Emergency(Content):
    """An emergency that must not wait for an answer: the words that tell it, and whom to call."""

    words: tuple[Line, ...] = Field(min_length=1, title="字词，… 是中间插的几个字，/ 是或者")
    harmless: tuple[Line, ...] = Field(default=(), title="含有这些字词、却不是急事的说法")
    """Passed over in a text; what else it says still counts."""
    number: Line = Field(title="号码", pattern=r"^\d{3,12}$", examples=["119"])
    label: Text = Field(title="说明")


class OtherChoice(Content):
    """The choice 「不清楚／其他」, and who owns what comes in under it."""

    label: Text = Field(title="文字")
    department: DepartmentId = Field(title="负责部门")


class ReceiptWording(Content):
    """What the status page says about the things a company can do there."""

    ours: Text = Field(title="受理台怎么称呼")
    contact: Text = Field(title="留了电话或邮箱的，接下来怎么联系")
    no_contact: Text = Field(title="没有留电话和邮箱的，怎么看答复")
    started: Text = Field(title="还没有联系企业的，进度里怎么说开始办理")
    supply: Text = Field(title="补充的说明")
    withdraw: Text = Field(title="撤回的说明")
    resume: Text = Field(title="恢复的说明")
    own_words: Text = Field(title="看自己填的内容的说明")
    tail_wrong: Text = Field(title="电话后四位填错的提示")
    tail_rests: Text = Field(title="电话后四位填错太多次的提示")
    rate: Text = Field(title="评价的说明")
    rated: Text = Field(title="评价以后的说明")
    supplied: Text = Field(title="补充以后的说明")
    reopen: Text = Field(title="反映未解决的说明")
    silent: Text = Field(title="到期自动办结的理由")
    missing: Text = Field(title="没有写的提示")
    invalid: Text = Field(title="有不能识别的字符的提示")
    too_long: Text = Field(title="写得过长的提示")
    grade_missing: Text = Field(title="没有选评价的提示")
    changed: Text = Field(title="情况已经变化的提示")
    not_saved: Text = Field(title="未能保存的提示")


class Form(Content):
    """The request form of the district."""

    title: Text = Field(title="标题")
    version: Line = Field(title="版本")
    fields: FormFields = Field(title="字段")
    messages: FormMessages = Field(title="整体提示")
    other: OtherChoice = Field(title="不清楚／其他")
    deadlines: Deadlines = Field(title="时限")
    statuses: Mapping[Status, Text] = Field(title="状态名称")
    outcomes: Mapping[Outcome, Text] = Field(title="结果名称")
    grades: Mapping[Grade, Text] = Field(title="评价名称")
    next_steps: Mapping[Status, Text] = Field(title="接下来的说明")
    events: Mapping[ShownEvent, Text] = Field(title="进度的说法")
    urgent: tuple[Emergency, ...] = Field(default=(), title="紧急情况")
    receipt: ReceiptWording = Field(title="进度页文字")


class ConsentTopic(Content):
    """One topic of the privacy notice (个人信息保护法第十七条)."""

    heading: Text = Field(title="小标题")
    text: Text = Field(title="内容")


class Consent(Content):
    """The privacy notice and the sentence a sender agrees to; each request stores its version."""

    version: Line = Field(title="版本")
    editions: Mapping[Line, Line] = Field(default_factory=dict, title="各版登记")
    """Version → fingerprint of its text, of every version that anybody agreed to."""
    summary: Text = Field(title="摘要")
    agreement: Text = Field(title="同意项文字")
    keep_days: int = Field(default=180, ge=1, le=3650, title="办结后保存几天")
    """After this, what is of a person is deleted; the law sets no number (PIPL 19)."""
    topics: tuple[ConsentTopic, ...] = Field(min_length=1, title="各项内容")
