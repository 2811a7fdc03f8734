"""The board of people as its template draws it: names as each wants them, bars, changes, the next step."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace as View
from typing import Any

from flask import url_for
from flask_babel import ngettext

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.points.queries.leaderboard import Wanted, board_of, sites_without
from scenariowiki.points.queries.leaderboard_parts import Parts, parts_of, ranks_before, worth_on
from scenariowiki.points.queries.standings import Board, Shown, Standing, shown_people
from scenariowiki.points.rules.ranking import TOP, BoardKind, Part, Step, StepKind, next_step
from scenariowiki.runtime.messages import word_for
from scenariowiki.runtime.session import read
from scenariowiki.web.views.points.choice import Choice, Scope

CLASSES: Mapping[Part, str] = {
    Part.SITUATION: "sit",
    Part.SOLUTION: "sol",
    Part.OUTCOME: "out",
    Part.CURATION: "cur",
}


def context(person: Actor, choice: Choice) -> dict[str, Any]:
    """Return rows, gap and neighbours, one's own figures and the next step."""
    wanted = wanted_by(person, choice)
    board = board_of(read(), person, wanted)
    lines = Lines(person, wanted, board)
    last = board.rows[-1].place if board.rows else 0
    beyond = [one for one in board.around if one.place > last]
    is_present = not choice.is_past()
    return {
        "rows": [lines.line(one) for one in board.rows],
        "beyond": [lines.line(one) for one in beyond],
        "is_apart": bool(beyond) and beyond[0].place > last + 1,
        "is_shown": board.is_shown,
        "is_hidden": board.is_hidden,
        "own": lines.own(),
        "step": _step(person, choice, board) if is_present else None,
    }


def wanted_by(person: Actor, choice: Choice, limit: int = TOP) -> Wanted:
    """Name the board that an address means for somebody."""
    team = person.team_id if choice.scope is Scope.TEAM else None
    return Wanted(period=choice.period, start=choice.start, team_id=team, limit=limit)


class Lines:
    """The lines of one board, with what they all need read once."""

    def __init__(self, person: Actor, wanted: Wanted, board: Board) -> None:
        self._person = person
        self._board = board
        shown = {one.account_id for one in (*board.rows, *board.around)}
        ids = sorted(shown | ({board.own.account_id} if board.own else set()))
        self._people = shown_people(read(), ids, sites_without(read(), BoardKind.PEOPLE))
        self._parts = parts_of(read(), wanted, ids)
        self._before = ranks_before(read(), wanted, ids)
        self._most = max((one.score for one in board.rows), default=0) or 1

    def line(self, one: Standing) -> View:
        """Draw one row; one's own name is always shown to oneself."""
        is_me = one.account_id == self._person.id
        shown = self._people.get(one.account_id, Shown(name=None, team=None))
        parts = self._shares(one)
        return View(
            rank=one.rank,
            name=self._person.display_name if is_me else shown.name,
            team=shown.team,
            seed=one.account_id,
            score=one.score,
            is_me=is_me,
            parts=[
                (CLASSES[part], round(100 * points * one.score / self._most / self._sum(parts), 1))
                for part, points in parts
            ],
            said=", ".join(f"{word_for(part)} {points}" for part, points in parts),
            change=self._change(one),
        )

    def own(self) -> View | None:
        """Return one's own figures, whoever else sees them."""
        own = self._board.own
        if own is None:
            return None
        return View(
            score=own.score,
            rank=own.rank,
            outcome=own.outcome,
            activity=own.activity,
            counted=own.score - own.outcome,
            change=self._change(own),
            parts=[(CLASSES[part], word_for(part), points) for part, points in self._shares(own)],
        )

    def _shares(self, one: Standing) -> Sequence[tuple[Part, int]]:
        """Give the parts that have points; what has no award counts as curation."""
        known: Parts = self._parts.get(one.account_id, {})
        parts = {part: known.get(part, 0) for part in Part}
        parts[Part.CURATION] += one.outcome + one.activity - sum(parts.values())
        return [(part, points) for part, points in parts.items() if points > 0]

    @staticmethod
    def _sum(parts: Sequence[tuple[Part, int]]) -> int:
        return sum(points for _part, points in parts) or 1

    def _change(self, one: Standing) -> int | None:
        """Say how many places somebody went up since the period before; None where there was no place."""
        before = self._before.get(one.account_id)
        return None if before is None or one.rank is None else before - one.rank


def _step(person: Actor, choice: Choice, board: Board) -> View | None:
    """Suggest one thing that this person may do."""
    if not person.may(Permission.REPORT_OUTCOME):
        return None
    worth = worth_on(read(), choice.today)
    own = board.own
    step = next_step(
        own.outcome if own else 0, own.activity if own else 0, _ahead(board), choice.period, worth
    )
    may_capture = person.may(Permission.CAPTURE)
    kind = step.kind if may_capture or step.kind is StepKind.REPORT else StepKind.REPORT
    return View(
        lead=_lead(step),
        text=word_for(kind),
        points=worth[kind],
        url=url_for("scenarios.index" if kind is StepKind.REPORT else "scenarios.new"),
    )


def _ahead(board: Board) -> tuple[int, int] | None:
    """Aim at the first ten, within them at the next place up."""
    if not board.rows:
        return None
    score = board.own.score if board.own else 0
    last = board.rows[-1]
    if score < last.score:
        return TOP, last.score
    better = [one for one in board.rows if one.score > score]
    return (better[-1].rank or 1, better[-1].score) if better else None


def _lead(step: Step) -> str:
    if step.place is None:
        return ""
    if step.place == TOP:
        return str(
            ngettext(
                "%(num)s more point leads into the first %(top)s:",
                "%(num)s more points lead into the first %(top)s:",
                step.points,
                top=TOP,
            )
        )
    return str(
        ngettext(
            "%(num)s more point leads to place %(place)s:",
            "%(num)s more points lead to place %(place)s:",
            step.points,
            place=step.place,
        )
    )
