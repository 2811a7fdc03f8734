"""What somebody decided who had a hand in it is looked over by another curator (M33)."""

import pytest

from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.models import MergeOp, PairVerdict, QueueItem
from scenariowiki.curation.rules.items import ItemKind, ItemState, Verdict
from scenariowiki.curation.rules.merging import UnmergeReason
from scenariowiki.kernel.errors import Forbidden, Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.curation.queueing import claim, decide, pair, two, waiting, withdraw
from tests.scenarios.writing import draft, move, scenario, situation

pytestmark = pytest.mark.usefixtures("app")
CY, DAN = personas.CY, personas.DAN
WHY = "看过两边，这样定不妥当。"


def overridden(verdict: Verdict = Verdict.DISTINCT) -> QueueItem:
    """Have dan decide about his own page, since too few are left; return the audit."""
    mine = draft(DAN, about=situation("有余额仍被停机"))
    move(DAN, mine, State.SUBMITTED)
    move(CY, mine, State.PUBLISHED)
    decide(pair(two()[0], scenario(mine).id), verdict, DAN, override=True, note=WHY)
    (audit,) = waiting(ItemKind.AUDIT)
    return audit


def test_m33_an_override_opens_an_audit_by_itself() -> None:
    audit = overridden()

    assert audit.facts["deciders"] == [DAN.id]
    assert audit.state == ItemState.OPEN


def test_m33_nobody_audits_themselves_not_even_by_override() -> None:
    audit = overridden()

    with pytest.raises(Forbidden, match="conflict_of_interest"):
        claim(audit.id, DAN, override=True)


def test_m33_who_agrees_changes_nothing() -> None:
    audit = overridden(Verdict.DUPLICATE)

    decide(audit.id, Verdict.AGREE)

    assert read().query(MergeOp).one().undone_at is None
    assert waiting(ItemKind.AUDIT) == []


def test_m33_who_disagrees_undoes_the_merge_and_says_why() -> None:
    audit = overridden(Verdict.DUPLICATE)
    with pytest.raises(Invalid):
        decide(audit.id, Verdict.DISAGREE)

    decide(audit.id, Verdict.DISAGREE, note=WHY)

    assert read().query(MergeOp).one().undo_note == WHY


def test_m33_who_disagrees_lets_the_pair_be_proposed_again() -> None:
    audit = overridden()

    decide(audit.id, Verdict.DISAGREE, note=WHY)

    assert read().query(PairVerdict).count() == 0


def test_q9_a_decision_that_is_taken_back_needs_no_audit() -> None:
    audit = overridden()

    withdraw(audit.facts["audited"], DAN)

    assert waiting(ItemKind.AUDIT) == []


def test_m33_a_merge_undone_by_override_is_audited_too() -> None:
    overridden(Verdict.DUPLICATE)
    op = read().query(MergeOp).one()
    asked = UnmergeRequest(reason=UnmergeReason.MISTAKE, note=WHY, override=True)

    prepared = prepare_unmerge(read(), DAN, op.id)
    with write() as uow:
        unmerge(uow, DAN, prepared, asked)

    assert [one.key for one in waiting(ItemKind.AUDIT)][-1] == f"audit:undone:{op.id}"
