"""Form tokens: they open a form once, so that the same form sent twice stays one request.

The key inside (128 random bits) is the request's key in the journal; the signature keeps others
from choosing it. It opens nothing: the private link is a secret of its own, made later.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from intake.clock import Clock

LIFETIME = timedelta(days=7)
AHEAD = timedelta(minutes=5)
"""By how much the clock of the process that opened a form may be ahead of ours."""
_SALT = "intake form"


class ForgedTokenError(ValueError):
    """The token was not made by us, or not as it stands."""


@dataclass(frozen=True)
class FormToken:
    """A form that was opened; an expired one is shown again, with everything typed kept."""

    key: str
    expired: bool


class FormTokens:
    """Makes and reads the tokens of forms.

    The time of opening is a field of ours and not itsdangerous' own: it comes from our clock.
    """

    def __init__(self, secret_keys: tuple[str, ...], form_version: str, clock: Clock) -> None:
        self._serializer = URLSafeSerializer(list(secret_keys), salt=_SALT)
        self._form_version = form_version
        self._clock = clock

    def make(self) -> str:
        """Open a new form: return its signed token."""
        key = secrets.token_urlsafe(16)
        opened = int(self._clock().timestamp())
        return str(self._serializer.dumps([key, self._form_version, opened]))

    def read(self, text: str) -> FormToken:
        """Read a token that came back with a form; one of an older form counts as expired.

        So does one of a time to come: a clock that was set back would let it live on for years.

        Raises ForgedTokenError.
        """
        try:
            key, form_version, opened = self._serializer.loads(text)
        except BadSignature:
            raise ForgedTokenError from None
        age = self._clock().timestamp() - opened
        in_time = -AHEAD.total_seconds() <= age <= LIFETIME.total_seconds()
        return FormToken(key, expired=form_version != self._form_version or not in_time)
