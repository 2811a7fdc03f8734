"""What another tariff would have given: the stored awards priced anew, caps included, by the database."""

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, literal, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.kernel.errors import Conflict
from scenariowiki.points.models import Award
from scenariowiki.points.queries.simulating_uses import USED, is_another, price_uses
from scenariowiki.points.queries.tariffs import get_tariff
from scenariowiki.points.rules.earning import PAID_RATINGS, answer_parts
from scenariowiki.points.rules.ledger import OPEN_AWARDS, AwardState
from scenariowiki.points.rules.tariff import ACTIVITY_RULES, Tariff, TariffRule

WINDOW = dt.timedelta(days=90)
SECONDS = 10
SHOWN = 8
STEPS = 100_000  # of SQLite's machine between two looks at the clock
ANSWERED, IMPROVED = "P11", "P7"
BY_AUTHOR = ("P2", "P4")  # paid for the scenario or for a solution


@dataclass(frozen=True, kw_only=True)
class Change:
    """What somebody would have got, and what they got."""

    account_id: int
    name: str
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """90 days under another tariff; shares are those of activity (P1, P6, P7, P8), in percent."""

    gains: tuple[Change, ...]
    losses: tuple[Change, ...]
    more: int
    fewer: int
    same: int
    before: int
    after: int
    share_before: int
    share_after: int


def simulate(session: Session, tariff: Tariff, now: dt.datetime) -> Simulation:
    """Price what was earned in the last 90 days anew: who gains, who loses, the share of activity.

    What a cap cut to nothing then left no award, so it is not in it. Raises `simulation_too_long`.
    """
    since = now - WINDOW
    with bounded(session):
        before = {number: get_tariff(session, number) for number in session.scalars(_versions(since))}
        one_by_one = is_another(before, tariff)
        rows = [tuple(row) for row in session.execute(_priced(tariff, before, since, uses=not one_by_one))]
        if one_by_one:
            uses = price_uses(session, tariff, since)
            rows += [(account_id, False, old, new) for account_id, (old, new) in uses.items()]
    sums: dict[int, list[int]] = {}
    totals = {True: [0, 0], False: [0, 0]}
    for account_id, is_activity, old, new in rows:
        for kept in (sums.setdefault(account_id, [0, 0]), totals[bool(is_activity)]):
            kept[0] += int(old)
            kept[1] += int(new)
    changes = sorted(
        ((new - old, id_) for id_, (old, new) in sums.items()), key=lambda one: (-one[0], one[1])
    )
    up, down = [id_ for by, id_ in changes if by > 0], [id_ for by, id_ in reversed(changes) if by < 0]
    old, new = (totals[True][at] + totals[False][at] for at in (0, 1))
    return Simulation(
        gains=_changes(session, up[:SHOWN], sums),
        losses=_changes(session, down[:SHOWN], sums),
        more=len(up),
        fewer=len(down),
        same=len(sums) - len(up) - len(down),
        before=old,
        after=new,
        share_before=_percent(totals[True][0], old),
        share_after=_percent(totals[True][1], new),
    )


def activity_share(session: Session, now: dt.datetime) -> tuple[int, int]:
    """Return the share of points for activity in the last 90 days, in percent, and all points given."""
    is_activity = Award.rule.in_(ACTIVITY_RULES)
    with bounded(session):
        total, activity = session.execute(
            select(
                func.coalesce(func.sum(Award.amount), 0),
                func.coalesce(func.sum(case((is_activity, Award.amount), else_=0)), 0),
            ).where(*_live(now - WINDOW))
        ).one()
    return _percent(int(activity), int(total)), int(total)


@contextmanager
def bounded(session: Session, seconds: int = SECONDS) -> Iterator[None]:
    """Let the statements within take so long in all, not longer; raises `simulation_too_long`."""
    is_file = session.get_bind().dialect.name == "sqlite"
    raw: Any = session.connection().connection.dbapi_connection
    ends = time.monotonic() + seconds
    if is_file:
        raw.set_progress_handler(lambda: time.monotonic() > ends, STEPS)
    else:
        session.execute(text(f"SET LOCAL statement_timeout = {seconds * 1000}"))
    try:
        yield
    except OperationalError as error:
        session.rollback()
        raise Conflict("simulation_too_long") from error
    finally:
        if is_file:
            raw.set_progress_handler(None, 0)
    if not is_file:
        session.execute(text("SET LOCAL statement_timeout = DEFAULT"))


