"""What adoption had earned, taken back where a text turned out to be made up or copied (P2, P9)."""

from collections.abc import Iterable

from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.awarding import take_back
from scenariowiki.points.commands.reissuing import bring_back, reopen
from scenariowiki.points.models import Award
from scenariowiki.points.queries import awards
from scenariowiki.points.reactions.catching_up import unless_behind
from scenariowiki.points.rules.ledger import AwardState
from scenariowiki.points.rules.reasons import Reason
from scenariowiki.scenarios import events
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.rules.states import ArchiveReason, State

ADOPTED = "P2"
ADOPTION = (ADOPTED, "P9")
ALL = ("P1", *ADOPTION)
GONE = frozenset({State.ARCHIVED, State.REJECTED})
GROUNDLESS = frozenset({ArchiveReason.FABRICATED, ArchiveReason.PLAGIARISM})


@unless_behind
def take_adoption_back(uow: UnitOfWork, recorded: Recorded) -> None:
    """Take P2 and P9 back from the author of what is archived as made up or copied.

    P1 of what is made up goes as well; what others wrote on the same page stands.
    """
    event = recorded.event
    assert isinstance(event, events.ScenarioArchived | events.SolutionArchived)  # noqa: S101 - as wired
    if event.reason not in GROUNDLESS:
        return
    rules = ALL if event.reason == ArchiveReason.FABRICATED else ADOPTION
    for award in _of(uow, event, rules):
        take_back(uow, award, actor_id=recorded.actor_id, reason=event.reason)


@unless_behind
def give_adoption_back(uow: UnitOfWork, recorded: Recorded) -> None:
    """Give back what was taken for that when a curator brings the text back; what is still archived waits.

    What had not counted by then is held, or waits, as it did before.
    """
    event = recorded.event
    assert isinstance(event, events.ScenarioRestored | events.SolutionRestored)  # noqa: S101 - as wired
    solution_id = getattr(event, "solution_id", None)
    for award in awards.taken_for(uow.session, GROUNDLESS, event.scenario_id, solution_id):
        if not _stands(uow, award):
            continue
        if award.state == AwardState.REVERSED:
            bring_back(uow, award, actor_id=recorded.actor_id, reason=Reason.RESTORED)
        else:
            reopen(uow, award, reason=Reason.RESTORED, waits_for_somebody=award.rule != ADOPTED)


def _of(
    uow: UnitOfWork, event: events.ScenarioArchived | events.SolutionArchived, rules: tuple[str, ...]
) -> Iterable[Award]:
    if isinstance(event, events.SolutionArchived):
        return [one for rule in rules for one in awards.of_solutions(uow.session, rule, (event.solution_id,))]
    author_id = uow.session.get_one(Scenario, event.scenario_id).author_id
    return [
        one for one in awards.on_page(uow.session, rules, event.scenario_id) if one.account_id == author_id
    ]


def _stands(uow: UnitOfWork, award: Award) -> bool:
    parts = [uow.session.get(Scenario, award.scenario_id)]
    if award.solution_id is not None:
        parts.append(uow.session.get(Solution, award.solution_id))  # type: ignore[arg-type]
    return all(part is not None and part.state not in GONE for part in parts)
