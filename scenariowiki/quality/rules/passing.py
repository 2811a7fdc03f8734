"""Why a coach leaves a drawn scenario to somebody else."""

from enum import StrEnum, auto


class PassReason(StrEnum):
    CONFLICT = auto()
    UNFAMILIAR = auto()
    BEING_WRITTEN = auto()
