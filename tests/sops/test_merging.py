"""One SOP in force per scenario and scope, through merges and their undoing, in any order."""

import pytest

from scenariowiki.accounts.commands import people
from scenariowiki.accounts.queries import get_actor
from scenariowiki.accounts.rules import Actor, Role
from scenariowiki.curation.commands import queue
from scenariowiki.curation.commands.merging import preview_merge
from scenariowiki.curation.commands.queue import Decided
from scenariowiki.curation.commands.rehoming import rehome
from scenariowiki.curation.commands.swapping import prepare_swap
from scenariowiki.curation.queries.since import Added
from scenariowiki.curation.queries.subjects import winner_of
from scenariowiki.curation.rules.items import Verdict
from scenariowiki.curation.rules.merging import Choice, FieldChoice, MergeKind
from scenariowiki.kernel.errors import Conflict, Forbidden
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import transitions
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops.commands import ending, proposing
from scenariowiki.sops.queries import loading
from scenariowiki.sops.queries.effects import effects_of_merge
from tests import personas
from tests.browser import SignIn
from tests.curation import acts as curating
from tests.curation import queueing
from tests.curation.test_swapping import turn
from tests.scenarios.writing import recorded, save, scenario, solution, solutions_of
from tests.sops import acts

pytestmark = pytest.mark.usefixtures("app")


def test_m25_the_winners_stays_and_the_losers_rests() -> None:
    winner, loser = acts.page("甲类停机"), acts.page("乙类停机")
    kept, resting = acts.in_force(winner), acts.in_force(loser)

    (op,) = curating.merge_pages(winner, loser)

    assert (acts.standing(kept), acts.standing(resting)) == ("effective", "replaced")
    assert acts.sop(resting).replaced_by_op == op.id
    assert (scenario(winner).has_sop, scenario(loser).has_sop) == (True, False)


def test_m25_the_losers_comes_along_where_the_winner_has_none() -> None:
    winner, loser = acts.page("甲类停机"), acts.page("乙类停机")
    sop_id = acts.in_force(loser)

    curating.merge_pages(winner, loser)

    assert acts.sop(sop_id).in_force_on == scenario(winner).id
    assert scenario(winner).has_sop


def test_m25_other_scopes_hold_side_by_side() -> None:
    winner, loser = acts.page("甲类停机"), acts.page("乙类停机")
    day, night = acts.in_force(winner), acts.in_force(loser, scope="夜班")

    curating.merge_pages(winner, loser)

    assert [acts.standing(one) for one in (day, night)] == ["effective", "effective"]


def test_m26_a_merge_changes_no_sops_text_and_has_it_looked_at() -> None:
    winner, loser = acts.page("甲类停机"), acts.page("乙类停机")
    sop_id = acts.in_force(loser)
    before = acts.versions(sop_id), loading.shown_version(read(), acts.sop(sop_id)).source_rev_id

    curating.merge_pages(winner, loser)

    after = acts.versions(sop_id), loading.shown_version(read(), acts.sop(sop_id)).source_rev_id
    assert before == after
    assert acts.reasons() == ["merged"]


def test_u3_merge_and_undo_leave_sops_as_they_were() -> None:
    winner, loser = acts.page("甲类停机"), acts.page("乙类停机")
    kept, resting = acts.in_force(winner), acts.in_force(loser)
    before = [(acts.standing(one), acts.sop(one).in_force_on) for one in (kept, resting)]

    (op,) = curating.merge_pages(winner, loser)
    acts.undo(op.id)

    assert [(acts.standing(one), acts.sop(one).in_force_on) for one in (kept, resting)] == before
    assert (scenario(winner).has_sop, scenario(loser).has_sop) == (True, True)


def test_u8_the_preview_of_an_undoing_says_what_becomes_of_sops(sign_in: SignIn) -> None:
    winner, loser, third = (acts.page(f"{name}类停机") for name in "甲乙丙")
    acts.in_force(winner)
    acts.in_force(loser)
    acts.in_force(third, scope="夜班")
    (first,), (second,) = curating.merge_pages(winner, loser), curating.merge_pages(winner, third)

    html = {one.id: sign_in(personas.CY).get(f"/merges/{one.id}").text for one in (first, second)}

    assert "因合并停用的 SOP“乙类停机”恢复生效" in html[first.id]
    assert "SOP“丙类停机”随乙走，在那边继续有效" in html[second.id]


