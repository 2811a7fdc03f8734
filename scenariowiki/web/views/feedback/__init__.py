"""Feedback as people meet it: giving it, answering it, saying whether the answer helped."""

from scenariowiki.web.views.feedback import (
    answering,
    giving,
    helping,
    listing,
    rating,
    sorting,
    ticket,
    wanted,
    wanting,
)
from scenariowiki.web.views.feedback.blueprint import bp

__all__ = [
    "answering",
    "bp",
    "giving",
    "helping",
    "listing",
    "rating",
    "sorting",
    "ticket",
    "wanted",
    "wanting",
]
