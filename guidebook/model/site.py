"""What belongs to the whole site: its names, stages, fixed texts, numbers and sources."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from guidebook.model.addresses import SITE_PATTERN, WEB_PATTERN
from guidebook.model.kinds import ListWording
from guidebook.model.meaning import Meaning
from guidebook.model.values import (
    UNANNOUNCED,
    BuildingId,
    Contact,
    Content,
    Day,
    Line,
    Published,
    ServiceId,
    SourceId,
    Text,
)


class Stage(Content):
    """A stage of a company's life, by which services are listed."""

    id: Line = Field(title="编号", pattern=r"^[a-z][a-z0-9-]{0,30}$", examples=["set-up"])
    name: Text = Field(title="名称")
    summary: Text = Field(title="说明")


class Hotline(Content):
    """The public number that answers when nothing else is published."""

    number: Line = Field(title="号码", pattern=r"^\d{5,12}$", examples=["12345"])
    name: Text = Field(title="名称")

    @property
    def called(self) -> str:
        """The name with the number, which many names hold already."""
        name = str(self.name)
        return name if self.number in name else f"{name} {self.number}"


class PublicNumber(Content):
    """A number that anybody may call, such as 119: texts may name it, because a source does."""

    number: Line = Field(title="号码", pattern=r"^\d{3,12}$", examples=["119"])
    name: Text = Field(title="名称")
    evidence: SourceId = Field(title="出处")


class Figure(Content):
    """A number shown on the home and about pages, with where it comes from."""

    label: Text = Field(title="指标")
    value: Line = Field(title="数值")
    note: Text | None = Field(default=None, title="说明")
    evidence: SourceId = Field(title="出处")


class SiteTexts(Content):
    """Sentences that stand in many places; each is written once."""

    sample: Text = Field(title="示例标注")
    not_checked: Text = Field(title="未核对标注")
    promise: Text = Field(title="服务承诺")
    council_unknown: Text = Field(title="楼事会待公布时的说明")
    ask_second_chief: Text = Field(title="提诉求给第二楼长")
    called_within: Text = Field(title="多久联系提诉求的人，写在工作日数后面")
    no_basis: Text = Field(title="楼事协调的说明")
    news_consent: Text = Field(title="用邮箱订阅推送的同意")


class DistrictWords(Content):
    """What the district calls those who look after its buildings; texts of the guide aside."""

    council: Line = Field(default="楼事会", title="楼里的议事组织")
    chief: Line = Field(default="楼长", title="一幢楼的负责人")
    second_chief: Line = Field(default="第二楼长", title="派到楼里的负责人")
    subdistrict: Line = Field(default="街道", title="楼所在的一级")


class PublicSite(Content):
    """The marks of a public body's site (国办发〔2017〕47号); left out until they are real."""

    domain: Line = Field(title="域名")
    id_code: Line | None = Field(
        default=None, title="网站标识码", pattern=r"^[a-z0-9]{10}$", examples=["3100000000"]
    )
    icp: Line | None = Field(default=None, title="ICP 备案号")
    police_record: Line | None = Field(default=None, title="公安备案号")
    report_errors_url: Line | None = Field(
        default=None,
        title="找错链接",
        pattern=WEB_PATTERN,
        examples=["https://example.cn/"],
    )


class Licence(Content):
    """The licence under which others may use the content."""

    id: Line = Field(title="许可代号", examples=["CC-BY-4.0"])
    """As SPDX lists it."""
    url: Line = Field(
        title="许可全文", pattern=WEB_PATTERN, examples=["https://licence.example/by/"]
    )


