"""What the demo's people said of pages, and who answered, told through the commands at their own times."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from scenariowiki.accounts.rules import Actor
from scenariowiki.cli.demo.content import moment
from scenariowiki.feedback.commands import answering, giving, rating
from scenariowiki.feedback.commands.answering import AnswerInput
from scenariowiki.feedback.commands.giving import TicketInput
from scenariowiki.feedback.commands.rating import RatingInput
from scenariowiki.feedback.rules.tickets import AnswerOutcome, TicketKind
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import write

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
