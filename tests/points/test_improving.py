"""What an improvement earns: by what is left of it after fourteen days (P7, G7)."""

import datetime as dt

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.jobs.points import deliver
from scenariowiki.kernel import outbox
from scenariowiki.points.commands.improving import IMPROVEMENTS
from scenariowiki.points.queries.checking import verify
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands.reverting import RevertInput, prepare_revert
from scenariowiki.scenarios.commands.revise import revise_page
from tests import personas
from tests.points.earning import DAY, HOUR, MORNING, add, adopted, awards, edit, points, ripen, wallet
from tests.points.test_promoting import rewrite
from tests.scenarios.writing import TEXT, scenario

pytestmark = pytest.mark.usefixtures("app")
ANN, ZOE, PAT = personas.ANN, personas.ZOE, personas.PAT
MORE = "先请客户报出停机短信的时间与内容,再核对当月是否有未出账的国际漫游费用。" * 8
SOME = "请先核对该号码名下是否另有欠费的副卡，副卡欠费也会连带停机。"
LATER = MORNING + DAY


def test_p7_is_pending_for_fourteen_days_and_then_posted() -> None:
    no = adopted(ANN)
    edit(ZOE, no, TEXT + MORE, at=LATER)
    ripen(LATER + 13 * DAY)
    assert points("P7", ZOE) == {"pending": 8}

    ripen(LATER + 20 * DAY)

    (award,) = awards("P7")
    assert (award.state, award.resolved_at, wallet(ZOE)) == ("posted", LATER + 14 * DAY, 8)


def test_p7_pays_in_proportion_to_what_survives() -> None:
    no = adopted(ANN)
    edit(ZOE, no, TEXT + SOME, at=LATER)
    ripen(LATER + 15 * DAY)

    (award,) = awards("P7")
    assert (award.amount, award.facts["characters"]) == (2, len(SOME))


def test_p7_needs_twenty_characters() -> None:
    no = adopted(ANN)
    edit(ZOE, no, TEXT + "请先核对副卡。", at=LATER)
    ripen(LATER)

    assert awards("P7") == []


def test_p7_pays_less_when_others_have_replaced_most_of_it() -> None:
    no = adopted(ANN)
    edit(ZOE, no, TEXT + MORE, at=LATER)
    edit(PAT, no, TEXT + MORE[:40], at=LATER + DAY)
    ripen(LATER + 15 * DAY)

    assert points("P7", ZOE) == {"posted": 2}
    assert list(verify(read())) == []


def test_p7_is_void_when_it_was_reverted() -> None:
    no = adopted(ANN)
    edit(ZOE, no, TEXT + MORE, at=LATER)
    _revert(no, 1, at=LATER + DAY)
    ripen(LATER + 15 * DAY)

    (award,) = awards("P7")
    assert (award.state, award.reason) == ("voided", "reverted")


def test_p7_pays_nothing_on_ones_own_page() -> None:
    no = adopted(ANN)
    edit(ANN, no, TEXT + MORE, at=LATER)
    ripen(LATER)

    assert awards("P7") == []


@pytest.mark.parametrize(("who", "count"), [(ZOE, 0), (PAT, 1)])
def test_p7_pays_nothing_on_ones_own_solution_of_another_s_page(who: Actor, count: int) -> None:
    added = add(ZOE, adopted(ANN), "先查看停机原因代码，再核对缴费记录。")
    rewrite(who, added)
    ripen(LATER)

    assert len(awards("P7")) == count


def test_p7_pays_one_a_page_and_day() -> None:
    no = adopted(ANN)
    edit(ZOE, no, TEXT + SOME, at=LATER)
    edit(ZOE, no, TEXT + SOME + MORE, at=LATER + 3 * HOUR)
    ripen(LATER + 20 * DAY)

    assert points("P7", ZOE) == {"posted": 2}


def test_p7_has_sixteen_a_day() -> None:
    pages = [adopted(ANN, title=f"停机第{number}种") for number in range(3)]
    for no in pages:
        edit(ZOE, no, TEXT + MORE, at=LATER)
    ripen(LATER)

    assert points("P7", ZOE) == {"pending": 16}


def test_g7_edits_within_half_an_hour_count_as_one() -> None:
    no = adopted(ANN)
    parts = [MORE[:60], MORE[:120], MORE[:220]]
    for number, part in enumerate(parts):
        edit(ZOE, no, TEXT + part, at=LATER + number * dt.timedelta(minutes=20))
    ripen(LATER + 20 * DAY)

    (award,) = awards("P7")
    assert (award.amount, len(award.facts["revisions"])) == (8, 3)
    assert award.resolved_at == LATER + dt.timedelta(minutes=40) + 14 * DAY


def test_g7_going_back_pays_nothing_and_restores_who_wrote_it() -> None:
    no = adopted(ANN)
    edit(ZOE, no, TEXT + MORE, at=LATER)
    edit(PAT, no, TEXT, at=LATER + DAY)
    _revert(no, 2, at=LATER + 2 * DAY)
    ripen(LATER + 20 * DAY)

    assert points("P7", PAT) == {}
    assert points("P7", ZOE) == {"posted": 8}


def test_l5_a_note_delivered_twice_begins_one_improvement() -> None:
    no = adopted(ANN)
    edit(ZOE, no, TEXT + MORE, at=LATER)
    ripen(LATER)
    ripen(LATER)

    assert len(awards("P7")) == 1


def test_l5_notes_of_a_sitting_delivered_twice_count_once() -> None:
    no = adopted(ANN)
    for minutes in (0, 20):
        edit(ZOE, no, TEXT + MORE[: 60 + 60 * minutes], at=LATER + dt.timedelta(minutes=minutes))
    notes = list(outbox.due(read(), IMPROVEMENTS, now=LATER + DAY, limit=10))
    for _time in range(2):
        deliver(read(), notes, LATER + DAY)

    (award,) = awards("P7")
    assert (len(notes), len(award.facts["revisions"]), award.amount) == (2, 2, 8)


def _revert(no: int, seq: int, *, at: dt.datetime) -> None:
    given = RevertInput(seq=seq, base_seq=scenario(no).last_seq)
    prepared = prepare_revert(read(), personas.CY, no, given)
    with write(now=at) as uow:
        revise_page(uow, personas.CY, prepared)
