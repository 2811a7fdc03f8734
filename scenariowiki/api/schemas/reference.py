"""What a centre orders its scenarios by, and who is asking."""

from typing import Any

from scenariowiki.api.schemas.base import NextCursor, Shown


class TagShown(Shown):
    id: int
    name: str
    labels: dict[str, str]
    group: str | None
    uses: int
    common: bool


class TagPage(Shown):
    items: list[TagShown]
    next_cursor: NextCursor


class CategoryShown(Shown):
    """`path` may be sent as `category`."""

    id: int
    title: str
    path: str
    labels: dict[str, str]
    description: str
    depth: int
    parent_id: int | None


class CategoryPage(Shown):
    items: list[CategoryShown]
    next_cursor: NextCursor


class ChoiceShown(Shown):
    key: str
    labels: dict[str, str]


class FieldShown(Shown):
    key: str
    kind: str
    labels: dict[str, str]
    help: dict[str, str]
    choices: list[ChoiceShown]
    required: bool
    facet: bool


class TemplateShown(Shown):
    """The capture template in force."""

    number: int
    fields: list[FieldShown]


class TeamShown(Shown):
    id: int
    name: str


class MeShown(Shown):
    """The account the token belongs to, with its present rights."""

    name: str
    display_name: str
    roles: list[str]
    permissions: list[str]
    teams: list[TeamShown]
    leads: list[int]
    locale: str
    timezone: str


class Problem(Shown):
    """RFC 9457. `code` is stable; `detail` is in the language of Accept-Language; `errors` are by field."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: dict[str, dict[str, str]] | None = None
    base: dict[str, Any] | None = None
    ours: dict[str, Any] | None = None
    theirs: dict[str, Any] | None = None
    conflicts: list[dict[str, Any]] | None = None
