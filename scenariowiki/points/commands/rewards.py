"""Keeping the catalogue of rewards: what is offered, how much of it, what a quarter may cost."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from sqlalchemy import select

from scenariowiki.accounts.models import Site
from scenariowiki.accounts.rules import LOCALES, Actor
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points import events, policy
from scenariowiki.points.commands.reserving import lock_item, take_stock
from scenariowiki.points.commands.waiting import call_waiting
from scenariowiki.points.commands.wording import checked_text
from scenariowiki.points.models import RewardBudget, RewardItem, StockChange
from scenariowiki.points.queries.prizes import prizes_of
from scenariowiki.points.rules.amounts import is_whole
from scenariowiki.points.rules.prizes import PART
from scenariowiki.points.rules.rewards import (
    BUDGET_MAX,
    NAME_MAX,
    PRICE_MAX,
    STOCK_MAX,
    TEXT_MAX,
    RewardKind,
    quarter_of,
)


@dataclass(frozen=True, kw_only=True)
class RewardInput:
    """A reward as it is to be; `labels` by locale.

    No `sites` means all of them, no `per_quarter` as often as one likes.
    """

    name: str
    kind: RewardKind
    price: int
    icon: str
    description: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    sites: tuple[int, ...] = ()
    per_quarter: int | None = None
    active_from: dt.date | None = None
    active_until: dt.date | None = None


def add_reward(uow: UnitOfWork, actor: Actor, given: RewardInput, *, stock: int | None) -> RewardItem:
    """Offer a new reward with a stock, or without limit; records RewardSaved."""
    policy.require(policy.may_manage_rewards(actor))
    checked = _checked(uow, given)
    if stock is not None and not is_whole(stock, 0, STOCK_MAX):
        raise Invalid(fields={"stock": "out_of_range"})
    item = RewardItem(
        **asdict(checked) | {"sites": list(checked.sites)},
        stock=stock,
        created_at=uow.now,
        created_by=actor.id,
    )
    uow.session.add(item)
    uow.session.flush()
    if stock is not None:
        first = StockChange(item_id=item.id, change=stock, left=stock, at=uow.now, by=actor.id)
        uow.session.add(first)
    uow.record(events.RewardSaved(reward_id=item.id, fields=("new",)), by=actor)
    return item


def change_reward(
    uow: UnitOfWork, actor: Actor, item_id: int, given: RewardInput, *, base_version: int
) -> RewardItem:
    """Change a reward; who has asked for it keeps the price they saw. Raises `edit_conflict`."""
    policy.require(policy.may_manage_rewards(actor))
    checked = _checked(uow, given)
    item = lock_item(uow, item_id)
    if item.version != base_version:
        raise Conflict("edit_conflict")
    values = asdict(checked) | {"sites": list(checked.sites)}
    changed = tuple(name for name, value in values.items() if getattr(item, name) != value)
    for name in changed:
        setattr(item, name, values[name])
    if changed:
        item.version += 1
        uow.record(events.RewardSaved(reward_id=item.id, fields=changed), by=actor)
    return item


def archive_reward(uow: UnitOfWork, actor: Actor, item_id: int) -> None:
    """Offer a reward no longer; what was asked for goes on."""
    policy.require(policy.may_manage_rewards(actor))
    item = lock_item(uow, item_id)
    if item.archived_at is None:
        item.archived_at = uow.now
        item.version += 1
        uow.record(events.RewardSaved(reward_id=item.id, fields=("archived",)), by=actor)


def restore_reward(uow: UnitOfWork, actor: Actor, item_id: int) -> None:
    """Offer an archived reward again."""
    policy.require(policy.may_manage_rewards(actor))
    item = lock_item(uow, item_id)
    if item.archived_at is not None:
        item.archived_at = None
        item.version += 1
        uow.record(events.RewardSaved(reward_id=item.id, fields=("restored",)), by=actor)
        call_waiting(uow, item)


def set_stock(uow: UnitOfWork, actor: Actor, item_id: int, left: int | None, *, note: str = "") -> None:
    """Count a reward's stock anew, None without limit; whoever waits is called. Records StockChanged."""
    policy.require(policy.may_manage_rewards(actor))
    said = checked_text(note, "note", TEXT_MAX)
    if left is not None and not is_whole(left, 0, STOCK_MAX):
        raise Invalid(fields={"stock": "out_of_range"})
    item = lock_item(uow, item_id)
    change = (left or 0) - (item.stock or 0)
    if left == item.stock:
        return
    if left is None:
        item.stock = None
        row = StockChange(item_id=item.id, change=change, left=None, note=said, at=uow.now, by=actor.id)
        uow.session.add(row)
    else:
        item.stock = item.stock or 0
        take_stock(uow, item, change, actor.id, note=said)
    uow.record(events.StockChanged(reward_id=item.id, change=change, left=left), by=actor)
    call_waiting(uow, item)


