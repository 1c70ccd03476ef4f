"""A kind of record: its folder, its model, its pages and the wording of its list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Generic, TypeVar, cast, overload

from pydantic import Field

from guidebook.model.values import Content, Day, Line, Record, Text

if TYPE_CHECKING:
    from guidebook.model.guidebook import Guidebook

R = TypeVar("R", bound=Record)


LIST = "_list"
"""File of a kind's folder, without its ending, that holds the wording of its list; no record."""


class ListWording(Content):
    """How one kind of record is called, and how its list page introduces it."""

    name: Text = Field(title="称呼")
    title: Text = Field(title="列表标题")
    intro: Text = Field(title="列表说明")


class Retired(Content):
    """A record that is gone and has no successor: what its address still says."""

    id: Line = Field(title="原来的编号")
    name: Text = Field(title="原来的名称")
    reason: Text = Field(title="为什么撤下")
    on: Day = Field(title="哪天撤下")


class KindWording(ListWording):
    """The wording of a kind's list, and what once stood in it."""

    retired: tuple[Retired, ...] = Field(default=(), title="撤下的")


class Kind(Generic[R]):
    """One kind of record, written as an attribute of `Guidebook`.

    The attribute's name is the folder of `guides/` and the first part of the address. Asked of a
    guidebook, the attribute is that guidebook's records of this kind, by id.
    """

    name: str

    def __init__(self, model: type[R], page: str = "", list_page: str = "records_list") -> None:
        """Take the model of the records, and their templates; a page's is named as the kind."""
        self.model = model
        self._page = page
        self._list_page = list_page

    def __set_name__(self, owner: type[Guidebook], name: str) -> None:
        self.name = name

    @property
    def page(self) -> str:
        """The template of a record's page."""
        return f"{self._page or self.name}.html"

    @property
    def list_page(self) -> str:
        """The template of the list."""
        return f"{self._list_page}.html"

    @overload
    def __get__(self, guidebook: None, owner: type[Guidebook]) -> Kind[R]: ...
    @overload
    def __get__(self, guidebook: Guidebook, owner: type[Guidebook]) -> Mapping[str, R]: ...
    def __get__(
        self, guidebook: Guidebook | None, owner: type[Guidebook]
    ) -> Kind[R] | Mapping[str, R]:
        if guidebook is None:
            return self
        return cast("Mapping[str, R]", guidebook.records[self.name])
