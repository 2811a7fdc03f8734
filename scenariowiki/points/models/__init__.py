"""Tables of points: the ledger and what is added up from it."""

from scenariowiki.points.models.boards import PeriodFreeze, PeriodSnapshot
from scenariowiki.points.models.ledger import (
    Award,
    CapUse,
    PeriodScore,
    PersonScore,
    Purse,
    TariffVersion,
    Transfer,
)
from scenariowiki.points.models.replay import Replay

__all__ = [
    "Award",
    "CapUse",
    "PeriodFreeze",
    "PeriodScore",
    "PeriodSnapshot",
    "PersonScore",
    "Purse",
    "Replay",
    "TariffVersion",
    "Transfer",
]