class Site(Content):
    """The identity and the settings of one district's guide."""

    title: Text = Field(title="站点名称")
    district: Text = Field(title="区域名称")
    tagline: Text = Field(title="一句话介绍")
    description: Text = Field(title="站点描述")
    site_url: Line = Field(title="网址", pattern=SITE_PATTERN, examples=["https://guide.example/"])
    intake_url: Line | None = Field(
        default=None,
        title="诉求系统网址",
        pattern=SITE_PATTERN,
        examples=["https://guide.example/"],
    )
    """Where the intake lives if not on the guide's own host."""
    owner: Line = Field(title="内容负责岗位")
    operator: Published[Text] = Field(title="主办单位")
    desk: Published[Contact] = Field(title="受理台联系方式")
    news_by_mail: bool = Field(default=False, title="推送可以用邮箱订阅")
    """Only where the intake can send mail: `INTAKE_NOTIFY` names a server."""
    changes_from: Day | None = Field(default=None, title="更新记录从哪一天写起")
    """Where content took another's place in a repository, older commits are not its own."""
    public_site: PublicSite | None = Field(default=None, title="公共网站标识")
    desk_evidence: SourceId | None = Field(default=None, title="受理台联系方式的出处")
    hotline: Hotline = Field(title="热线")
    public_numbers: tuple[PublicNumber, ...] = Field(default=(), title="公用号码")
    """The only numbers that texts may name: the hotline, those for emergencies."""
    stages: tuple[Stage, ...] = Field(min_length=1, title="企业阶段")
    stages_list: ListWording = Field(title="企业阶段列表页的文字")
    figures: tuple[Figure, ...] = Field(default=(), title="数字")
    historical_figures: tuple[Figure, ...] = Field(default=(), title="历史办件数字")
    """What was published on the requests before this guide counted them itself."""
    featured_buildings: tuple[BuildingId, ...] = Field(default=(), title="首页楼宇")
    featured_services: tuple[ServiceId, ...] = Field(default=(), title="首页事项")
    typos: Mapping[Line, Line] = Field(default_factory=dict, title="常见错别字")
    """Wrong spelling → right one; found anywhere in the content, it is a fault."""
    not_persons: tuple[Line, ...] = Field(default=(), title="不是人名的词")
    """Words of the district that begin like a name, such as a road: `check` passes them over."""
    words: DistrictWords = Field(default_factory=DistrictWords, title="称呼")
    texts: SiteTexts = Field(title="固定文字")
    content_licence: Text = Field(title="内容许可")
    licence: Published[Licence] = Field(default=UNANNOUNCED, title="许可的代号和全文")
    """What `content_licence` says, for machines: it stands in the open data."""

    @property
    def public_digits(self) -> tuple[str, ...]:
        """The public numbers."""
        return tuple(entry.number for entry in self.public_numbers)


class Source(Content):
    """Where a fact comes from; records name it by its id."""

    id: Line = Field(title="编号", pattern=r"^[a-z][a-z0-9-]{0,40}$", examples=["gazette-2026"])
    title: Text = Field(title="出处名称")
    kind: Annotated[
        Literal["official", "repost", "press", "encyclopaedia", "manual", "own"],
        Meaning("官方文本", "转载的官方文本", "报道", "百科", "公开资料", "本指南自己定的"),
    ] = Field(title="种类")
    """A repost is a public body's text, read in a copy whose address is not published.

    `own` is what this guide itself decides: how one asks through its form, and 楼事协调.
    """
    publisher: Text | None = Field(default=None, title="发布机关")
    published_on: Line | None = Field(default=None, title="日期")
    """As exact as it is known: 2023-06-17, 2023-06 or 2018."""
    url: Line | None = Field(
        default=None,
        title="网址",
        pattern=WEB_PATTERN,
        examples=["https://guide.example/page"],
    )
    """Where its publisher has it."""
    read_on: Day | None = Field(default=None, title="查阅日期")

    @property
    def is_weak(self) -> bool:
        """Whether it may tell of things, but not vouch for a limit, a fee or a legal basis."""
        return self.kind in ("press", "encyclopaedia")


class Sources(Content):
    """All sources the content refers to."""

    sources: tuple[Source, ...] = Field(min_length=1, title="出处")

    def get(self, source_id: str) -> Source | None:
        """Find a source by its id."""
        return self._by_id.get(source_id)

    @cached_property
    def _by_id(self) -> Mapping[str, Source]:
        return {source.id: source for source in reversed(self.sources)}
