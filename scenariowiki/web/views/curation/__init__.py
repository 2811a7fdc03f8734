"""Curation: the queue, deciding its items, and taking merges apart."""

from scenariowiki.web.views.curation import (
    deciding,
    item,
    log,
    merges,
    queue,
    reporting,
    returning,
    several,
    swapping,
)
from scenariowiki.web.views.curation.blueprint import bp

__all__ = [
    "bp",
    "deciding",
    "item",
    "log",
    "merges",
    "queue",
    "reporting",
    "returning",
    "several",
    "swapping",
]
