"""The acts of SOPs in one line each, as their tests need them."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemKind
from scenariowiki.curation.rules.merging import UnmergeReason
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import outcomes
from scenariowiki.scenarios.rules.states import OutcomeState, Result
from scenariowiki.sops.commands import deciding, drafting, proposing
from scenariowiki.sops.commands.proposing import ProposalInput
from scenariowiki.sops.models import Sop, SopVersion
from scenariowiki.sops.queries import loading
from scenariowiki.sops.rules.texts import Check, SopText
from tests import personas
from tests.scenarios.writing import published, situation, solution, solutions_of

WHY = "班组一致推荐，先试行。"
EVERYTHING = tuple(check.value for check in Check)
STEPS = ("先核对系统里的停机原因。", "告知客户恢复时间。")


def page(name: str = "余额充足却停机", actor: Actor = personas.ANN) -> int:
    """Publish a scenario with one solution; return its number."""
    return published(actor, solution(*STEPS, preconditions="客户来电问停机。"), about=situation(name))


def propose(no: int, *, actor: Actor = personas.CY, owner: int = personas.PAT.id, **more: Any) -> int:
    """Propose the first solution of a page; return the SOP's id."""
    given = ProposalInput(owner_id=owner, note=more.pop("note", WHY), **more)
    with write() as uow:
        return proposing.propose_sop(uow, actor, solutions_of(no)[0].id, given).id


def text(**more: Any) -> SopText:
    given = {"title": "余额充足却停机", "trigger": "客户来电问停机。", "steps": STEPS, **more}
    return SopText(**given)


def submit(sop_id: int, *, actor: Actor = personas.CY, **more: Any) -> None:
    with write(now=more.pop("now", None)) as uow:
        deciding.submit_version(uow, actor, sop_id, more.pop("checks", EVERYTHING), **more)


def approve(sop_id: int, *, actor: Actor = personas.PAT, now: dt.datetime | None = None) -> None:
    with write(now=now) as uow:
        deciding.approve_version(uow, actor, sop_id)


def draft(sop_id: int, *, actor: Actor = personas.CY, **more: Any) -> None:
    with write() as uow:
        drafting.save_draft(uow, actor, sop_id, text(**more))


def in_force(no: int, **more: Any) -> int:
    """Take an SOP for a page all the way; return its id."""
    sop_id = propose(no, **more)
    submit(sop_id)
    approve(sop_id)
    return sop_id


def next_version(sop_id: int, actor: Actor = personas.CY, **more: Any) -> None:
    """Begin the next version and write it."""
    with write() as uow:
        proposing.begin_version(uow, actor, sop_id)
    draft(sop_id, actor=actor, **more)


def verified(no: int, result: Result, reporter: Actor = personas.ZOE, place: int = 0) -> int:
    """Report an outcome of a page's solution and verify it; return its id."""
    given = outcomes.OutcomeInput(result=result, applied_on=dt.date(2026, 11, 2), evidence=f"工单 {place}")
    with write() as uow:
        outcome = outcomes.report_outcome(uow, reporter, solutions_of(no)[place].id, given)
    with write() as uow:
        outcomes.move_outcome(uow, personas.DAN, outcome.id, OutcomeState.VERIFIED)
    return outcome.id


def undo(op_id: int, actor: Actor = personas.CY) -> None:
    ready = prepare_unmerge(read(), actor, op_id)
    with write() as uow:
        unmerge(
            uow, actor, ready, UnmergeRequest(reason=UnmergeReason.MISTAKE, note="其实是两回事，应当分开。")
        )


def sop(sop_id: int) -> Sop:
    return read().get_one(Sop, sop_id)


def standing(sop_id: int) -> str:
    row = sop(sop_id)
    return loading.standing_of(row, loading.shown_version(read(), row)).value


def versions(sop_id: int) -> list[tuple[int, str]]:
    chosen = select(SopVersion).where(SopVersion.sop_id == sop_id).order_by(SopVersion.number)
    return [(one.number, one.state) for one in read().scalars(chosen)]


def reviews() -> list[QueueItem]:
    chosen = select(QueueItem).where(QueueItem.kind == ItemKind.STALE_REVIEW, QueueItem.closed_at.is_(None))
    return list(read().scalars(chosen.order_by(QueueItem.id)))


def reasons() -> list[str]:
    return [reason for item in reviews() for reason in item.facts["reasons"]]
