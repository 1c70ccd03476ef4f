"""What the elements of a service consist of: papers, steps, places, laws, where one applies."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic import model_validator as validate_model

from guidebook.model.addresses import WEB_PATTERN
from guidebook.model.several import OneOrSeveral
from guidebook.model.values import (
    UNANNOUNCED,
    Content,
    Day,
    Line,
    Published,
    Text,
    VenueId,
)


class Law(Content):
    """A law or rule, as a service rests on it; a plain text is its title alone."""

    title: Text = Field(title="名称")
    number: Text | None = Field(default=None, title="文号")
    article: Text | None = Field(default=None, title="条款")
    issuer: Text | None = Field(default=None, title="发布机关")
    in_force: Day | None = Field(default=None, title="施行日期")
    ends_on: Day | None = Field(default=None, title="有效期到")
    """The last day it counts, because its term ends or another one takes its place."""

    @validate_model(mode="before")
    @classmethod
    def _from_title(cls, value: object) -> object:
        is_title = isinstance(value, str) or (isinstance(value, dict) and "zh" in value)
        return {"title": value} if is_title else value

    def __str__(self) -> str:
        return f"{self.title}{self.article or ''}"


Copies = Annotated[int, Field(ge=0, le=99)]
"""How many of a paper; more than that is a slip."""


class Download(Content):
    """A file that its publisher offers (空白表格、示例样表), by the name that it has there."""

    name: Text = Field(title="文件名称")
    url: Line = Field(title="网址", pattern=WEB_PATTERN, examples=["https://guide.example/form"])


class Document(Content):
    """One thing to bring (申请材料): people print this list, so each line says how many of what.

    Originals and photocopies are counted apart: 0 is none of them, and 待公布 beside 0 of the other
    says which of the two it is without saying how many.
    """

    name: Text = Field(title="材料名称")
    counts_as: Text | None = Field(default=None, title="合并时算哪一样")
    """Name of the paper of another service that is enough here, too; of equal names it is known."""
    necessity: Published[Literal["必要", "非必要", "容缺后补"]] = Field(
        default=UNANNOUNCED, title="是否必要"
    )
    originals: Published[Copies] = Field(default=UNANNOUNCED, title="原件份数")
    photocopies: Published[Copies] = Field(default=UNANNOUNCED, title="复印件份数")
    form: Published[Literal["纸质", "电子", "均可"]] = Field(default=UNANNOUNCED, title="材料形式")
    stamp: Published[Literal["需盖章", "不需盖章", "需签字", "需签字并盖章"]] = Field(
        default=UNANNOUNCED, title="盖章"
    )
    source: Published[Literal["申请人自备", "政府部门核发", "其他"]] = Field(
        default=UNANNOUNCED, title="来源渠道"
    )
    source_note: Text | None = Field(default=None, title="来源说明")
    size: Line | None = Field(default=None, title="规格")
    basis: Text | None = Field(default=None, title="要求提供材料的依据")
    standard: Text | None = Field(default=None, title="受理标准")
    instructions: Text | None = Field(default=None, title="填报须知")
    blank_forms: tuple[Download, ...] = Field(default=(), title="空白表格")
    samples: tuple[Download, ...] = Field(default=(), title="示例样表")
    electronic_licence: Text | None = Field(default=None, title="可由电子证照替代")
    note: Text | None = Field(default=None, title="备注")


class Step(Content):
    """One step of the procedure (办理流程)."""

    name: Text = Field(title="步骤")
    way: Literal["网上办理", "窗口办理"] | None = Field(default=None, title="哪种办法")
    """Where a step is taken if online and at the counter differ; others belong to both."""
    who: Text | None = Field(default=None, title="谁来做")
    duration: Text | None = Field(default=None, title="用时")
    note: Text | None = Field(default=None, title="说明")


class Place(Content):
    """Where to go: a venue of the guide, or a name and an address."""

    name: Text = Field(title="地点名称")
    venue: VenueId | None = Field(default=None, title="阵地")
    address: Published[Text] | None = Field(default=None, title="地址")
    window: Text | None = Field(default=None, title="窗口")
    hours: Text | None = Field(default=None, title="窗口时间")
    phone: Line | None = Field(default=None, title="窗口电话")
    transport: Text | None = Field(default=None, title="交通")


class Entrance(Content):
    """Where one really applies (申办入口): its address if that is sourced, or what to look for."""

    name: Text = Field(title="入口名称")
    words: Line | None = Field(default=None, title="在那里搜什么")
    url: Line | None = Field(
        default=None,
        title="入口网址",
        pattern=WEB_PATTERN,
        examples=["https://guide.example/apply"],
    )
    here: bool = Field(default=False, title="就是本指南的诉求表单")


class Pause(Content):
    """That nothing is done for now (暂停办理): why, and the last day of it where that is known.

    The form takes requests all the same: what to do meanwhile is what companies ask then.
    """

    reason: Text = Field(title="为什么暂停")
    until: Day | None = Field(default=None, title="暂停到")


class Visits(Content):
    """How often one has to appear in person (到办事现场次数), and why."""

    number: int = Field(ge=0, le=9, title="次数")
    reason: Text | None = Field(default=None, title="原因")


class Result(Content):
    """What one gets in the end (办理结果)."""

    name: Text = Field(title="结果名称")
    kind: Literal["证照", "批文", "其他"] | None = Field(default=None, title="结果类型")
    delivery: tuple[Literal["自取", "邮寄", "电子"], ...] = Field(default=(), title="送达方式")


Results = Annotated[Result | tuple[Result, ...], OneOrSeveral()]
"""One result, or a list of them."""


class Faq(Content):
    """A question that people really ask, with its answer."""

    question: Text = Field(title="问")
    answer: Text = Field(title="答")


class Question(Content):
    """A question of the service's own in the request form: counts and bands, nothing personal."""

    id: Line = Field(title="编号", pattern=r"^[a-z][a-z0-9_]{0,30}$", examples=["same_building"])
    label: Text = Field(title="问题")
    hint: Text | None = Field(default=None, title="提示")
    choices: tuple[Text, ...] = Field(default=(), title="选项")
    """Choices to pick one from; without any, a line of text is asked for."""
