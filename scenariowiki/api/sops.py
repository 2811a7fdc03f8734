"""SOPs: listed, read and confirmed, proposed, and moved from draft to force and out of it."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.cursors import read_cursor, write_cursor
from scenariowiki.api.limits import reading, writing
from scenariowiki.api.once import Act
from scenariowiki.api.operation import reads, writes
from scenariowiki.api.schemas.sops import (
    SopGiven,
    SopLineShown,
    SopMoved,
    SopPage,
    SopQuery,
    SopRead,
    SopShown,
    SopTextShown,
    SopVersionQuery,
    SopVersionShown,
)
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read
from scenariowiki.sops.commands import deciding, drafting, ending, proposing
from scenariowiki.sops.commands import reading as confirming
from scenariowiki.sops.commands.proposing import ProposalInput
from scenariowiki.sops.models import Acknowledgement, SopVersion
from scenariowiki.sops.queries import listing, loading
from scenariowiki.sops.queries.listing import SopRow
from scenariowiki.sops.rules import reviews, texts
from scenariowiki.sops.rules.versions import VersionState

PLACE_MAX = 100_000
Step = Callable[[UnitOfWork, Actor, int, SopMoved], Any]


@bp.get("/sops")
@reading
@reads(query=SopQuery, answer=SopPage)
def list_sops(query: SopQuery) -> Answer:
    """List SOPs: suspended ones first, then by title."""
    person, question = actor(), ["sops", query.shelf]
    place = read_cursor(question, query.cursor, (int,))
    begin = min(max(place[0], 0), PLACE_MAX) if place else 0
    rows = listing.list_sops(read(), person, query.shelf, _today(person), after=begin, limit=query.limit)
    more = len(rows) > query.limit
    return answer(
        SopPage(
            items=tuple(_line(row) for row in rows[: query.limit]),
            next_cursor=write_cursor(question, [begin + query.limit]) if more else None,
        )
    )


@bp.get("/sops/<sop_id>")
@reading
@reads(query=SopVersionQuery, answer=SopShown, refusals=(404,))
def show_sop(sop_id: int, query: SopVersionQuery) -> Answer:
    """Show an SOP with the text of the version in force, or of one that is asked for."""
    return answer(_whole(read(), actor(), sop_id, query.version))


@bp.post("/sops")
@writing
@writes(body=SopGiven, answer=SopShown, status=201, refusals=(404, 409))
def propose_sop(body: SopGiven) -> Act:
    """Propose that a solution be the standard: its first draft is made from it as it is now."""
    person = actor()
    owner = accounts.find_account(read(), body.owner)
    if owner is None:
        raise Invalid(fields={"owner": "no_account"})
    given = ProposalInput(owner_id=owner.id, scope=body.scope, note=body.note)

    def act(uow: UnitOfWork) -> Answer:
        made = proposing.propose_sop(uow, person, body.solution, given)
        return answer(_whole(uow.session, person, made.id), 201)

    return act


@bp.post("/sops/<sop_id>/transitions")
@writing
@writes(body=SopMoved, answer=SopShown)
def move_sop(sop_id: int, body: SopMoved) -> Act:
    """Submit, decide, renew, suspend or end; begin the next version."""
    person = actor()
    loading.get_sop(read(), person, sop_id)

    def act(uow: UnitOfWork) -> Answer:
        STEPS[body.to](uow, person, sop_id, body)
        uow.session.flush()
        return answer(_whole(uow.session, person, sop_id))

    return act


@bp.post("/sops/<sop_id>/acknowledge")
@writing
@writes(body=SopRead, answer=SopShown)
def acknowledge_sop(sop_id: int, body: SopRead) -> Act:
    """Say that one has read the version in force and works by it."""
    person = actor()
    loading.get_sop(read(), person, sop_id)

    def act(uow: UnitOfWork) -> Answer:
        confirming.acknowledge(uow, person, sop_id, version=body.version)
        uow.session.flush()
        return answer(_whole(uow.session, person, sop_id))

    return act


def _submit(uow: UnitOfWork, person: Actor, sop_id: int, body: SopMoved) -> object:
    return deciding.submit_version(
        uow, person, sop_id, body.checklist, effective_from=body.effective_from, seen=body.base_version
    )


def _retire(uow: UnitOfWork, person: Actor, sop_id: int, body: SopMoved) -> object:
    return ending.retire_sop(uow, person, sop_id, body.note, wrong=body.wrong, successor_id=body.successor)


STEPS: Mapping[str, Step] = {
    "begun": lambda uow, by, id_, _body: proposing.begin_version(uow, by, id_),
    "submitted": _submit,
    "sent_back": lambda uow, by, id_, body: deciding.send_back(
        uow, by, id_, body.note, seen=body.base_version
    ),
    "approved": lambda uow, by, id_, body: deciding.approve_version(
        uow, by, id_, body.note, seen=body.base_version
    ),
    "dropped": lambda uow, by, id_, body: drafting.drop_draft(uow, by, id_, body.note),
    "renewed": lambda uow, by, id_, body: ending.renew_sop(uow, by, id_, body.note),
    "suspended": lambda uow, by, id_, body: ending.suspend_sop(uow, by, id_, body.note),
    "cleared": lambda uow, by, id_, body: ending.clear_sop(uow, by, id_, body.note),
    "kept": lambda uow, by, id_, body: ending.keep_sop(uow, by, id_, body.note),
    "retired": _retire,
}


def _today(person: Actor) -> dt.date:
    return clock.now().astimezone(ZoneInfo(person.timezone)).date()


def _line(row: SopRow) -> SopLineShown:
    return SopLineShown(
        id=row.id,
        no=row.no,
        title=row.title,
        scope=row.scope,
        version=row.number,
        standing=row.standing,
        owner=row.owner,
        review_due=row.review_due,
        due=row.due,
        read=row.read,
    )


def _whole(session: Session, person: Actor, sop_id: int, number: int | None = None) -> SopShown:
    sop = loading.get_sop(session, person, sop_id)
    versions = loading.readable_versions(session, person, sop)
    version = loading.choose_version(versions, number)
    said = session.get(Acknowledgement, (version.id, person.id))
    return SopShown(
        id=sop.id,
        no=loading.scenario_of(session, sop).no,
        scope=sop.scope,
        standing=loading.standing_of(sop, version),
        owner=accounts.names_of(session, {sop.owner_id})[sop.owner_id],
        version=version.number,
        text=_text(version),
        review_due=sop.review_due,
        due=reviews.due(sop.review_due, _today(person)),
        suspended_note=sop.suspended_note,
        successor=sop.successor_id,
        read_at=said.at if said else None,
        versions=tuple(_version(one) for one in versions),
    )


def _text(version: SopVersion) -> SopTextShown:
    text = texts.read_text(version.text)
    parts = {part: getattr(text, part) for part in texts.PARTS}
    return SopTextShown(title=text.title, steps=text.steps, **parts)


def _version(one: SopVersion) -> SopVersionShown:
    return SopVersionShown(
        version=one.number,
        state=VersionState(one.state),
        base_version=one.version,
        solution=one.solution_id,
        change_note=one.change_note,
        effective_from=one.effective_from,
        effective_at=one.effective_at,
        ended_at=one.ended_at,
    )