def save_budget(uow: UnitOfWork, actor: Actor, site_id: int, quarter: dt.date, points: int) -> RewardBudget:
    """Set what a quarter may cost at a site, or (0) at all that have none of their own.

    Less than is used already raises `budget_used`, and so does less than the prizes paid allow (G10).
    """
    policy.require(policy.may_manage_rewards(actor))
    if not is_whole(points, 0, BUDGET_MAX):
        raise Invalid(fields={"points": "out_of_range"})
    if quarter != quarter_of(quarter):
        raise Invalid(fields={"quarter": "not_a_choice"})
    if site_id and uow.session.get(Site, site_id) is None:
        raise NotFound("no_site")
    chosen = select(RewardBudget).where(RewardBudget.site_id == site_id, RewardBudget.quarter == quarter)
    budget = uow.session.scalar(chosen.with_for_update())
    if budget is None:
        budget = RewardBudget(
            site_id=site_id, quarter=quarter, used=0, version=0, created_at=uow.now, created_by=actor.id
        )
        uow.session.add(budget)
    elif points < max(budget.used, prizes_of(uow.session, budget.id) * PART):
        raise Invalid("budget_used", fields={"points": "budget_used"}, used=budget.used)
    budget.points = points
    budget.version += 1
    event = events.BudgetSaved(site_id=site_id, quarter=quarter.isoformat(), points=points)
    uow.record(event, by=actor)
    return budget


def _checked(uow: UnitOfWork, given: RewardInput) -> RewardInput:
    problems: dict[str, str] = {}
    texts: dict[str, str] = {}
    written = {"name": (given.name, NAME_MAX), "description": (given.description, TEXT_MAX)}
    for name, (text, longest) in written.items():
        try:
            texts[name] = checked_text(text, name, longest)
        except Invalid as error:
            problems |= error.fields
    if not texts.get("name") and "name" not in problems:
        problems["name"] = "required"
    problems |= _wrong_numbers(given)
    known = set(uow.session.scalars(select(Site.id)))
    if not known.issuperset(given.sites):
        problems["sites"] = "not_a_choice"
    if problems:
        raise Invalid(fields=problems)
    return RewardInput(
        **asdict(given) | texts | {"labels": _labels(given), "sites": tuple(sorted(set(given.sites)))}
    )


def _wrong_numbers(given: RewardInput) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not is_whole(given.price, 0, PRICE_MAX):
        problems["price"] = "out_of_range"
    elif (given.price == 0) != (given.kind is RewardKind.CERTIFICATE):
        problems["price"] = "price_of_certificate" if given.price else "price_missing"
    if given.per_quarter is not None and not is_whole(given.per_quarter, 1, STOCK_MAX):
        problems["per_quarter"] = "out_of_range"
    ends = (given.active_from, given.active_until)
    if ends[0] and ends[1] and ends[1] < ends[0]:
        problems["active_until"] = "ends_before_it_begins"
    return problems


def _labels(given: RewardInput) -> dict[str, str]:
    named = {code: given.labels.get(code, "") for code in LOCALES}
    return {
        code: checked_text(text, f"labels.{code}", NAME_MAX) for code, text in named.items() if text.strip()
    }
