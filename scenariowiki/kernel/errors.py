"""Refusals of the domain; delivery turns their `code` into a page, a problem document or an exit status."""

from collections.abc import Mapping
from typing import Any, ClassVar


class DomainError(Exception):
    """A request that breaks a rule.

    `code` is a promise to API clients; `facts` fill the text that `runtime.messages` holds for it.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, code: str | None = None, **facts: Any) -> None:
        self.reason = code or self.code
        self.facts: Mapping[str, Any] = facts
        super().__init__(self.reason, facts)

    def __str__(self) -> str:
        return f"{self.reason} {dict(self.facts)}" if self.facts else self.reason


class Forbidden(DomainError):
    """The actor may not do this, and may know that it exists (403)."""

    code = "forbidden"


class NotFound(DomainError):
    """There is no such thing, or the actor may not know of it (404)."""

    code = "not_found"


class Invalid(DomainError):
    """The input's meaning is wrong (422); `fields` maps a field's name to message codes."""

    code = "invalid"

    def __init__(
        self, code: str | None = None, *, fields: Mapping[str, Any] | None = None, **facts: Any
    ) -> None:
        self.fields = dict(fields or {})
        super().__init__(code, **facts)


class Conflict(DomainError):
    """The world has moved on, or the state does not allow it (409)."""

    code = "conflict"


class Unauthenticated(DomainError):
    """Nobody is signed in, or the proof of it is no longer good (401)."""

    code = "unauthenticated"


class Throttled(DomainError):
    """Too many tries (429); `retry_after` seconds among the facts."""

    code = "throttled"


class TooLarge(DomainError):
    """More bytes, rows or characters than the limit (413)."""

    code = "too_large"
