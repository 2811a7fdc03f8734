"""The samples that coaches are given each month without asking; harmless to run twice."""

import secrets

from scenariowiki.quality.commands import sampling
from scenariowiki.runtime.session import write


def draw_samples() -> str:
    """Draw this month's sample for every coach who has none yet, each in a transaction."""
    with write() as uow:
        coaches = sampling.list_without_sample(uow)
    drawn = 0
    for coach in coaches:
        with write() as uow:
            drawn += sampling.draw_monthly(uow, coach, seed=secrets.token_hex(8))
    return str(drawn)