def _live(since: dt.datetime) -> tuple[Any, ...]:
    return Award.occurred_at >= since, Award.state.in_((*OPEN_AWARDS, AwardState.POSTED))


def _versions(since: dt.datetime) -> Any:
    return select(Award.tariff).where(*_live(since)).distinct()


def _priced(tariff: Tariff, before: dict[int, Tariff], since: dt.datetime, *, uses: bool) -> Any:
    """Sum by person what was given and what would be: per person, rule and day no more than the cap."""
    daily = (
        select(
            Award.account_id,
            Award.rule,
            func.sum(Award.amount).label("old"),
            func.sum(_asked(tariff, before)).label("asked"),
        )
        .where(*_live(since), *(() if uses else (Award.rule != USED,)))
        .group_by(Award.account_id, Award.rule, Award.cap_day)
        .subquery()
    )
    is_activity = daily.c.rule.in_(ACTIVITY_RULES)
    capped = _capped(tariff, daily)
    return select(
        daily.c.account_id, is_activity.label("activity"), func.sum(daily.c.old), func.sum(capped)
    ).group_by(daily.c.account_id, "activity")


def _capped(tariff: Tariff, daily: Any) -> Any:
    over = [
        (and_(daily.c.rule == rule.code, daily.c.asked > rule.cap), literal(rule.cap))
        for rule in tariff.rules.values()
        if rule.cap is not None
    ]
    return case(*over, else_=daily.c.asked) if over else daily.c.asked


def _asked(tariff: Tariff, before: dict[int, Tariff]) -> Any:
    """Price an award anew by its rule's proportion: what was split stays split as it was."""
    what = case(
        (and_(Award.rule == "P2", Award.solution_id.is_not(None)), "solution"),
        (and_(Award.rule.in_(BY_AUTHOR), Award.solution_id.is_(None)), "scenario"),
        (Award.rule == USED, Award.facts["result"].as_string()),
        *((and_(Award.rule == ANSWERED, is_so), literal(_name(parts))) for parts, is_so in _answers()),
        else_="each",
    )
    cases = [*_lasting(tariff)] + [
        (
            and_(Award.tariff == number, Award.rule == code, what == name),
            (Award.asked * new * 2 + old) // (2 * old),
        )
        for number, version in before.items()
        for code, rule in version.rules.items()
        for name, old, new in _prices(rule, tariff.rules.get(code))
    ]
    return case(*cases, else_=Award.asked) if cases else Award.asked


def _lasting(tariff: Tariff) -> Iterator[tuple[Any, Any]]:
    """Price what is known to have lasted of an improvement by its characters, as it is paid (P7)."""
    limits, full = tariff.limits[IMPROVED], tariff.rule(IMPROVED).amount()
    characters = Award.facts["characters"].as_integer()
    enough = limits["full_characters"]
    lasted = and_(Award.rule == IMPROVED, characters.is_not(None))
    yield and_(lasted, characters < limits["least_characters"]), literal(0)
    yield and_(lasted, characters >= enough), literal(full)
    yield lasted, (full * characters + enough - 1) // enough


def _prices(rule: TariffRule, after: TariffRule | None) -> Iterator[tuple[str, int, int]]:
    lines = (
        [parts for parts, _is_so in _answers()] if rule.code == ANSWERED else [(one,) for one in rule.points]
    )
    for parts in lines:
        old = sum(rule.amount(part) for part in parts)
        new = sum(after.amount(part) for part in parts) if after else 0
        if old and new != old:
            yield _name(parts), old, new


def _answers() -> list[tuple[tuple[str, ...], Any]]:
    """List what an answer may be paid for (P11), each with what tells that an award was given for it."""
    is_late, rating = Award.facts["in_time"].as_boolean().is_(False), Award.facts["rating"].as_integer()
    rated = [(answer_parts(in_time=True, rating=stars), rating == stars) for stars in PAID_RATINGS]
    return [(("late",), is_late), *rated, (("in_time",), rating.is_(None))]


def _name(parts: tuple[str, ...]) -> str:
    return "+".join(parts)


def _changes(session: Session, ids: list[int], sums: dict[int, list[int]]) -> tuple[Change, ...]:
    rows = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(ids)))
    names: dict[int, str] = {row.id: row.display_name for row in rows}
    return tuple(
        Change(account_id=id_, name=names.get(id_, f"#{id_}"), before=sums[id_][0], after=sums[id_][1])
        for id_ in ids
    )


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