def test_u8_a_side_with_an_sop_by_now_needs_a_decision() -> None:
    winner, loser = acts.page("甲类停机"), acts.page("乙类停机")
    acts.in_force(winner)
    resting = acts.in_force(loser)
    (first,) = curating.merge_pages(winner, loser)
    third = acts.page("丙类停机")
    acts.undo(first.id)
    assert acts.standing(resting) == "effective"

    other = acts.in_force(third)
    (second,) = curating.merge_pages(third, loser)
    with write() as uow:
        ending.retire_sop(uow, personas.CY, other, "不再适用。")
    with write() as uow:
        ending.keep_sop(uow, personas.CY, resting, "以这一份为准。")
    acts.undo(second.id)

    assert acts.standing(resting) == "effective"
    assert acts.sop(resting).in_force_on == scenario(loser).id


def test_u8_the_side_that_stays_keeps_what_came_in_force_meanwhile() -> None:
    """A -> B and C -> B; when A parts with its SOP, what C's merge put aside holds again on B."""
    first, home, last = (acts.page(f"{name}类停机") for name in "甲乙丙")
    of_first, of_last = acts.in_force(first), acts.in_force(last)
    (op,) = curating.merge_pages(home, first)
    curating.merge_pages(home, last)
    assert [acts.standing(one) for one in (of_first, of_last)] == ["effective", "replaced"]

    acts.undo(op.id)

    assert [acts.standing(one) for one in (of_first, of_last)] == ["effective", "effective"]
    assert acts.sop(of_last).in_force_on == scenario(home).id


def test_u8_undecided_until_somebody_decides() -> None:
    """The page that was merged away got an SOP of its own while its first one rested."""
    winner, loser = acts.page("甲类停机"), acts.page("乙类停机")
    resting = acts.in_force(loser)
    kept = acts.in_force(winner)
    (op,) = curating.merge_pages(winner, loser)
    with write() as uow:  # as if the later one had been proposed from the merged page
        row = uow.session.get_one(type(acts.sop(kept)), kept)
        row.scenario_id = scenario(loser).id
    acts.undo(op.id)

    assert acts.standing(resting) == "undecided"
    assert "undecided" in acts.reasons()
    with pytest.raises(Conflict, match="sop_in_force"), write() as uow:
        ending.keep_sop(uow, personas.CY, resting, "以这一份为准。")
    with write() as uow:
        ending.retire_sop(uow, personas.CY, resting, "以另一份为准。")
    assert (acts.standing(resting), acts.standing(kept)) == ("retired", "effective")


def test_m8_the_side_with_an_sop_wins_by_default() -> None:
    older, newer = acts.page("甲类停机"), acts.page("乙类停机")
    acts.in_force(newer)
    ids = [scenario(no).id for no in (older, newer)]

    assert winner_of(read(), MergeKind.SCENARIO, ids) == ids[1]


def test_m32_the_preview_tells_what_becomes_of_sops() -> None:
    winner, loser = acts.page("甲类停机"), acts.page("乙类停机")
    acts.in_force(winner)
    acts.in_force(loser)
    asked = curating.request(scenario(winner).id, scenario(loser).id)

    shown = preview_merge(read(), personas.CY, asked, (effects_of_merge,))

    assert {"effective_sop", "sop_rests"} <= set(shown.needs_second)
    assert [one.second_role for one in shown.effects if one.code == "sop_rests"] == ["sop_owner"]


def test_u7_and_u8_an_sop_whose_solution_is_given_to_the_other_side_is_looked_at() -> None:
    winner, loser = acts.page("甲类停机"), acts.page("乙类停机")
    (op,) = curating.merge_pages(winner, loser)
    save(personas.DAN, winner, PageInput(solutions=(solution("先查欠费标记。"),)))
    written = max(one.id for one in solutions_of(winner))
    with write() as uow:
        transitions.move_solution(uow, personas.CY, written, State.PUBLISHED)
    with write() as uow:
        given = proposing.ProposalInput(owner_id=personas.PAT.id, note=acts.WHY)
        sop_id = proposing.propose_sop(uow, personas.CY, written, given).id
    acts.submit(sop_id)
    acts.approve(sop_id)
    acts.undo(op.id)
    assert acts.reasons() == []

    with write() as uow:
        rehome(uow, personas.CY, op.id, Added.SOLUTION, written, "属于另一条")

    assert acts.reasons() == ["unmerged"]
    assert acts.sop(sop_id).in_force_on == scenario(winner).id


