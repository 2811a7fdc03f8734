"""Proposing that a solution become the standard, and beginning the next version of one."""

from dataclasses import dataclass

from sqlalchemy import select

from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios import queries as scenarios
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.queries import groups
from scenariowiki.sops import policy
from scenariowiki.sops.commands import locking, sources
from scenariowiki.sops.events import SopProposed, SopVersionDrafted
from scenariowiki.sops.models import Sop, SopVersion
from scenariowiki.sops.queries import loading
from scenariowiki.sops.queries.evidence import evidence_of
from scenariowiki.sops.rules import reviews, texts
from scenariowiki.sops.rules.promotion import lacking
from scenariowiki.sops.rules.readers import Readers
from scenariowiki.sops.rules.texts import SopText
from scenariowiki.sops.rules.versions import VersionState
from scenariowiki.text.attribution import Attributed


@dataclass(frozen=True, kw_only=True)
class ProposalInput:
    """`owner_id` keeps the SOP; `note` says why where the evidence falls short of what is asked for."""

    owner_id: int
    scope: str = ""
    note: str = ""


def propose_sop(uow: UnitOfWork, actor: Actor, solution_id: int, given: ProposalInput) -> Sop:
    """Make an SOP with a first draft from a solution as it is now; records SopProposed.

    Raises `sop_exists` while another one of that scope is being written or in force, and Invalid where the
    evidence falls short and nothing is said about it.
    """
    solution = scenarios_solution(uow, solution_id)
    scenario = locking.lock_page(uow.session, groups.scenario_of(uow.session, solution).id)
    scenarios.get_readable(uow.session, actor, scenario.no)
    wiki.require(
        policy.may_propose(actor, solution.author_id),
        "own_work" if actor.id == solution.author_id else "forbidden",
    )
    solution, source = sources.get_source(uow.session, scenario, solution.id)
    scope = texts.checked_scope(given.scope)
    _require_owner(uow, given.owner_id)
    _require_room(uow, scenario, scope)
    note = _require_evidence(uow, actor, solution, given.note)
    sop = Sop(
        scenario_id=scenario.id,
        scope=scope,
        scope_key=texts.scope_key(scope),
        title=scenario.title,
        owner_id=given.owner_id,
        audience=Readers().stored(),
        review_days=reviews.SOP_DAYS,
        created_at=uow.now,
        created_by=actor.id,
    )
    uow.session.add(sop)
    uow.session.flush()
    proposed = SopProposed(scenario_id=scenario.id, sop_id=sop.id, solution_id=solution.id)
    uow.record(proposed, by=actor, subject=scenario.id)
    text, written = sources.draft_of(uow.session, scenario, source)
    _draft(uow, actor, (sop, scenario), (solution, source), text, written, note=note)
    return sop


def begin_version(
    uow: UnitOfWork, actor: Actor, sop_id: int, *, solution_id: int | None = None
) -> SopVersion:
    """Begin the next version of an SOP in force: its text, bound to the source as it is now.

    With another `solution_id` the text is drafted anew from that one. Raises `draft_exists`.
    """
    sop, scenario = locking.lock_sop(uow, actor, sop_id)
    wiki.require(policy.may_write(actor, sop.owner_id))
    if loading.open_version(uow.session, sop.id) is not None:
        raise Conflict("draft_exists")
    last = locking.get_effective(uow.session, sop)
    chosen = solution_id or last.solution_id
    solution, source = sources.get_source(uow.session, scenario, chosen)
    before = texts.read_text(last.text)
    if solution.id == uow.session.get_one(Solution, last.solution_id).canonical_id:
        text, written = before, texts.as_source(before, last.attribution)
    else:
        text, written = sources.draft_of(uow.session, scenario, source)
    return _draft(uow, actor, (sop, scenario), (solution, source), text, written)


def scenarios_solution(uow: UnitOfWork, solution_id: int) -> Solution:
    """Return the canonical solution of an id; raises Invalid for one that is not there."""
    found = uow.session.get(Solution, solution_id)
    if found is None:
        raise Invalid(fields={"solution": "no_solution"})
    return uow.session.get_one(Solution, found.canonical_id)


def _draft(  # noqa: PLR0913 - what a version is made from
    uow: UnitOfWork,
    actor: Actor,
    places: tuple[Sop, Scenario],
    made_from: tuple[Solution, Revision],
    text: SopText,
    written: Attributed,
    *,
    note: str = "",
) -> SopVersion:
    sop, scenario = places
    solution, source = made_from
    numbers = loading.versions_of(uow.session, sop.id)
    version = SopVersion(
        sop_id=sop.id,
        number=numbers[0].number + 1 if numbers else 1,
        state=VersionState.DRAFT,
        text=text.stored(),
        solution_id=solution.id,
        source_rev_id=source.id,
        evidence=sources.evidence_now(uow.session, solution.id, locking.day_of(uow.session, sop, uow.now)),
        attribution=texts.attribute(text, actor.id, written),
        change_note=note,
        author_id=actor.id,
        created_at=uow.now,
        created_by=actor.id,
    )
    uow.session.add(version)
    uow.session.flush()
    event = SopVersionDrafted(
        scenario_id=scenario.id,
        sop_id=sop.id,
        version_id=version.id,
        solution_id=solution.id,
        source_rev_id=source.id,
        number=version.number,
    )
    uow.record(event, by=actor, subject=scenario.id)
    return version


def _require_owner(uow: UnitOfWork, owner_id: int) -> None:
    if not accounts.is_active(uow.session, owner_id):
        raise Invalid(fields={"owner": "no_account"})


def _require_room(uow: UnitOfWork, scenario: Scenario, scope: str) -> None:
    group = groups.members(scenario.id)
    same = select(Sop.id).where(
        Sop.scenario_id.in_(group),
        Sop.scope_key == texts.scope_key(scope),
        Sop.closed_at.is_(None),
        Sop.replaced_by_op.is_(None),
    )
    if uow.session.scalar(same.limit(1)) is not None:
        raise Conflict("sop_exists")


def _require_evidence(uow: UnitOfWork, actor: Actor, solution: Solution, note: str) -> str:
    today = accounts.stamp(uow.session, actor.id, uow.now).day
    found = evidence_of(uow.session, (solution.id,), today)[solution.id]
    kept = texts.checked_note(note, required=False)
    if lacking(found) and not kept:
        raise Invalid("evidence_short", fields={"note": "required"})
    return kept
