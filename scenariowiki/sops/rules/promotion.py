"""When a solution is good enough to become a standard, and what it still lacks (R55, R56)."""

from dataclasses import dataclass
from enum import StrEnum, auto

from scenariowiki.scenarios.rules import evidence

SAMPLE_LEAST = 8
TEAMS_LEAST = 3
LOW_LEAST = 0.55


class Lack(StrEnum):
    """What the evidence of a candidate is short of."""

    SAMPLE = auto()
    TEAMS = auto()
    RATE = auto()
    HARM = auto()


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Verified outcomes of a solution, in how many teams, and how often its page was read of late."""

    solved: int = 0
    partly: int = 0
    failed: int = 0
    harmful: int = 0
    teams: int = 0
    views: int = 0

    @property
    def sample(self) -> int:
        return self.solved + self.partly + self.failed + self.harmful

    @property
    def low(self) -> float:
        return self._counted().low if self.sample else 0.0

    def _counted(self) -> evidence.Evidence:
        return evidence.Evidence(
            solved=self.solved, partly=self.partly, failed=self.failed, harmful=self.harmful
        )

    def stored(self) -> dict[str, float]:
        """Return the snapshot that a version keeps."""
        return {
            "solved": self.solved,
            "partly": self.partly,
            "failed": self.failed,
            "harmful": self.harmful,
            "sample": self.sample,
            "teams": self.teams,
            "views": self.views,
            "low": round(self.low, 4),
        }


def lacking(found: Evidence) -> dict[Lack, int]:
    """Return what a candidate still lacks, with how many more where that can be counted."""
    lacks: dict[Lack, int] = {}
    if found.sample < SAMPLE_LEAST:
        lacks[Lack.SAMPLE] = SAMPLE_LEAST - found.sample
    if found.teams < TEAMS_LEAST:
        lacks[Lack.TEAMS] = TEAMS_LEAST - found.teams
    if found.low < LOW_LEAST:
        lacks[Lack.RATE] = 0
    if found.harmful:
        lacks[Lack.HARM] = found.harmful
    return lacks
