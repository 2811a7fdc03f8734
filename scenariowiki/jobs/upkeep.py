"""The scheduled jobs themselves, and the table of when each is due."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import text, update

from scenariowiki.accounts import commands as accounts
from scenariowiki.accounts import queries as people
from scenariowiki.accounts.models import AccountSession
from scenariowiki.accounts.rules.names import SYSTEM
from scenariowiki.jobs import (
    digests,
    duplicates,
    feedback,
    gaps,
    imports,
    indexing,
    points,
    quality,
    rewards,
    sops,
)
from scenariowiki.jobs.schedule import DAY, Job
from scenariowiki.kernel import idempotency
from scenariowiki.runtime import indexing as index
from scenariowiki.runtime.session import db, read, write
from scenariowiki.scenarios.commands import outcomes

BATCH = 200


def verify_outcomes() -> str:
    """Verify outcomes that nobody disputed for seven days, a batch in a transaction."""
    system = people.find_actor(read(), SYSTEM)
    if system is None:
        return "0"
    total, count = 0, BATCH
    while count == BATCH:
        with write() as uow:
            count = outcomes.verify_undisputed(uow, system, limit=BATCH)
        total += count
    return str(total)


def end_sessions() -> str:
    """End the sessions whose time is over, so that nobody's list shows them as open."""
    with write() as uow:
        over = (
            update(AccountSession)
            .where(AccountSession.ended_at.is_(None), AccountSession.expires_at < uow.now)
            .values(ended_at=AccountSession.expires_at)
            .returning(AccountSession.id)
        )
        return str(len(uow.session.execute(over).all()))


def forget_keys() -> str:
    """Drop one-time keys and counts of failed sign-ins that no longer matter."""
    with write() as uow:
        keys = idempotency.forget_old(uow.session, now=uow.now)
        counts = accounts.forget_throttles(uow.session, now=uow.now)
    return str(keys + counts)


def audit_index() -> str:
    """Compare the index with the database; make it anew when it differs though no work waits, or tidy it."""
    differences = len(index.audit(read()))
    if differences:
        index.rebuild(read())
    elif not indexing.heal(thoroughly=False):
        index.writer().tidy()
    return str(differences)


def load_index() -> str:
    """Load the index from its files, as a worker that starts would, and make it anew when that fails."""
    return "rebuilt" if indexing.heal(thoroughly=True) else "ok"


def tidy_database() -> str:
    """Let SQLite refresh what its planner knows; PostgreSQL does so by itself."""
    if db.engine.dialect.name == "sqlite":
        read().execute(text("PRAGMA optimize"))
    return "ok"


# Times are UTC: 19:00 is three at night in China.
SCHEDULE: Sequence[Job] = (
    Job(name="load_index", every=dt.timedelta(minutes=5), run=load_index),
    Job(name="verify_outcomes", every=dt.timedelta(hours=1), run=verify_outcomes),
    Job(name="take_effect", every=dt.timedelta(minutes=5), run=sops.take_effect),
    Job(name="mind_reviews", every=dt.timedelta(hours=1), run=sops.mind_reviews),
    Job(name="remind_readers", every=dt.timedelta(hours=1), run=sops.remind_readers),
    Job(name="tend_imports", every=dt.timedelta(minutes=1), run=imports.tend_imports),
    Job(name="replay_history", every=dt.timedelta(minutes=5), run=points.replay_history),
    Job(name="ripen_awards", every=dt.timedelta(minutes=5), run=points.ripen_awards),
    Job(name="freeze_periods", every=dt.timedelta(hours=1), run=points.freeze_periods),
    Job(name="pay_prizes", every=dt.timedelta(hours=1), run=points.pay_prizes),
    Job(name="age_queue", every=dt.timedelta(hours=1), run=duplicates.age_queue),
    Job(name="expire_redemptions", every=dt.timedelta(hours=1), run=rewards.expire_redemptions),
    Job(name="escalate_tickets", every=dt.timedelta(minutes=1), run=feedback.escalate_tickets),
    Job(name="close_tickets", every=dt.timedelta(hours=1), run=feedback.close_tickets),
    Job(name="send_digests", every=dt.timedelta(minutes=5), run=digests.send_digests),
    Job(name="gather_gaps", every=dt.timedelta(minutes=10), run=gaps.gather_gaps),
    Job(name="tend_gaps", every=dt.timedelta(hours=1), run=gaps.tend_gaps),
    Job(name="end_sessions", every=dt.timedelta(hours=1), run=end_sessions),
    Job(name="forget_files", every=DAY, at=dt.time(19, 20), run=imports.forget_files),
    Job(name="forget_keys", every=DAY, at=dt.time(19, 0), run=forget_keys),
    Job(name="audit_index", every=DAY, at=dt.time(19, 10), run=audit_index),
    Job(name="scan_duplicates", every=DAY, at=dt.time(19, 30), run=duplicates.scan_nightly),
    Job(name="propose_unused", every=DAY, at=dt.time(19, 50), run=sops.propose_unused),
    Job(name="draw_samples", every=DAY, at=dt.time(20, 20), run=quality.draw_samples),
    Job(name="check_fraud", every=DAY, at=dt.time(20, 40), run=points.check_fraud),
    Job(name="check_merges", every=DAY, at=dt.time(20, 30), run=duplicates.check_merges),
    Job(name="expire_points", every=DAY, at=dt.time(20, 10), run=rewards.expire_points),
    Job(name="verify_points", every=DAY, at=dt.time(21, 0), run=points.start_verifying),
    Job(name="tidy_database", every=DAY, at=dt.time(19, 40), run=tidy_database),
)
