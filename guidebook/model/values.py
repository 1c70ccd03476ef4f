"""The small values that records are made of: texts, references, limits, contacts, evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from enum import Enum
from typing import Annotated, ClassVar, Literal, TypeVar, get_args

from markupsafe import escape
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
)
from pydantic import model_validator as validate_model
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

from guidebook.model.name_order import name_order
from guidebook.model.several import OneOrSeveral

T = TypeVar("T")

SAMPLE_MARKS = ("memory", "inference", "assumption")
"""Evidence that is no source: from memory, derived, or assumed. Shown to readers as sample data."""

NO_LEGAL_BASIS = "无法定依据，协调服务"
"""What a 楼事协调 item must say under 设定依据."""


class Unannounced(Enum):
    """The value an editor writes where a required fact is not published yet."""

    VALUE = "待公布"

    def __bool__(self) -> Literal[False]:
        return False

    def __str__(self) -> str:
        return str(self.value)


UNANNOUNCED = Unannounced.VALUE


class _MayBeUnannounced:
    """Marks a field that takes 待公布 for its value, without the noise of a union's errors."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        def validate(value: object, inner: core_schema.ValidatorFunctionWrapHandler) -> object:
            return UNANNOUNCED if value in (UNANNOUNCED, UNANNOUNCED.value) else inner(value)

        known_type = next(kind for kind in get_args(source) if kind is not Unannounced)
        known, mark = handler(known_type), core_schema.literal_schema([UNANNOUNCED.value])
        written = core_schema.union_schema([known, mark])
        return core_schema.no_info_wrap_validator_function(
            validate, known, json_schema_input_schema=written
        )


Published = Annotated[T | Unannounced, _MayBeUnannounced()]
"""A fact that may stand as 待公布."""

MAILBOX = r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A text without markup in one language."""


def _typed_like(pattern: str, error: Literal["date_type", "time_type"]) -> BeforeValidator:
    """Take only what is typed as shown: pydantic would read 20270531, or 17, as seconds."""

    def check(value: object) -> object:
        if isinstance(value, str) and not re.fullmatch(pattern, value.strip()):
            raise PydanticKnownError(error)
        return value

    return BeforeValidator(check)


Day = Annotated[date, _typed_like(r"\d{4}-\d\d-\d\d", "date_type")]
"""A date, typed 2026-11-23."""

ClockTime = Annotated[time, _typed_like(r"\d\d:\d\d", "time_type")]
"""A time of day, typed 09:30."""


class Content(BaseModel):
    """Anything read from `guides/`: frozen, and no key that is not in the model."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Content):
    """A reader's text: a Chinese string, or `{zh, en}`; links are written `[label](/address/)`."""

    zh: Line
    en: Line | None = None

    @validate_model(mode="before")
    @classmethod
    def _from_plain_string(cls, value: object) -> object:
        return {"zh": value} if isinstance(value, str) else value

    def __str__(self) -> str:
        return self.zh

    def __html__(self) -> str:
        """Write it for a page: templates ask each value for this, before `str`."""
        return escape(self.zh)


class RecordId(str):
    """The id of another record; `kind` is the folder that record lives in."""

    kind: ClassVar[str]

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls, core_schema.str_schema(strip_whitespace=True, min_length=1)
        )


class BuildingId(RecordId):
    """The id of a building or park."""

    kind = "buildings"


class SubdistrictId(RecordId):
    """The id of a subdistrict (街道)."""

    kind = "subdistricts"


class VenueId(RecordId):
    """The id of a venue."""

    kind = "venues"


class DepartmentId(RecordId):
    """The id of a department, or of a routing target that is no department."""

    kind = "departments"


class RoleId(RecordId):
    """The id of a role in the building councils."""

    kind = "roles"


class ServiceId(RecordId):
    """The id of a service item."""

    kind = "services"


class StageId(RecordId):
    """The id of a stage of a company's life, listed in `site.yaml`."""

    kind = "stages"


class NeedId(RecordId):
    """The id of a need."""

    kind = "needs"


