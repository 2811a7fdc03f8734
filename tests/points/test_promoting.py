"""What a standard earns its authors (P4, P5), by events as the room of SOPs records them."""

import datetime as dt
from typing import Any

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.events import Event
from scenariowiki.points.queries.checking import verify
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import revise
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.sops import events as sops
from scenariowiki.sops.models import Sop, SopVersion
from scenariowiki.sops.rules.versions import VersionState
from tests import personas
from tests.points.earning import DAY, HOUR, MORNING, awards, points, solution_row, with_solution
from tests.scenarios.writing import scenario, solution

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, ZOE, PAT, SYSTEM = personas.ANN, personas.CY, personas.ZOE, personas.PAT, personas.SYSTEM
LATER = MORNING + DAY


def test_p4_pays_fifty_to_its_authors_and_ten_to_whoever_wrote_the_situation() -> None:
    _effective(with_solution(ANN))

    assert points("P4", ANN) == {"posted": 60}


def test_p4_is_divided_by_surviving_text() -> None:
    made = with_solution(ANN)
    rewrite(ZOE, made)
    _effective(made)

    shares = {award.account_id: award.amount for award in awards("P4") if award.part}
    assert sum(shares.values()) == 50
    assert set(shares) == {ANN.id, ZOE.id}


def test_p4_pays_once_for_an_sop() -> None:
    made = with_solution(ANN)
    _effective(made)
    _effective(made, at=LATER + DAY)

    assert points("P4") == {"posted": 60}


def test_g1_who_approves_gets_no_share() -> None:
    made = with_solution(ANN)
    _record(sops.SopApproved(**_about(made), author_id=CY.id, final=True), ANN)
    _effective(made)

    assert points("P4") == {}


def test_p4_is_taken_back_when_it_was_wrong_within_thirty_days() -> None:
    made = with_solution(ANN)
    _effective(made)
    _retire(made, at=LATER + 29 * DAY)

    assert points("P4") == {"reversed": 60}
    assert list(verify(read())) == []


@pytest.mark.parametrize(("days", "wrong"), [(31, True), (5, False)])
def test_p4_stays_when_it_was_retired_later_or_for_other_reasons(days: int, *, wrong: bool) -> None:
    made = with_solution(ANN)
    _effective(made)
    _retire(made, at=LATER + days * DAY, wrong=wrong)

    assert points("P4") == {"posted": 60}


def test_p5_pays_for_renewals_twice_a_year() -> None:
    made = with_solution(ANN)
    for number in range(3):
        renewed = sops.SopRenewed(**_about(made), review_due="2027-05-01")
        _record(renewed, PAT, at=LATER + number * 30 * DAY)

    assert points("P5", ANN) == {"posted": 40}


def _about(solution_id: int) -> dict[str, Any]:
    _keep(solution_id)
    row = solution_row(solution_id)
    return {
        "scenario_id": row.scenario_id,
        "sop_id": 1,
        "version_id": 1,
        "solution_id": solution_id,
        "source_rev_id": row.head_rev_id,
    }


def _keep(solution_id: int) -> None:
    """Keep the SOP and the version that the events are about: others are told of them."""
    row = solution_row(solution_id)
    with write(now=LATER) as uow:
        if uow.session.get(Sop, 1) is not None:
            return
        made = {"created_at": LATER, "created_by": PAT.id}
        sop = Sop(id=1, scenario_id=row.scenario_id, title="停机先查原因", owner_id=PAT.id, **made)
        uow.session.add(sop)
        uow.session.flush()
        version = SopVersion(
            id=1,
            sop_id=sop.id,
            number=1,
            state=VersionState.EFFECTIVE,
            text={},
            solution_id=solution_id,
            source_rev_id=row.head_rev_id,
            author_id=PAT.id,
            **made,
        )
        uow.session.add(version)


def _effective(solution_id: int, at: dt.datetime = LATER) -> None:
    event = sops.SopBecameEffective(**_about(solution_id), situation_author_id=ANN.id, first=True)
    _record(event, SYSTEM, at=at)


def _retire(solution_id: int, *, at: dt.datetime, wrong: bool = True) -> None:
    about = _about(solution_id)
    _record(sops.SopVersionRetired(**about, wrong=wrong, effective_at=LATER.isoformat()), PAT, at=at)


def _record(event: Event, by: Actor, at: dt.datetime = LATER) -> None:
    with write(now=at) as uow:
        uow.record(event, by=by, subject=getattr(event, "scenario_id", None))


def rewrite(actor: Actor, solution_id: int) -> None:
    """Have somebody write more into the solution of the only page."""
    row = solution_row(solution_id)
    no = scenario(1).no
    given = solution(
        "先查看停机原因代码，再核对缴费记录。", "再请客户提供工单号并当场复机，十分钟内回访。", id_=row.id
    )
    page = PageInput(
        solutions=(given,), base_seq={None: scenario(no).last_seq, row.id: scenario(no).last_seq}
    )
    prepared = revise.prepare_page(read(), actor, no, page)
    with write(now=MORNING + 3 * HOUR) as uow:
        revise.revise_page(uow, actor, prepared)
