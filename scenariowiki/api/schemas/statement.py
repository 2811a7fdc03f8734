"""What somebody has of points, and where it came from."""

import datetime as dt

from scenariowiki.api.schemas.base import Moment, NextCursor, Shown


class WalletShown(Shown):
    """`held` is reserved for redemptions, `pending` counts nowhere yet."""

    available: int
    pending: int
    held: int
    debt: int


class TransferShown(Shown):
    """`points` as signed by their owner, `balance` the wallet after it; `reason` of what was taken back."""

    id: int
    at: Moment
    day: dt.date
    counts_for: dt.date
    code: str
    points: int
    balance: int
    rule: str | None
    tariff: int | None
    scored: bool
    state: str | None
    reason: str | None
    no: int | None
    title: str | None
    solution: int | None
    appeal: str | None


class StatementPage(Shown):
    items: list[TransferShown]
    next_cursor: NextCursor
