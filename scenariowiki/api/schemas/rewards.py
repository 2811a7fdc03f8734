"""Rewards and redemptions."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from scenariowiki.api.schemas.base import Given, Id, Moment, NextCursor, Shown, Text
from scenariowiki.points.rules.rewards import PRICE_MAX, TEXT_MAX, RedemptionState, RewardKind

Note = Annotated[Text, Field(max_length=TEXT_MAX)]


class RewardShown(Shown):
    """A reward as one person sees it; `obstacle` is the code a request would meet now, null when none."""

    id: int
    name: str
    labels: dict[str, str]
    description: str
    icon: str
    kind: RewardKind
    price: int
    stock: Annotated[int | None, Field(description="What this person could ask for; null without limit.")]
    budget_left: Annotated[int | None, Field(description="Points left this quarter; null without budget.")]
    per_quarter: int | None
    active_until: dt.date | None
    obstacle: str | None
    is_waiting: bool


class RewardPage(Shown):
    """The catalogue, with what one may spend and what is reserved."""

    available: int
    held: int
    items: list[RewardShown]
    next_cursor: NextCursor


class RedemptionGiven(Given):
    """Which reward; a `price` other than the present one is refused with `price_changed`."""

    reward: Id
    price: Annotated[int, Field(ge=0, le=PRICE_MAX)] | None = None
    note: Note = ""


class RedemptionStepGiven(Given):
    """`reject` and `refund` need a `note`, which whoever asked reads."""

    note: Note = ""


class RedemptionStepShown(Shown):
    state: RedemptionState
    by: str
    at: Moment
    note: str


class RedemptionShown(Shown):
    id: int
    reward: int
    name: str
    who: str
    price: int
    state: RedemptionState
    note: str
    requested_at: Moment
    expires_at: Moment | None
    certificate: str | None
    steps: list[RedemptionStepShown]


class RedemptionPage(Shown):
    items: list[RedemptionShown]
    next_cursor: NextCursor
