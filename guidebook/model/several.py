"""Fields that take one value or a list of them."""

from __future__ import annotations

from typing import get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class OneOrSeveral:
    """Marks a field that takes one value or a list of them, without a union's noisy errors."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        def validate(value: object, inner: core_schema.ValidatorFunctionWrapHandler) -> object:
            is_list = isinstance(value, list | tuple) and value
            return inner(value) if is_list else inner((value,))[0]

        one = handler(get_args(source)[0])
        several = core_schema.tuple_variable_schema(one)
        written = core_schema.union_schema([one, several])
        return core_schema.no_info_wrap_validator_function(
            validate, several, json_schema_input_schema=written
        )
