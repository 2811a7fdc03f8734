"""What the demo's people said of pages, and who answered, told through the commands at their own times."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import product
from secrets import token_urlsafe
from typing import Any

from scenariowiki.accounts.queries import find_actor
from scenariowiki.accounts.rules import SYSTEM, Actor
from scenariowiki.cli.demo.content import moment
from scenariowiki.feedback.commands import answering, giving, rating, wanting
from scenariowiki.feedback.commands.answering import AnswerInput
from scenariowiki.feedback.commands.gathering import gather, prepare_gathering
from scenariowiki.feedback.commands.giving import TicketInput
from scenariowiki.feedback.commands.rating import RatingInput
from scenariowiki.feedback.rules.tickets import AnswerOutcome, TicketKind
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.models import SearchLog
from scenariowiki.text.chinese import fold

Told = Iterator[tuple[dt.datetime, Callable[[], None]]]


def acts(given: Mapping[str, Any], actors: Mapping[str, Actor], numbers: Mapping[str, int]) -> Told:
    """Give every act with its time; what is still open was asked hours before the demo is loaded."""
    for one in given["tickets"]:
        made: list[int] = []
        yield moment(one["at"]), partial(_give, one, moment(one["at"]), (actors, numbers), made)
        yield moment(one["answer"]["at"]), partial(_answer, one["answer"], actors, made)
        yield moment(one["rating"]["at"]), partial(_rate, one, actors, made)
    now = clock.now()
    for one in given["open"]:
        at = now - dt.timedelta(hours=one["hours"])
        yield at, partial(_give, one, at, (actors, numbers), [])
    yield from _wanted(given, actors, now)


def _wanted(given: Mapping[str, Any], actors: Mapping[str, Actor], now: dt.datetime) -> Told:
    """Let people search in vain, ask for what is missing and take it."""
    searched = now - dt.timedelta(hours=31)
    yield searched, partial(_search, given["searches"], actors, searched)
    for one in given["requests"]:
        at = now - dt.timedelta(hours=one["hours"])
        yield at, partial(_ask, one, actors, at)


def _search(given: Iterable[Mapping[str, Any]], actors: Mapping[str, Actor], now: dt.datetime) -> None:
    with write(now=now) as uow:
        for one in given:
            for person, days in product(one["by"], one["days"]):
                uow.session.add(_searched(actors[person], one["words"], now - dt.timedelta(days=days)))
    system = find_actor(read(), SYSTEM)
    assert system is not None  # noqa: S101 - the built-in account is there from the first day
    ready = prepare_gathering(read(), now)
    with write(now=now) as uow:
        gather(uow, system, ready)


def _searched(person: Actor, words: str, at: dt.datetime) -> SearchLog:
    return SearchLog(
        key=token_urlsafe(12), at=at, account_id=person.id, query=words, folded=fold(words), hits=0
    )


def _ask(one: Mapping[str, Any], actors: Mapping[str, Actor], at: dt.datetime) -> None:
    asked = wanting.prepare_request(read(), one["text"])
    with write(now=at) as uow:
        gap = wanting.request_gap(uow, actors[one["by"]], asked)
        if "taken_by" in one:
            wanting.take_gap(uow, actors[one["taken_by"]], gap.id)


def _give(
    one: Mapping[str, Any],
    at: dt.datetime,
    known: tuple[Mapping[str, Actor], Mapping[str, int]],
    made: list[int],
) -> None:
    actors, numbers = known
    asked = TicketInput(
        no=numbers[one["key"]], kind=TicketKind(one["kind"]), text=one["text"], ask=actors[one["ask"]].id
    )
    with write(now=at) as uow:
        made.append(giving.give_feedback(uow, actors[one["by"]], giving.prepare_ticket(asked)).id)


def _answer(one: Mapping[str, Any], actors: Mapping[str, Actor], made: list[int]) -> None:
    answer = answering.prepare_answer(AnswerInput(outcome=AnswerOutcome(one["outcome"]), text=one["text"]))
    with write(now=moment(one["at"])) as uow:
        answering.answer_ticket(uow, actors[one["by"]], made[0], answer)


def _rate(one: Mapping[str, Any], actors: Mapping[str, Actor], made: list[int]) -> None:
    stars = rating.prepare_rating(RatingInput(rating=one["rating"]["stars"]))
    with write(now=moment(one["rating"]["at"])) as uow:
        rating.rate_ticket(uow, actors[one["by"]], made[0], stars)
