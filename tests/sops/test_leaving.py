"""When somebody leaves: what they kept is listed and taken over, and nobody waits for them (R52, R90)."""

import pytest

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.commands import people
from scenariowiki.accounts.rules import Actor, Role
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Forbidden
from scenariowiki.notifications.models import Notice
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import facts
from scenariowiki.scenarios.rules.states import Audience
from scenariowiki.sops import policy
from scenariowiki.sops.commands import clockwork, effect, settling
from scenariowiki.sops.queries.due import list_to_approve
from scenariowiki.sops.queries.orphans import any_orphan, list_leavers
from scenariowiki.sops.rules.readers import Readers
from tests import personas
from tests.scenarios.writing import category, published, recorded, scenario, situation, solution
from tests.sops import acts

pytestmark = pytest.mark.usefixtures("app")
ADA, ANN, CY, DAN, PAT, ZOE = (
    personas.ADA, personas.ANN, personas.CY, personas.DAN, personas.PAT, personas.ZOE,
)  # fmt: skip


LEE_OWNER = personas.LEE


def leaves(person: Actor) -> None:
    with write() as uow:
        people.disable_account(uow, ADA, person.id)


def become(person: Actor, *roles: Role) -> Actor:
    with write() as uow:
        people.set_roles(uow, ADA, person.id, roles)
    return accounts.get_actor(read(), person.id)


def hand_over(by: Actor, leaver: Actor, heir: Actor) -> None:
    with write() as uow:
        facts.hand_over(uow, by, leaver.id, heir.id)


def asked_in_order(first: Actor, second: Actor) -> int:
    """Have an SOP in review that two are asked for, one after the other; return its id."""
    home = category("停机")
    no = published(ANN, solution(*acts.STEPS), about=situation(category=home))
    with write() as uow:
        settling.set_approvers(uow, CY, home, (first.id, second.id))
    sop_id = acts.propose(no)
    acts.draft(sop_id)
    acts.submit(sop_id)
    return sop_id


def test_r52_what_a_leaver_kept_is_listed_by_leaver() -> None:
    sop_id = acts.in_force(acts.page())
    assert not any_orphan(read())

    leaves(ANN)
    leaves(PAT)

    assert any_orphan(read())
    assert [(one.name, one.scenarios, one.sops) for one in list_leavers(read(), CY)] == [
        ("Ann", 1, 0),
        ("Pat", 0, 1),
    ]
    assert [row.id for row in list_leavers(read(), CY)[1].standards] == [sop_id]


def test_the_list_names_only_what_one_may_read() -> None:
    no = acts.page()
    with write() as uow:
        facts.change_facts(uow, CY, no, facts.FactsInput(audience=Audience.TEAM, team=personas.RED))
    leaves(ANN)

    assert [len(one.pages) for one in list_leavers(read(), ADA)] == [0]
    assert [len(one.pages) for one in list_leavers(read(), CY)] == [1]


def test_r90_a_curator_takes_over_scenarios_and_sops_of_a_leaver_in_one_step() -> None:
    no = acts.page()
    sop_id = acts.in_force(no, owner=ANN.id)
    leaves(ANN)

    hand_over(CY, ANN, DAN)

    assert (scenario(no).owner_id, acts.sop(sop_id).owner_id) == (DAN.id, DAN.id)
    assert recorded("SopSettled")[-1]["owner_id"] == DAN.id
    assert not any_orphan(read())


def test_r90_whoever_is_here_is_handed_over_by_administrators_alone() -> None:
    acts.page()

    with pytest.raises(Forbidden):
        hand_over(CY, ANN, DAN)
    leaves(ANN)
    with pytest.raises(Forbidden):
        hand_over(ZOE, ANN, ZOE)


def test_taking_over_answers_the_review_that_asked_for_an_owner() -> None:
    acts.in_force(acts.page())
    leaves(PAT)
    with write() as uow:
        assert clockwork.ask_due_reviews(uow, clock.now().date(), limit=50) == 1
    assert acts.reasons() == ["owner_left"]

    hand_over(CY, PAT, DAN)

    assert acts.reviews() == []


def test_another_owner_in_the_settings_answers_it_as_well() -> None:
    sop_id = acts.in_force(acts.page())
    leaves(PAT)
    with write() as uow:
        clockwork.ask_due_reviews(uow, clock.now().date(), limit=50)

    with write() as uow:
        given = settling.SettingsInput(owner_id=DAN.id, readers=Readers(), review_days=180)
        settling.settle_sop(uow, CY, sop_id, given)

    assert acts.reviews() == []


def test_nobody_waits_for_an_approver_who_left_in_the_middle_of_a_review() -> None:
    other = become(LEE_OWNER, Role.SOP_OWNER)
    sop_id = asked_in_order(PAT, other)
    assert list_to_approve(read(), other) == []

    leaves(PAT)

    assert [row.id for row in list_to_approve(read(), other)] == [sop_id]
    assert recorded("SopApproverLeft")[0]["account_id"] == PAT.id
    told = read().query(Notice).filter(Notice.account_id == other.id, Notice.kind == "sop_waits")
    assert told.count() == 1
    acts.approve(sop_id, actor=other)
    assert acts.standing(sop_id) == "effective"


def test_nobody_waits_for_an_approver_who_approves_no_more() -> None:
    other = become(LEE_OWNER, Role.SOP_OWNER)
    sop_id = asked_in_order(other, PAT)

    become(other, Role.CONTRIBUTOR)
    acts.approve(sop_id)

    assert acts.standing(sop_id) == "effective"


def test_l19_where_all_others_agreed_before_the_last_one_left_it_is_approved() -> None:
    second = become(LEE_OWNER, Role.SOP_OWNER)
    sop_id = asked_in_order(PAT, second)
    acts.approve(sop_id)

    leaves(second)

    assert list_to_approve(read(), PAT) == []
    assert acts.versions(sop_id) == [(1, "approved")]
    with write() as uow:
        assert effect.take_effect(uow, ADA, sop_id)
    assert acts.standing(sop_id) == "effective"


def test_where_all_who_were_asked_left_any_sop_owner_agrees() -> None:
    second, third = become(LEE_OWNER, Role.SOP_OWNER), become(ZOE, Role.SOP_OWNER)
    sop_id = asked_in_order(PAT, second)
    leaves(PAT)
    leaves(second)

    acts.approve(sop_id, actor=third)

    assert acts.standing(sop_id) == "effective"


def test_nobody_is_asked_again_for_what_they_agreed_to() -> None:
    second = become(LEE_OWNER, Role.SOP_OWNER)
    sop_id = asked_in_order(PAT, second)
    acts.approve(sop_id)

    with pytest.raises(Conflict, match="approved_already"):
        acts.approve(sop_id)
    assert list_to_approve(read(), PAT) == []
    assert not policy.is_next(PAT, (PAT.id,), 1, said=True)
