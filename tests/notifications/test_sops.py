"""Who is told of SOPs: those who approve, keep, read and follow them, each once and none of their own act."""

import datetime as dt

import pytest

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.commands import people
from scenariowiki.accounts.rules import Actor, Role
from scenariowiki.jobs import sops as jobs
from scenariowiki.kernel import clock
from scenariowiki.notifications.models import Notice
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.rules.states import Result
from scenariowiki.sops.commands import deciding, drafting, ending, reading, settling
from scenariowiki.sops.commands.settling import SettingsInput
from scenariowiki.sops.rules.readers import Readers
from tests import personas
from tests.browser import SignIn
from tests.scenarios.writing import category, published, situation, solution
from tests.sops import acts

pytestmark = pytest.mark.usefixtures("app")
ADA, ANN, CY, PAT, ZOE = personas.ADA, personas.ANN, personas.CY, personas.PAT, personas.ZOE
NAMES = {one.id: one.name for one in personas.EVERYBODY}


def told(kind: str) -> list[str]:
    read().rollback()
    return sorted(NAMES[one.account_id] for one in read().query(Notice) if one.kind == kind)


def make_owner(person: Actor) -> None:
    with write() as uow:
        people.set_roles(uow, ADA, person.id, {*person.roles, Role.SOP_OWNER})


def read_by(sop_id: int, *teams: int) -> None:
    given = SettingsInput(owner_id=PAT.id, readers=Readers(teams=frozenset(teams)), review_days=180)
    with write() as uow:
        settling.settle_sop(uow, CY, sop_id, given)


def acknowledged(sop_id: int, person: Actor) -> None:
    with write() as uow:
        reading.acknowledge(uow, person, sop_id)


def test_sop_owners_are_asked_but_not_for_what_they_submitted() -> None:
    make_owner(CY)
    sop_id = acts.propose(acts.page())

    acts.submit(sop_id)

    assert told("sop_waits") == ["pat"]


def test_those_asked_by_name_hear_of_it_when_it_is_their_turn() -> None:
    make_owner(personas.DAN)
    home = category("停机")
    with write() as uow:
        settling.set_approvers(uow, CY, home, (personas.DAN.id, PAT.id))
    no = published(ANN, solution(*acts.STEPS, preconditions="问停机。"), about=situation(category=home))
    sop_id = acts.propose(no)
    acts.submit(sop_id)
    assert told("sop_waits") == ["dan"]

    acts.approve(sop_id, actor=accounts.get_actor(read(), personas.DAN.id))

    assert told("sop_waits") == ["dan", "pat"]
    assert told("sop_in_force") == []


def test_whose_turn_it_is_hears_nothing_again_when_a_later_one_leaves() -> None:
    make_owner(personas.DAN)
    home = category("停机")
    with write() as uow:
        settling.set_approvers(uow, CY, home, (PAT.id, personas.DAN.id))
    no = published(ANN, solution(*acts.STEPS, preconditions="问停机。"), about=situation(category=home))
    acts.submit(acts.propose(no))

    with write() as uow:
        people.disable_account(uow, ADA, personas.DAN.id)

    assert told("sop_waits") == ["pat"]


def test_who_submitted_hears_that_it_was_sent_back() -> None:
    sop_id = acts.propose(acts.page())
    acts.submit(sop_id)

    with write() as uow:
        deciding.send_back(uow, PAT, sop_id, "请补充话术。")

    assert told("sop_sent_back") == ["cy"]


def test_who_wrote_and_who_keeps_a_version_hear_that_it_was_given_up() -> None:
    sop_id = acts.propose(acts.page(), owner=ANN.id)
    acts.draft(sop_id, actor=ANN)
    acts.submit(sop_id)

    with write() as uow:
        drafting.drop_draft(uow, personas.DAN, sop_id, "改用另一种做法。")

    assert told("sop_sent_back") == ["ann", "cy"]


def test_its_readers_are_told_what_took_effect_and_only_they() -> None:
    sop_id = acts.propose(acts.page())
    read_by(sop_id, personas.BLUE)
    acts.submit(sop_id)

    acts.approve(sop_id)

    assert told("sop_in_force") == ["dan", "zoe"]


def test_who_has_not_read_it_is_reminded_and_who_has_is_not() -> None:
    sop_id = acts.propose(acts.page())
    read_by(sop_id, personas.BLUE)
    acts.submit(sop_id)
    acts.approve(sop_id)
    acknowledged(sop_id, ZOE)

    with write() as uow:
        reading.remind_readers(uow, PAT, sop_id)

    assert told("sop_unread") == ["dan"]


def test_harm_is_told_to_who_keeps_approves_and_follows_it_and_so_is_its_end() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)
    acknowledged(sop_id, ANN)

    acts.verified(no, Result.HARMFUL)
    assert told("sop_suspended") == ["ann", "pat"]
    assert told("sop_review") == ["pat"]

    with write() as uow:
        ending.clear_sop(uow, CY, sop_id, "已核实，照旧。")
    assert told("sop_cleared") == ["ann", "pat"]


def test_a_new_version_that_ends_a_suspension_is_told_as_such_alone() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)
    acts.verified(no, Result.HARMFUL)
    acts.next_version(sop_id, say="“我帮您核对。”")
    acts.submit(sop_id)
    acts.approve(sop_id)

    assert told("sop_cleared") == []
    assert told("sop_in_force").count("ann") == 2


@pytest.mark.parametrize(("left", "asked"), [(False, ["pat"]), (True, ["dan", "pat"])])
def test_an_overdue_review_is_told_to_who_keeps_it_else_to_sop_owners(
    monkeypatch: pytest.MonkeyPatch, left: bool, asked: list[str]
) -> None:
    owner = ZOE if left else PAT
    acts.in_force(acts.page(), owner=owner.id)
    if left:
        make_owner(personas.DAN)
        with write() as uow:
            people.disable_account(uow, ADA, owner.id)
    later = clock.now() + dt.timedelta(days=200)
    monkeypatch.setattr(clock, "now", lambda: later)

    jobs.mind_reviews()
    jobs.mind_reviews()

    assert told("sop_review") == asked


def test_m19_nobody_is_told_of_their_own_act() -> None:
    sop_id = acts.in_force(acts.page())

    with write() as uow:
        ending.suspend_sop(uow, PAT, sop_id, "先停用。")

    assert told("sop_suspended") == []
    assert "pat" not in told("sop_in_force")


def test_each_notice_reads_well_and_leads_to_the_sop(sign_in: SignIn) -> None:
    no = acts.page()
    sop_id = acts.in_force(no)
    acts.verified(no, Result.FAILED)
    acts.verified(no, Result.HARMFUL)

    page = sign_in(PAT).get("/").text
    reader = sign_in(ANN).get("/").text

    assert f"S-{no} 的 SOP 已暂停：先别照做" in page
    assert f"S-{no} 的 SOP 需要复核：核实了一件无效的效果" in page
    assert f"S-{no} 的 SOP 第 1 版已生效，请阅读" in reader
    assert f'href="/sops/{sop_id}"' in reader