class ResourceId(RecordId):
    """The id of a resource."""

    kind = "resources"


class PageId(RecordId):
    """A record of any kind, written `services/expand-lease`."""

    kind = "pages"


class SourceId(RecordId):
    """The id of a source in `sources.yaml`, or a sample mark."""

    kind = "sources"


SourceIds = Annotated[SourceId | tuple[SourceId, ...], OneOrSeveral()]
"""What vouches for a group of facts: a source or a sample mark, or several sources."""


class Contact(Content):
    """A way to reach a post or a window. No key for a person's name: posts stay, people change."""

    label: Text = Field(title="称谓")
    phone: Line | None = Field(default=None, title="电话")
    email: Line | None = Field(
        default=None, title="邮箱", pattern=MAILBOX, examples=["window@guide.example"]
    )
    address: Text | None = Field(default=None, title="地址")
    hours: Text | None = Field(default=None, title="时间")


class Record(Content):
    """One file in one of the folders of `guides/`: with a page, found by search."""

    fact_groups: ClassVar[Mapping[str, tuple[str, ...]]]
    """Groups of facts that need evidence each, with the fields that belong to them."""

    id: Line = Field(title="编号")
    former_ids: tuple[Line, ...] = Field(default=(), title="曾用编号")
    name: Text = Field(title="名称")
    aliases: tuple[Line, ...] = Field(default=(), title="别名")
    keywords: tuple[Line, ...] = Field(default=(), title="关键词")
    asked_as: tuple[Line, ...] = Field(default=(), title="常见问法")
    evidence: Mapping[Line, SourceIds] = Field(default_factory=dict, title="出处")
    """Group of facts → source ids or a sample mark; `default` (a mark) covers groups not named."""
    owner: Line | None = Field(default=None, title="内容负责岗位")
    checked_on: Day | None = Field(default=None, title="核对日期")
    review_by: Day = Field(title="下次核对")
    valid_from: Day | None = Field(default=None, title="生效日期")
    valid_to: Day | None = Field(default=None, title="失效日期")

    @property
    def name_en(self) -> str | None:
        """The English name: a fact of places and bodies; of all else our own translation."""
        return self.name.en

    @property
    def other_names(self) -> tuple[str, ...]:
        """Every further name readers may know the record by."""
        return self.aliases

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the record, its title first."""
        return (str(self.name), *self.other_names, *([self.name_en] if self.name_en else []))

    @property
    def sought_as(self) -> tuple[str, ...]:
        """Every wording that readers may look for the record by."""
        return (*self.names, *self.asked_as, *self.keywords)

    @property
    def position(self) -> tuple[int, str]:
        """Where the record stands among its kind: lists are in this order everywhere.

        As `order` says where a kind has it, then by the pinyin of the name.
        """
        return (getattr(self, "order", 0), name_order(str(self.name)))

    @property
    def gist(self) -> str:
        """One line on the record, as lists show it."""
        return str(getattr(self, "summary", None) or "")

    @property
    def unannounced(self) -> tuple[str, ...]:
        """What is not published yet, in the words of the fields."""
        fields = type(self).model_fields.items()
        return tuple(
            str(field.title)
            for name, field in fields
            if isinstance(getattr(self, name), Unannounced)
        )

    def has_facts(self, group: str) -> bool:
        """Tell whether any field of a group of facts is filled with something other than 待公布."""
        return any(getattr(self, field) for field in self.fact_groups[group])

    def evidence_for(self, group: str) -> tuple[str, ...]:
        """Return a group's source ids, or its sample mark; () where it holds no facts."""
        found = self.evidence.get(group) or self.evidence.get("default")
        if not found or not self.has_facts(group):
            return ()
        return (found,) if isinstance(found, str) else found

    def is_sourced(self, group: str) -> bool:
        """Tell whether a group of facts has a source by name, not only a sample mark."""
        evidence = self.evidence_for(group)
        return bool(evidence) and not set(evidence) & set(SAMPLE_MARKS)
