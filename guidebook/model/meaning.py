"""What the few words of a key mean, where they are English and editors are not."""

from __future__ import annotations

from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema


class Meaning:
    """Annotates a `Literal`: what each of its words means, in their order."""

    def __init__(self, *said: str) -> None:
        self.said = said

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(core) | {"enumDescriptions": list(self.said)}
