"""统一社会信用代码 (GB 32100-2015): 18 signs that say who registered whom, where, and a check."""

from __future__ import annotations

import re

from stdnum.cn import uscc

TYPES = {
    "1": "1239",
    "2": "19",
    "3": "123459",
    "4": "19",
    "5": "1239",
    "6": "129",
    "7": "129",
    "8": "19",
    "9": "1239",
    "A": "19",
    "N": "1239",
    "Y": "19",
}
"""Department that registers → the types it registers, 9 for others."""

_SHAPE = re.compile("[0-9A-HJ-NP-RTUW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}")
_NO_REGION = ("00", "99")
"""First digits of no region (GB/T 2260); 10 stands for the whole country."""


class CreditCodeError(ValueError):
    """The text is no credit code, and cannot be one."""


def canonical_credit_code(text: str) -> str:
    """Return the one form of a code, without blanks and hyphens, in capitals.

    Its check character is not looked at: registers gave out codes without a right one.
    Raises CreditCodeError.
    """
    code = re.sub(r"[\s\-]", "", text).upper()
    known = _SHAPE.fullmatch(code) and code[1] in TYPES.get(code[0], "")
    if not known or code[2:4] in _NO_REGION or len(set(code)) == 1:
        raise CreditCodeError
    return code


def is_doubtful(code: str) -> bool:
    """Tell whether a code is one, but for a check character that does not belong there."""
    return bool(_SHAPE.fullmatch(code)) and bool(uscc.calc_check_digit(code[:-1]) != code[-1])