def test_u8_an_sop_made_from_a_merged_text_stays_and_is_looked_at_when_that_is_undone() -> None:
    no = acts.page("甲类停机")
    save(personas.DAN, no, PageInput(solutions=(solution("先查欠费标记。"),)))
    kept, other = (one.id for one in solutions_of(no))
    with write() as uow:
        transitions.move_solution(uow, personas.CY, other, State.PUBLISHED)
    steps = {"steps": FieldChoice(choice=Choice.COMBINE)}
    (op,) = curating.merge_solutions(kept, other, fields=steps)
    sop_id = acts.in_force(no)

    acts.undo(op.id)

    assert (acts.standing(sop_id), acts.reasons()) == ("effective", ["unmerged"])
    assert acts.reviews()[0].facts["sop_id"] == sop_id


def test_approving_what_rests_is_refused() -> None:
    winner, loser = acts.page("甲类停机"), acts.page("乙类停机")
    acts.in_force(winner)
    resting = acts.in_force(loser)
    acts.next_version(resting, say="“请稍等。”")
    acts.submit(resting)
    curating.merge_pages(winner, loser)

    with pytest.raises(Conflict, match="sop_rests"):
        acts.approve(resting)
    assert acts.versions(resting) == [(1, "effective"), (2, "in_review")]


def test_approving_a_second_one_after_a_merge_is_refused() -> None:
    winner, loser = acts.page("甲类停机"), acts.page("乙类停机")
    drafted = acts.propose(loser)
    acts.submit(drafted)
    acts.in_force(winner)
    curating.merge_pages(winner, loser)

    with pytest.raises(Conflict, match="sop_in_force"):
        acts.approve(drafted)
    assert recorded("SopApproved")[-1]["sop_id"] != drafted


def test_m25_the_second_to_agree_is_an_sop_owner() -> None:
    winner, loser = acts.page("甲类停机", personas.ZOE), acts.page("乙类停机", personas.ZOE)
    acts.in_force(winner)
    acts.in_force(loser)
    item_id = queueing.pair(scenario(winner).id, scenario(loser).id)

    assert "sop_rests" in agree(item_id, personas.CY).needs_second
    with pytest.raises(Forbidden, match="second_role_needed"):
        agree(item_id, personas.DAN)
    with write() as uow:
        people.set_roles(uow, personas.ADA, personas.DAN.id, {Role.CURATOR, Role.SOP_OWNER})
    assert agree(item_id, get_actor(read(), personas.DAN.id)).ops


def test_m8_and_m25_turning_round_asks_for_an_sop_owner_and_the_other_ones_sop_holds() -> None:
    winner, loser = acts.page("甲类停机"), acts.page("乙类停机")
    kept, resting = acts.in_force(winner), acts.in_force(loser)
    (op,) = curating.merge_pages(winner, loser)
    told = prepare_swap(read(), personas.DAN, op.id, (effects_of_merge,)).effects
    assert [(one.code, one.facts["title"], one.second_role) for one in told] == [
        ("effective_sop", "乙类停机", None),
        ("sop_rests", "甲类停机", "sop_owner"),
    ]
    with pytest.raises(Forbidden, match="second_role_needed"):
        turn(op)
    with write() as uow:
        people.set_roles(uow, personas.ADA, personas.DAN.id, {Role.CURATOR, Role.SOP_OWNER})

    turn(op, get_actor(read(), personas.DAN.id))

    assert (acts.standing(kept), acts.standing(resting)) == ("replaced", "effective")


def agree(item_id: int, actor: Actor) -> Decided:
    """Decide that two are one, the effects on SOPs having been asked for as pages do."""
    given = queueing.decision(item_id, queueing.claim(item_id, actor), Verdict.DUPLICATE)
    ready = queue.prepare_decision(read(), actor, item_id, given, (effects_of_merge,))
    with write() as uow:
        return queue.decide(uow, actor, ready)
