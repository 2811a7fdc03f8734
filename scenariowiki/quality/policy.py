"""Who may judge content, read what was judged, and change the list; asked by commands and pages alike."""

import datetime as dt
from collections.abc import Collection
from typing import Protocol

from scenariowiki.accounts.rules import Actor, Permission


class Reviewed(Protocol):
    """The facts of a review that decide who deals with it."""

    @property
    def coach_id(self) -> int: ...

    @property
    def withdrawn_at(self) -> dt.datetime | None: ...


def may_review(actor: Actor) -> bool:
    """Tell who draws samples and writes reviews: coaches."""
    return actor.may(Permission.REVIEW_QUALITY)


def may_read_reviews(actor: Actor) -> bool:
    """Tell who reads every review: coaches and curators; it is no public page."""
    return actor.may(Permission.READ_QUALITY)


def may_read_review(actor: Actor, review: Reviewed, author_ids: Collection[int]) -> bool:
    """Tell who reads one review: those who read all, who wrote it, and who wrote the scenario.

    What was taken back is read by its coach alone.
    """
    if actor.id == review.coach_id:
        return True
    return review.withdrawn_at is None and (may_read_reviews(actor) or actor.id in author_ids)


def may_withdraw(actor: Actor, review: Reviewed) -> bool:
    """Tell who takes a review back: whoever wrote it."""
    return actor.id == review.coach_id


def may_manage_checklist(actor: Actor) -> bool:
    """Tell who changes the list: curators and administrators."""
    return actor.may(Permission.MANAGE_CHECKLIST)
