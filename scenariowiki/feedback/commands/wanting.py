"""The wanted board: somebody asks for what is missing, somebody writes it, a scenario answers it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.rules.items import WITHDRAWAL
from scenariowiki.feedback import events, policy
from scenariowiki.feedback.commands import texts
from scenariowiki.feedback.commands.counting import recount
from scenariowiki.feedback.commands.gathering import (
    find_saying,
    known_sayings,
    lock_sayings,
    new_gap,
    new_saying,
)
from scenariowiki.feedback.commands.sayings import Saying, saying
from scenariowiki.feedback.models import Gap, GapRequest
from scenariowiki.feedback.queries.gaps import has_asked, is_shown
from scenariowiki.feedback.rules.gaps import CLAIM, OPEN, WEEK, WEEKS, GapState, check_move
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.kernel.events import Doer
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries import access, parts
from scenariowiki.scenarios.rules.states import Audience, State

REQUEST_MAX = 100
BEGUN = frozenset({State.DRAFT, State.SUBMITTED, State.NEEDS_WORK})


@dataclass(frozen=True, kw_only=True)
class Request:
    """What somebody asks for, customers' data masked; `near` is the saying that it goes with, folded."""

    saying: Saying
    near: str | None


def prepare_request(session: Session, text: str) -> Request:
    """Check what was typed and look for what is near to it; raises Invalid."""
    kept, fault = texts.line(text, REQUEST_MAX)
    if fault or not kept:
        raise Invalid(fields={"text": fault or "required"})
    said = saying(kept)
    if find_saying(session, said.folded) is not None:
        return Request(saying=said, near=said.folded)
    return Request(saying=said, near=known_sayings(session).nearest(said.folded))


def request_gap(uow: UnitOfWork, actor: Actor, given: Request) -> Gap:
    """Ask for what is missing: with those who want nearly the same, or as a new gap; records GapRequested.

    What is settled stays so, and whoever asked may say that it is no answer; what was settled more than
    eight weeks ago is open again.
    """
    wiki.require(policy.may_want(actor))
    session, said = uow.session, given.saying
    lock_sayings(session)
    known = find_saying(session, said.folded)
    near = known or (find_saying(session, given.near) if given.near is not None else None)
    gap = session.get(Gap, near.gap_id, with_for_update=True) if near else None
    if gap is None:
        gap = new_gap(session, said.text, actor, uow.now)
    if known is None:
        new_saying(session, said, gap, uow.now)
    if gap.state not in OPEN and gap.closed_at is not None and gap.closed_at <= uow.now - WEEKS * WEEK:
        reopen(uow, gap, by=actor)
    _ask(uow, actor, gap, said.text)
    return gap


def join_gap(uow: UnitOfWork, actor: Actor, gap_id: int) -> Gap:
    """Want what others want; twice is once."""
    gap = get_gap(uow.session, gap_id)
    wiki.require(policy.may_want(actor))
    _require_open(gap)
    _ask(uow, actor, gap, "")
    return gap


def take_gap(uow: UnitOfWork, actor: Actor, gap_id: int) -> Gap:
    """Take a gap to write it; records GapTaken. Taken by somebody else it raises `gap_state`."""
    gap = get_gap(uow.session, gap_id)
    if gap.state == GapState.TAKEN and gap.taken_by == actor.id:
        return gap
    check_move(GapState(gap.state), GapState.TAKEN)
    wiki.require(policy.may_take(actor, gap))
    _take(uow, actor, gap)
    return gap


def release_gap(uow: UnitOfWork, actor: Actor, gap_id: int) -> Gap:
    """Give a gap back to whoever wants to write it; records GapReleased."""
    gap = get_gap(uow.session, gap_id)
    if gap.state != GapState.TAKEN:
        raise Conflict("gap_state", state=gap.state, to=GapState.WANTED)
    wiki.require(policy.may_release(actor, gap))
    release(uow, gap, by=actor)
    return gap


def name_answer(uow: UnitOfWork, actor: Actor, gap_id: int, no: int) -> Gap:
    """Say which scenario answers a gap: a published one closes it, another as soon as it is published."""
    gap = get_gap(uow.session, gap_id)
    _require_open(gap)
    wiki.require(policy.may_name_answer(actor, gap))
    shown = parts.get_canonical(uow.session, actor, no)
    addressed = access.get_readable(uow.session, actor, no)
    if shown.state in BEGUN:
        _begin(uow, actor, gap, addressed)
    elif shown.state == State.PUBLISHED and is_for_askers(uow.session, gap, shown):
        gap.scenario_id = addressed.id
        answer(uow, gap, shown, by=actor)
    else:
        raise Conflict("no_answer", state=shown.state)
    return gap


def write_for(uow: UnitOfWork, actor: Actor, gap_id: int, no: int) -> None:
    """Tell a gap what was written for it; one that is hidden, somebody else's or settled stays as it is."""
    gap = uow.session.get(Gap, gap_id, with_for_update=True)
    if gap is None or gap.state not in OPEN or not is_shown(uow.session, gap):
        return
    if gap.taken_by in (None, actor.id) and policy.may_name_answer(actor, gap):
        _begin(uow, actor, gap, access.get_readable(uow.session, actor, no))


def drop_gap(uow: UnitOfWork, actor: Actor, gap_id: int, note: str) -> Gap:
    """Take a gap off the board, saying why; records GapDropped."""
    gap = get_gap(uow.session, gap_id)
    kept, fault = texts.line(note)
    if fault or not kept:
        raise Invalid(fields={"note": fault or "required"})
    check_move(GapState(gap.state), GapState.DROPPED)
    wiki.require(policy.may_drop(actor, gap))
    _close(uow, gap, GapState.DROPPED, by=actor)
    gap.note = kept
    gap.taken_by = gap.taken_at = gap.scenario_id = None
    uow.record(events.GapDropped(gap_id=gap.id), by=actor)
    return gap


