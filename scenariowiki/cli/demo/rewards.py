"""The demo's rewards and what its people asked for, told through the commands at their own times."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from scenariowiki.accounts.rules import Actor
from scenariowiki.cli.demo.content import moment
from scenariowiki.kernel import clock
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands import redeeming, waiting
from scenariowiki.points.commands.rewards import RewardInput, add_reward, save_budget
from scenariowiki.points.commands.thanking import Thanks, thank
from scenariowiki.points.queries.thanks import list_thankable
from scenariowiki.points.rules.rewards import RedemptionState, RewardKind
from scenariowiki.points.rules.thanks import ThanksKind
from scenariowiki.runtime.session import read, write

Moved = Callable[[UnitOfWork, int], Any]


@dataclass
class Shop:
    """What the acts need of each other: the people, and the ids of the rewards by key."""

    given: Mapping[str, Any]
    actors: Mapping[str, Actor]
    numbers: Mapping[str, int]
    items: dict[str, int] = field(default_factory=dict)

    @property
    def manager(self) -> Actor:
        """Who keeps the rewards."""
        return self.actors[self.given["manager"]]


def acts(
    given: Mapping[str, Any], actors: Mapping[str, Actor], numbers: Mapping[str, int]
) -> Iterator[tuple[dt.datetime, Callable[[], None]]]:
    """Give every act with its time: the shop opens, people ask, others decide.

    What is still open was asked for days before the demo is loaded, or it would have lapsed by then.
    """
    shop = Shop(given=given, actors=actors, numbers=numbers)
    opens = moment(given["began"])
    yield opens, partial(_open, shop, opens)
    for one in given["redemptions"]:
        yield from _way(shop, one, moment(one["at"]), [moment(step["at"]) for step in one["steps"]])
    for one in given["waiting"]:
        yield moment(one["at"]), partial(_wait, shop, one)
    for one in given["thanks"]:
        yield moment(one["at"]), partial(_thank, shop, one)
    now = clock.now()
    for one in given["open"]:
        times = [now - dt.timedelta(days=step["days"]) for step in one["steps"]]
        yield from _way(shop, one, now - dt.timedelta(days=one["days"]), times)


def _open(shop: Shop, at: dt.datetime) -> None:
    sites = {actor.site_id for actor in shop.actors.values()}
    home = shop.manager.site_id or 0
    with write(now=at) as uow:
        for one in shop.given["items"]:
            only = tuple(sorted(site for site in sites if site == home)) if one.get("sites") else ()
            reward = RewardInput(
                name=one["name"],
                labels=one["labels"],
                description=one["description"],
                icon=one["icon"],
                kind=RewardKind(one["kind"]),
                price=one["price"],
                per_quarter=one.get("per_quarter"),
                sites=only,
            )
            shop.items[one["key"]] = add_reward(uow, shop.manager, reward, stock=one["stock"]).id
        for one in shop.given["budgets"]:
            quarter = dt.date.fromisoformat(one["quarter"])
            save_budget(uow, shop.manager, home if one["site"] else 0, quarter, one["points"])


def _way(
    shop: Shop, one: Mapping[str, Any], at: dt.datetime, times: list[dt.datetime]
) -> Iterator[tuple[dt.datetime, Callable[[], None]]]:
    made: list[int] = []
    yield at, partial(_ask, shop, one, at, made)
    for step, when in zip(one["steps"], times, strict=True):
        yield when, partial(_step, shop, one, (step, when), made)


def _ask(shop: Shop, one: Mapping[str, Any], at: dt.datetime, made: list[int]) -> None:
    actor = shop.actors[one["who"]]
    with write(now=at) as uow:
        item_id = shop.items[one["item"]]
        made.append(redeeming.request_reward(uow, actor, item_id, note=one["note"]).id)


def _step(
    shop: Shop, one: Mapping[str, Any], taken: tuple[Mapping[str, Any], dt.datetime], made: list[int]
) -> None:
    step, at = taken
    note = step.get("note", "")
    moves: dict[str, Moved] = {
        RedemptionState.APPROVED: lambda uow, id_: redeeming.approve(uow, shop.manager, id_, note=note),
        RedemptionState.FULFILLED: lambda uow, id_: redeeming.fulfil(uow, shop.manager, id_, note=note),
        RedemptionState.REJECTED: lambda uow, id_: redeeming.reject(uow, shop.manager, id_, note=note),
        RedemptionState.REFUNDED: lambda uow, id_: redeeming.refund(uow, shop.manager, id_, note=note),
        RedemptionState.CANCELLED: lambda uow, id_: redeeming.cancel(uow, shop.actors[one["who"]], id_),
    }
    with write(now=at) as uow:
        moves[step["to"]](uow, made[0])


def _thank(shop: Shop, one: Mapping[str, Any]) -> None:
    actor, no = shop.actors[one["by"]], shop.numbers[one["key"]]
    page = next(each for each in list_thankable(read(), actor, no) if each.kind is ThanksKind.SCENARIO)
    given = Thanks(no=no, kind=page.kind, object_id=page.object_id, text=one["text"])
    with write(now=moment(one["at"])) as uow:
        thank(uow, actor, given)


def _wait(shop: Shop, one: Mapping[str, Any]) -> None:
    with write(now=moment(one["at"])) as uow:
        waiting.wait_for(uow, shop.actors[one["who"]], shop.items[one["item"]])
