"""Thanks: for what, how long, how many a day; and badges for things that happened, never for streaks."""

from enum import StrEnum, auto

TEXT_MAX = 200
A_DAY = 10


class ThanksKind(StrEnum):
    """What somebody is thanked for."""

    SCENARIO = auto()
    SOLUTION = auto()
    OUTCOME = auto()


class Badge(StrEnum):
    """What happened once, and stays true as long as it is not taken back."""

    FIRST_SCENARIO = auto()
    FIRST_SOLUTION = auto()
    FIRST_APPLIED = auto()
    TEN_EFFECTS = auto()
    SOP_AUTHOR = auto()
    FIRST_MERGE = auto()


EFFECTS = 10
