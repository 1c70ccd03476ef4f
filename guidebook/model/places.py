"""Places: buildings and parks with their councils, the subdistricts they stand in, and venues."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from guidebook.model.meaning import Meaning
from guidebook.model.values import (
    BuildingId,
    Contact,
    Content,
    Line,
    Published,
    Record,
    RoleId,
    ServiceId,
    SubdistrictId,
    Text,
    Unannounced,
)


class Post(Content):
    """A post in a council. One person may hold several, in several councils: no people here."""

    role: RoleId = Field(title="岗位")
    filled_by: Text | None = Field(default=None, title="由谁担任（单位或岗位）")
    contact: Published[Contact] = Field(title="联系方式")


class BuildingCouncil(Content):
    """The 楼事会 of one building or of one park of many houses (一楼宇、一党组织、一楼事会)."""

    state: Annotated[
        Literal["pilot", "named", "published", "unknown", "none"],
        Meaning("首批试点", "有出处点名", "公布了岗位", "不知道有没有", "没有"),
    ] = Field(title="状态")
    note: Text | None = Field(default=None, title="说明")
    party_organisation: Published[Text] | None = Field(default=None, title="党组织")
    """The party organisation of the building or park, by its name; in some there is none."""
    posts: tuple[Post, ...] = Field(default=(), title="岗位")

    @property
    def is_known(self) -> bool:
        """Tell whether there is a council, as far as its evidence goes."""
        return self.state not in ("unknown", "none")


class Building(Record):
    """An office building, or a park of houses with one council."""

    fact_groups: ClassVar = {
        "name": ("name",),
        "name_en": ("name_en",),
        "aliases": ("aliases", "former_names"),
        "summary": ("summary",),
        "address": ("address",),
        "subdistrict": ("subdistrict",),
        "other_subdistricts": ("other_subdistricts",),
        "part_of": ("part_of",),
        "council": ("known_council",),
        "party_organisation": ("party_organisation",),
        "posts": ("known_posts",),
        "tax_class": ("tax_class",),
        "brand": ("brand",),
    }

    kind: Annotated[Literal["building", "park"], Meaning("一幢楼", "园区")] = Field(
        default="building", title="种类"
    )
    former_names: tuple[Line, ...] = Field(default=(), title="曾用名")
    address: Published[Text] = Field(title="地址")
    subdistrict: Published[SubdistrictId] = Field(title="所在街道")
    other_subdistricts: tuple[SubdistrictId, ...] = Field(default=(), title="别的资料写的街道")
    """Where sources disagree, the page says both; requests go by `subdistrict` alone."""
    summary: Text | None = Field(default=None, title="简介")
    part_of: BuildingId | None = Field(default=None, title="所属园区")
    """The park whose council also serves this house."""
    council: BuildingCouncil = Field(title="楼事会")
    tax_class: Literal["亿元楼", "月亿楼", "百亿楼"] | None = Field(default=None, title="税收层级")
    brand: Text | None = Field(default=None, title="一楼一品")

    @property
    def other_names(self) -> tuple[str, ...]:
        """Aliases and former names."""
        return self.aliases + self.former_names

    @property
    def street(self) -> str | None:
        """The road of the address, without the number; None where it cannot be told."""
        road = re.match(r"[^0-9０-９]+(?:路|大道|街|弄)", str(self.address or ""))
        return road[0] if road else None

    @property
    def door(self) -> str:
        """What stands on the door of its road, such as 501号; empty where that cannot be told."""
        after_the_road = str(self.address or "")[len(self.street or "") :]
        number = re.match(r"\d[\d、弄-]*(?:号|弄)?", after_the_road)
        return number[0] if self.street and number else ""

    @property
    def house_number(self) -> int:
        """The first number of the address, by which a street is walked; 0 where there is none."""
        number = re.search(r"\d+", str(self.address or ""))
        return int(number[0]) if number else 0

    @property
    def gist(self) -> str:
        """The address."""
        return str(self.address)

    @property
    def known_council(self) -> BuildingCouncil | None:
        """The council, where anything is known about it."""
        known = self.council.state != "unknown" or self.council.note
        return self.council if known else None

    @property
    def party_organisation(self) -> Text | Unannounced | None:
        """The party organisation of the building, a group of facts of its own."""
        return self.council.party_organisation

    @property
    def known_posts(self) -> tuple[Post, ...]:
        """The posts of which it is known who fills them or how they are reached."""
        return tuple(post for post in self.council.posts if post.filled_by or post.contact)


class Subdistrict(Record):
    """A 街道 of the district."""

    fact_groups: ClassVar = {
        "name": ("name",),
        "name_en": ("name_en",),
        "aliases": ("aliases",),
        "summary": ("summary",),
        "area": ("area", "boundaries"),
        "office": ("office",),
        "contact": ("contact",),
    }

    order: int = Field(default=99, ge=1, title="排列次序")
    summary: Text | None = Field(default=None, title="简介")
    area: Line | None = Field(
        default=None,
        title="面积（平方千米），只写数字",
        pattern=r"^\d+(\.\d+)?$",
        examples=["3.10"],
    )
    boundaries: Text | None = Field(default=None, title="四至")
    office: Published[Text] = Field(title="办事处地址")
    contact: Published[Contact] = Field(title="联系方式")

    @property
    def gist(self) -> str:
        """The boundaries, or where the office is."""
        return str(self.boundaries or self.office)


class Venue(Record):
    """A place where companies and staff are served in person, such as a 党群服务中心."""

    fact_groups: ClassVar = {
        "name": ("name",),
        "name_en": ("name_en",),
        "aliases": ("aliases",),
        "summary": ("summary",),
        "address": ("address",),
        "subdistrict": ("subdistrict",),
        "hours": ("hours",),
        "contact": ("contact",),
    }

    summary: Text = Field(title="简介")
    subdistrict: Published[SubdistrictId] = Field(title="所在街道")
    address: Published[Text] = Field(title="地址")
    hours: Published[Text] = Field(title="开放时间")
    contact: Published[Contact] = Field(title="联系方式")
    services: tuple[ServiceId, ...] = Field(default=(), title="可办事项")
