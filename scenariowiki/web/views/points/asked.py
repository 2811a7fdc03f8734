"""Rewards that somebody asked for and does not have yet, as lines of a statement."""

from types import SimpleNamespace as View

from flask import url_for

from scenariowiki.points.queries.rewards import redemptions
from scenariowiki.points.rules.rewards import RedemptionState
from scenariowiki.runtime.messages import word_for
from scenariowiki.runtime.session import read
from scenariowiki.web.reading import Reader
from scenariowiki.web.views.points.presenting import name


def open_requests(account_id: int, reader: Reader) -> list[View]:
    """Show what waits for a decision or for being handed over, and where that stands."""
    return [
        View(
            about=View(
                text=f"R-{row.id:04d} · {name(item, reader)}",
                url=url_for("points.rewards", _anchor="mine"),
                lang=reader.lang(item.name),
            ),
            points=row.price,
            at=row.requested_at,
            text=str(word_for(RedemptionState(row.state))),
        )
        for row, item in redemptions.list_open(read(), account_id)
    ]
