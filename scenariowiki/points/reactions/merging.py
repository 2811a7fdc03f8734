"""What merging does to points: little (PM1), and all of it comes back when a merge is undone (PM3)."""

from collections import defaultdict
from collections.abc import Sequence

from scenariowiki.curation.commands.journaling import note_awards
from scenariowiki.curation.events import ScenarioMerged, ScenarioUnmerged, SolutionMerged, SolutionUnmerged
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.awarding import take_back
from scenariowiki.points.commands.reissuing import bring_back, divide_anew, reopen
from scenariowiki.points.models import Award
from scenariowiki.points.queries import awards, texts
from scenariowiki.points.queries.deciding import decisions_behind
from scenariowiki.points.reactions.catching_up import unless_behind
from scenariowiki.points.rules.amounts import divided
from scenariowiki.points.rules.ledger import AwardState
from scenariowiki.points.rules.merging import DIVIDED, takes_adoption
from scenariowiki.points.rules.reasons import Reason

ADOPTED = "P2"


@unless_behind
def follow_merge(uow: UnitOfWork, recorded: Recorded) -> None:
    """Take P2 of a needless duplicate back (PM1), and note in the merge's journal what was taken."""
    event = recorded.event
    assert isinstance(event, ScenarioMerged | SolutionMerged)  # noqa: S101 - as wiring registers it
    if not takes_adoption(
        same_author=event.same_author, late=event.late, warned=getattr(event, "warned", False)
    ):
        return
    adopted = _adopted(uow, event)
    for award in adopted:
        take_back(uow, award, actor_id=recorded.actor_id, reason=Reason.MERGED)
    note_awards(uow, event.op_id, [award.id for award in adopted])


@unless_behind
def follow_unmerge(uow: UnitOfWork, recorded: Recorded) -> None:
    """Bring back what the merge took, void P8 of who decided it, divide anew what was divided by it (PM3).

    Turning a merge round doubts nothing about the pair, so P8 stays; it goes when that one is undone.
    """
    event = recorded.event
    assert isinstance(event, ScenarioUnmerged | SolutionUnmerged)  # noqa: S101 - as wiring registers it
    for award in awards.taken_by_merge(uow.session, event.op_id):
        if award.state == AwardState.REVERSED:
            bring_back(uow, award, actor_id=recorded.actor_id, reason=Reason.UNMERGED)
        else:
            reopen(uow, award, reason=Reason.UNMERGED)
    if not event.swapped:
        for item_id in decisions_behind(uow.session, event.item_id):
            for award in awards.of_item(uow.session, item_id, event.deciders):
                take_back(uow, award, actor_id=recorded.actor_id, reason=Reason.OVERTURNED)
    _divide_anew(uow, recorded, event.op_id)


def _adopted(uow: UnitOfWork, event: ScenarioMerged | SolutionMerged) -> Sequence[Award]:
    if isinstance(event, SolutionMerged):
        return awards.of_solutions(uow.session, ADOPTED, (event.loser_id,))
    return awards.of_scenario(uow.session, ADOPTED, event.loser_id)


def _divide_anew(uow: UnitOfWork, recorded: Recorded, op_id: int) -> None:
    """Divide the points of each event anew by the text its solution is read as now; the sum stays."""
    by_event: dict[tuple[object, str], list[Award]] = defaultdict(list)
    for award in awards.divided_by(uow.session, DIVIDED, op_id):
        by_event[award.event_id, award.rule].append(award)
    for some in by_event.values():
        solution_id = some[0].solution_id
        assert solution_id is not None  # noqa: S101 - what is divided is for a solution
        shares = texts.shares_of_solution(uow.session, solution_id, recorded.occurred_at)
        shares.pop(texts.NOBODY, None)
        barred = set(some[0].facts.get("barred", ()))
        kept = {account_id: share for account_id, share in shares.items() if account_id not in barred}
        parts = divided(sum(award.amount for award in some), kept)
        if parts:
            divide_anew(uow, some, parts, actor_id=recorded.actor_id)
        for award in awards.of_event(uow.session, some[0].event_id, some[0].rule):
            ops = [one for one in award.facts.get("ops", ()) if one != op_id]
            award.facts = {**award.facts, "ops": ops}
