"""The daily digest, run by the schedule: due at the beginning of each person's shift, once a working day."""

from scenariowiki.notifications.commands import start_digests
from scenariowiki.runtime.session import write

BATCH = 500


def send_digests() -> str:
    """Put every digest that is due into the outbox, a batch a transaction; after downtime one tells all."""
    total, count = 0, BATCH
    while count == BATCH:
        with write() as uow:
            count = start_digests(uow, limit=BATCH)
        total += count
    return str(total)
