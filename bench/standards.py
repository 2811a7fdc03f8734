"""SOPs for a corpus: proposed, submitted and approved as people do it, to be read by everybody."""

from collections.abc import Sequence

from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.runtime.session import db, read, write
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.sops.commands import deciding, proposing
from scenariowiki.sops.commands.proposing import ProposalInput
from scenariowiki.sops.rules.texts import Check

WHY = "各班组都照此处理，先作为标准试行。"


def put_in_force(curator: Actor, owner: Actor, numbers: Sequence[int]) -> list[int]:
    """Make an SOP of the first solution of each scenario; return the ids of those in force."""
    firsts = select(Solution.id).join(Scenario, Scenario.id == Solution.scenario_id)
    made = []
    for no in numbers:
        solution = read().scalars(firsts.where(Scenario.no == no).order_by(Solution.id)).first()
        if solution is None:
            continue
        with write() as uow:
            sop = proposing.propose_sop(uow, curator, solution, ProposalInput(owner_id=owner.id, note=WHY)).id
        with write() as uow:
            deciding.submit_version(uow, curator, sop, tuple(check.value for check in Check))
        with write() as uow:
            deciding.approve_version(uow, owner, sop)
        made.append(sop)
        db.session.remove()
    return made
