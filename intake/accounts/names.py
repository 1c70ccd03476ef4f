"""What somebody who works here is called, read by the rules of the form."""

from __future__ import annotations

from intake.accounts.accounts import AccountError
from intake.form import fields
from intake.form.fields import RefusedError

LONGEST_NAME = 50


def read_name(text: str) -> str:
    """Take a name as people see it.

    Raises AccountError, which says what is amiss.
    """
    try:
        name = fields.person(text, LONGEST_NAME)
    except RefusedError as refusal:
        if refusal.place:
            raise AccountError(f"名字里第 {refusal.place} 个字不能识别，请换一种写法") from None
        name = ""
    if not name:
        raise AccountError(f"名字应为一行文字，1 到 {LONGEST_NAME} 个字")
    return name
