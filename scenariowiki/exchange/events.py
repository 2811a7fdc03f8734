"""What the exchange of files records."""

from dataclasses import dataclass

from scenariowiki.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ScenariosImported(Event):
    """A batch of an import; `published` without the not-an-author guard where it was asked for.

    `author_ids` are accounts that an administrator named as authors of what is new.
    """

    job_id: int | None
    created: int
    updated: int
    published: bool
    author_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ScenariosExported(Event):
    count: int
    format: str
    filtered: bool
