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
from scenariowiki.points.models.prizes import PrizePayout, PrizePlan, PrizeShare
from scenariowiki.points.models.replay import Replay
from scenariowiki.points.models.rewards import (
    ExpiryNotice,
    Redemption,
    RedemptionStep,
    RewardBudget,
    RewardItem,
    RewardWait,
    StockChange,
)
from scenariowiki.points.models.thanks import Kudos

__all__ = [
    "Award",
    "CapUse",
    "ExpiryNotice",
    "Kudos",
    "PeriodFreeze",
    "PeriodScore",
    "PeriodSnapshot",
    "PersonScore",
    "PointsAppeal",
    "PointsGrant",
    "PrizePayout",
    "PrizePlan",
    "PrizeShare",
    "Purse",
    "Redemption",
    "RedemptionStep",
    "Replay",
    "RewardBudget",
    "RewardItem",
    "RewardWait",
    "StockChange",
    "TariffVersion",
    "Transfer",
]