def want_again(uow: UnitOfWork, actor: Actor, gap_id: int) -> Gap:
    """Put a gap back on the board: what answers it does not; records GapReopened."""
    gap = get_gap(uow.session, gap_id)
    if gap.state in OPEN:
        raise Conflict("gap_state", state=gap.state, to=GapState.WANTED)
    wiki.require(policy.may_want_again(actor, gap, asked=has_asked(uow.session, gap.id, actor.id)))
    reopen(uow, gap, by=actor)
    return gap


def free_stale_claims(uow: UnitOfWork, system: Doer, *, limit: int) -> int:
    """Free the next gaps that were taken a week ago and are not being written, or whose page was rejected.

    Return how many. A rejection that may still be taken back waits.
    """
    lost, addressed = uow.now - CLAIM, aliased(Scenario)
    pages = select(addressed.id).join(Scenario, Scenario.id == addressed.canonical_id)
    begun = pages.where((Scenario.state == State.SUBMITTED) | (Scenario.updated_at > lost))
    rejected = pages.where(Scenario.state == State.REJECTED, Scenario.updated_at <= uow.now - WITHDRAWAL)
    late = (Gap.taken_at <= lost) & (Gap.scenario_id.is_(None) | Gap.scenario_id.not_in(begun))
    stale = (
        select(Gap)
        .where(Gap.state == GapState.TAKEN, late | Gap.scenario_id.in_(rejected))
        .order_by(Gap.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    gaps = uow.session.scalars(stale).all()
    for gap in gaps:
        release(uow, gap, by=system)
    return len(gaps)


def get_gap(session: Session, gap_id: int) -> Gap:
    """Return a gap, its row locked; NotFound for one that is nobody's business yet."""
    gap = session.get(Gap, gap_id, with_for_update=True)
    if gap is None or not is_shown(session, gap):
        raise NotFound("no_gap")
    return gap


def is_for_askers(session: Session, gap: Gap, scenario: Scenario) -> bool:
    """Tell whether everybody may read a scenario, or at least all who asked for the gap."""
    if scenario.audience == Audience.ALL:
        return True
    asked = session.scalars(select(GapRequest.account_id).where(GapRequest.gap_id == gap.id)).all()
    return bool(asked) and all(wiki.may_read(accounts.get_actor(session, one), scenario) for one in asked)


def answer(uow: UnitOfWork, gap: Gap, scenario: Scenario, *, by: Doer) -> None:
    """Close a gap with the page that answers it; it keeps the addressed one (M15). Records GapAnswered."""
    _close(uow, gap, GapState.ANSWERED, by=by)
    uow.record(events.GapAnswered(gap_id=gap.id, scenario_id=scenario.id), by=by, subject=scenario.id)


def release(uow: UnitOfWork, gap: Gap, *, by: Doer) -> None:
    """Let a gap be free for others."""
    _open(gap)
    uow.record(events.GapReleased(gap_id=gap.id), by=by)


def reopen(
    uow: UnitOfWork, gap: Gap, *, by: Doer, back_to_writer: bool = False, keeps_page: bool = False
) -> None:
    """Put a gap back on the board; to whoever wrote its answer where that only has to be published again.

    With `keeps_page` its page answers it again once it can be read again.
    """
    if back_to_writer and gap.taken_by is not None:
        check_move(GapState(gap.state), GapState.TAKEN)
        gap.state = GapState.TAKEN
        gap.closed_by = gap.closed_at = None
        gap.version += 1
    else:
        scenario_id = gap.scenario_id
        _open(gap)
        gap.scenario_id = scenario_id if keeps_page else None
    uow.record(events.GapReopened(gap_id=gap.id), by=by)


def _open(gap: Gap) -> None:
    check_move(GapState(gap.state), GapState.WANTED)
    gap.state, gap.note = GapState.WANTED, ""
    gap.taken_by = gap.taken_at = gap.scenario_id = gap.closed_by = gap.closed_at = None
    gap.version += 1


def _close(uow: UnitOfWork, gap: Gap, to: GapState, *, by: Doer) -> None:
    check_move(GapState(gap.state), to)
    gap.state = to
    gap.closed_by, gap.closed_at = by.id, uow.now
    gap.version += 1


def _take(uow: UnitOfWork, actor: Actor, gap: Gap) -> None:
    check_move(GapState(gap.state), GapState.TAKEN)
    gap.state = GapState.TAKEN
    gap.taken_by, gap.taken_at, gap.scenario_id = actor.id, uow.now, None
    gap.version += 1
    uow.record(events.GapTaken(gap_id=gap.id), by=actor)


def _begin(uow: UnitOfWork, actor: Actor, gap: Gap, scenario: Scenario) -> None:
    if gap.state == GapState.WANTED:
        _take(uow, actor, gap)
    gap.scenario_id = scenario.id


def _ask(uow: UnitOfWork, actor: Actor, gap: Gap, text: str) -> None:
    if uow.session.get(GapRequest, (gap.id, actor.id)) is not None:
        return
    if text and not is_shown(uow.session, gap):
        # What others only searched stays theirs.
        gap.title = text
    uow.session.add(GapRequest(gap_id=gap.id, account_id=actor.id, text=text, created_at=uow.now))
    gap.last_at = uow.now
    recount(uow.session, (gap.id,), uow.now.date())
    uow.record(events.GapRequested(gap_id=gap.id), by=actor)


def _require_open(gap: Gap) -> None:
    if gap.state not in OPEN:
        raise Conflict("gap_state", state=gap.state, to=gap.state)
