"""Tables of points: the ledger, what is added up from it, and what people ask for about it."""

from scenariowiki.points.models.boards import PeriodFreeze, PeriodSnapshot
from scenariowiki.points.models.claims import PointsAppeal, PointsGrant
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
    "PointsAppeal",
    "PointsGrant",
    "Purse",
    "Replay",
    "TariffVersion",
    "Transfer",
]
