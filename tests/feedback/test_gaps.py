"""The wanted board: failed searches and requests gather, somebody writes it, those who asked are told."""

import datetime as dt

import pytest
from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback.commands import gathering, wanting
from scenariowiki.feedback.models import Gap, GapSaying, GapSearch
from scenariowiki.feedback.queries import gaps
from scenariowiki.feedback.queries.gaps import GapRow, Order
from scenariowiki.feedback.rules.gaps import CLAIM, GapState, weekly
from scenariowiki.jobs import gaps as jobs
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from scenariowiki.notifications.models import Notice
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands.taking_back import take_back_scenario
from scenariowiki.scenarios.models import Scenario, SearchLog
from scenariowiki.scenarios.rules.states import Audience, RejectReason, State
from tests import personas
from tests.curation.acts import merge_pages
from tests.curation.test_unmerging import undo
from tests.scenarios.writing import draft, move, published, recorded, scenario, situation, solution

pytestmark = pytest.mark.usefixtures("app")
ANN, AUD, CY, DAN = personas.ANN, personas.AUD, personas.CY, personas.DAN
LEE, PAT, REA, ZOE = personas.LEE, personas.PAT, personas.REA, personas.ZOE
HOUR = dt.timedelta(hours=1)
WORDS = "eSIM 换手机 激活失败"


def search(*who: Actor, query: str = WORDS, ago: dt.timedelta = HOUR, opened: int | None = None) -> None:
    """Let people search and open a hit, or nothing."""
    with write() as uow:
        for person in who:
            row = SearchLog(
                key=f"{query}-{person.id}-{ago}-{opened}",
                at=clock.now() - ago,
                account_id=person.id,
                query=query,
                folded=query,
                hits=opened or 0,
                opened_no=opened,
            )
            uow.session.add(row)


def board(actor: Actor = ANN, order: Order = Order.WANTED) -> list[GapRow]:
    read().rollback()
    return list(gaps.list_gaps(read(), actor, order))


def gather() -> list[GapRow]:
    jobs.gather_gaps()
    return board()


def ask(actor: Actor, text: str = WORDS) -> int:
    given = wanting.prepare_request(read(), text)
    with write() as uow:
        return wanting.request_gap(uow, actor, given).id


def act(name: str, actor: Actor, gap_id: int, *more: object) -> None:
    with write() as uow:
        getattr(wanting, name)(uow, actor, gap_id, *more)


def the_gap() -> Gap:
    read().rollback()
    return read().scalars(select(Gap).execution_options(populate_existing=True)).one()


def told() -> list[int]:
    read().rollback()
    rows = read().scalars(select(Notice).where(Notice.kind == "gap_answered").order_by(Notice.account_id))
    return [row.account_id for row in rows]


def test_a_day_that_has_begun_at_a_site_alone_counts_for_this_week() -> None:
    today = dt.date(2026, 11, 28)

    counted = weekly([today + dt.timedelta(days=ahead) for ahead in (1, 0, -6, -7)], today)

    assert counted == [0, 0, 0, 0, 0, 0, 1, 3]


def test_what_three_people_did_not_find_is_on_the_board_in_both_scripts() -> None:
    search(ANN, ZOE)
    search(LEE, query="eSIM 換手機 激活失敗")
    assert (row := gather()[0]).people == 3

    assert (row.title, row.searches, row.teams, row.state) == (WORDS, 3, 2, GapState.WANTED)
    assert (sum(row.weeks), row.weeks[-1], row.sayings) == (3, 3, ())
    assert gather() == [row], "gathered once"


def test_a_part_of_the_log_is_gathered_once_and_then_the_next() -> None:
    search(ANN, ZOE, LEE)
    parts = [gathering.prepare_gathering(read(), clock.now(), limit=2) for _twice in range(2)]
    with write() as uow:
        assert [gathering.gather(uow, personas.SYSTEM, part) for part in parts] == [2, 0]
    rest = gathering.prepare_gathering(read(), clock.now(), limit=2)

    assert ([one.account_id for one in rest.missed], rest.is_all) == ([LEE.id], True)


def test_near_equal_ones_are_one_gap_and_others_are_not() -> None:
    search(ANN, ZOE, query="赠品没收到")
    search(LEE, PAT, query="赠品 未收到")
    search(ANN, LEE, ZOE, query="国际漫游资费")

    assert [(row.people, row.title, row.sayings) for row in gather()] == [
        (4, "赠品没收到", (("赠品 未收到", 2),)),
        (3, "国际漫游资费", ()),
    ]


def test_words_that_one_person_chose_stay_theirs() -> None:
    search(ANN, ZOE, query="赠品没收到")
    search(LEE, query="赠品 未收到")

    (row,) = gather()
    assert (row.people, row.title, row.sayings) == (3, "赠品没收到", ())


def test_a_query_is_personal_until_three_people_typed_it() -> None:
    search(ANN, ZOE)
    search(ANN, ZOE, ago=3 * HOUR)

    assert gather() == []
    (hidden,) = read().scalars(select(Gap.id))
    with pytest.raises(NotFound):
        gaps.get_gap(read(), CY, hidden)
    with pytest.raises(NotFound):
        act("take_gap", CY, hidden)
    search(LEE, ago=2 * HOUR)
    assert gather()[0].people == 3


def test_whoever_opens_something_has_found_it() -> None:
    search(ANN, ZOE, LEE)
    search(LEE, query="换手机", opened=1, ago=HOUR - dt.timedelta(minutes=5))
    search(PAT, query=WORDS, opened=1, ago=2 * HOUR)
    search(REA, query=WORDS, ago=HOUR)
    search(REA, query="换机", opened=1, ago=HOUR - dt.timedelta(minutes=11))

    assert gather()[0].people == 3, "Ann, Zoe and Rea, who opened something much later"


def test_fresh_searches_wait_and_are_not_lost() -> None:
    search(ANN, ZOE, ago=dt.timedelta(minutes=2))
    search(LEE)
    assert gather() == []

    with write() as uow:
        for row in uow.session.scalars(select(SearchLog)):
            row.at -= HOUR
    assert gather()[0].people == 3


@pytest.mark.parametrize("query", ["tag:投诉", "*", "退", "13812345678", "a b", "-退款", "退" * 101])
def test_what_tells_nothing_is_no_gap(query: str) -> None:
    search(ANN, ZOE, LEE, query=query)

    assert gather() == []


def test_customers_data_are_masked() -> None:
    search(ANN, ZOE, LEE, query="13812345678 投诉扣费")
    ask(ANN, "客户 13912345678 要求当面道歉")

    shown = "".join(row.title for row in gather())
    assert "投诉扣费" in shown
    assert "当面道歉" in shown
    kept = list(read().scalars(select(GapSaying.text))) + list(read().scalars(select(GapSaying.folded)))
    assert not any("12345678" in text for text in [shown, *kept])


def test_a_request_is_shown_at_once_and_joined_by_the_near() -> None:
    first = ask(ZOE, "赠品没收到")
    assert ask(ANN, "赠品未收到") == first
    assert ask(ANN, "贈品未收到") == first
    search(ANN, LEE, query="赠品没收到")

    (row,) = gather()
    assert (row.title, row.people, row.searches, row.asked) == ("赠品没收到", 3, 2, True)
    assert len(recorded("GapRequested")) == 2
    act("join_gap", DAN, first)
    act("join_gap", DAN, first)
    assert (the_gap().people, len(recorded("GapRequested"))) == (4, 3)


@pytest.mark.parametrize("text", ["", "  ", "字" * 101, "空\x00白"])
def test_bad_requests_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        ask(ANN, text)


def test_r53_writing_it_and_publishing_closes_it_and_tells_who_asked() -> None:
    gap_id = ask(ZOE)
    act("join_gap", LEE, gap_id)
    act("take_gap", ANN, gap_id)
    no = draft(ANN, solution("先核对型号。"), about=situation(WORDS))
    with write() as uow:
        wanting.write_for(uow, ANN, gap_id, no)
    assert (the_gap().state, told()) == (GapState.TAKEN, [])

    move(ANN, no, State.SUBMITTED)
    move(CY, no, State.PUBLISHED)

    (row,) = board(ZOE, Order.ANSWERED)
    assert (row.state, row.no, row.taken_by) == (GapState.ANSWERED, no, ANN.id)
    assert told() == sorted([ZOE.id, LEE.id])
    assert board() == []


def test_an_existing_scenario_is_named_as_the_answer() -> None:
    gap_id, no = ask(ZOE), published(ANN)
    act("name_answer", LEE, gap_id, no)

    assert (the_gap().state, the_gap().scenario_id, told()) == ("answered", scenario(no).id, [ZOE.id])
    assert ask(DAN) == gap_id, "asked again it leads to the answer"
    assert (the_gap().state, len(recorded("GapRequested"))) == ("answered", 2)
    act("want_again", DAN, gap_id)
    assert the_gap().state == GapState.WANTED


def test_only_one_takes_it_and_may_give_it_back() -> None:
    gap_id = ask(ZOE)
    act("take_gap", ANN, gap_id)
    act("take_gap", ANN, gap_id)
    with pytest.raises(Conflict, match="gap_state"):
        act("take_gap", LEE, gap_id)
    with pytest.raises(Forbidden):
        act("release_gap", LEE, gap_id)
    with pytest.raises(Forbidden):
        act("name_answer", LEE, gap_id, published(ANN))

    act("release_gap", ANN, gap_id)

    act("take_gap", LEE, gap_id)
    assert [len(recorded(name)) for name in ("GapTaken", "GapReleased")] == [2, 1]


def test_a_claim_falls_free_after_a_week_unless_something_is_written() -> None:
    gap_id = ask(ZOE)
    act("take_gap", ANN, gap_id)
    jobs.tend_gaps()
    assert the_gap().state == GapState.TAKEN
    age(CLAIM)
    assert (jobs.tend_gaps(), jobs.tend_gaps(), the_gap().state) == ("1", "0", GapState.WANTED)

    act("take_gap", ANN, gap_id)
    act("name_answer", ANN, gap_id, draft(ANN, about=situation(WORDS)))
    age(CLAIM)
    assert (jobs.tend_gaps(), the_gap().taken_by) == ("0", ANN.id)


def age(by: dt.timedelta) -> None:
    with write() as uow:
        gap = uow.session.scalars(select(Gap)).one()
        assert gap.taken_at is not None
        gap.taken_at -= by


def answered() -> tuple[int, int]:
    gap_id = ask(ZOE)
    act("take_gap", ANN, gap_id)
    no = draft(ANN, solution("先核对型号。"), about=situation(WORDS))
    act("name_answer", ANN, gap_id, no)
    move(ANN, no, State.SUBMITTED)
    move(CY, no, State.PUBLISHED)
    return gap_id, no


def test_what_is_merged_into_a_published_page_is_answered_by_it() -> None:
    gap_id, winner = ask(ZOE), published(LEE, about=situation("换机"))
    act("take_gap", ANN, gap_id)
    loser = draft(ANN, about=situation(WORDS))
    act("name_answer", ANN, gap_id, loser)
    move(ANN, loser, State.SUBMITTED)
    merge_pages(winner, loser)

    assert (the_gap().state, the_gap().scenario_id) == (GapState.ANSWERED, scenario(loser).id)
    assert board(ZOE, Order.ANSWERED)[0].no == winner
    move(DAN, winner, State.ARCHIVED)
    assert the_gap().state == GapState.WANTED


def test_it_is_open_again_when_its_scenario_is_archived() -> None:
    _gap_id, no = answered()
    move(CY, no, State.ARCHIVED)

    assert (the_gap().state, the_gap().taken_by, board()[0].no) == (GapState.WANTED, None, None)
    assert len(recorded("GapReopened")) == 1
    move(CY, no, State.PUBLISHED)
    assert the_gap().state == GapState.ANSWERED, "restored it answers again"


def test_a_decision_taken_back_gives_it_back_to_whoever_wrote_it() -> None:
    _gap_id, no = answered()
    with write() as uow:
        take_back_scenario(uow, CY, scenario(no).id, ())
    assert (the_gap().state, the_gap().taken_by) == (GapState.TAKEN, ANN.id)

    move(CY, no, State.PUBLISHED)

    assert the_gap().state == GapState.ANSWERED
    assert told() == [ZOE.id], "the first was held back (Q9)"


def test_a_rejected_scenario_answers_nothing() -> None:
    gap_id = ask(ZOE)
    no = draft(ANN, about=situation(WORDS))
    act("name_answer", ANN, gap_id, no)
    move(ANN, no, State.SUBMITTED)
    move(CY, no, State.REJECTED, reason=RejectReason.SPAM)

    jobs.tend_gaps()
    assert (the_gap().state, the_gap().taken_by) == (GapState.TAKEN, ANN.id), "it may be taken back (Q9)"
    with write() as uow:
        uow.session.get_one(Scenario, scenario(no).id).updated_at -= HOUR
    assert (jobs.tend_gaps(), the_gap().state, the_gap().scenario_id) == ("1", GapState.WANTED, None)
    with pytest.raises(DomainError):
        act("name_answer", ANN, gap_id, no)


def test_a_curator_takes_it_off_with_a_reason_and_may_put_it_back() -> None:
    gap_id = ask(ZOE)
    with pytest.raises(Forbidden):
        act("drop_gap", ANN, gap_id, "不归我们管")
    with pytest.raises(Invalid):
        act("drop_gap", CY, gap_id, " ")
    act("drop_gap", CY, gap_id, "不归我们管")
    assert (the_gap().state, the_gap().note, board()) == ("dropped", "不归我们管", [])
    with pytest.raises(Conflict):
        act("take_gap", ANN, gap_id)
    with pytest.raises(Forbidden):
        act("want_again", ZOE, gap_id)

    act("want_again", DAN, gap_id)

    assert (board()[0].state, board()[0].note) == (GapState.WANTED, "")


def test_whoever_asked_says_that_the_answer_is_none() -> None:
    gap_id = ask(ZOE)
    act("name_answer", LEE, gap_id, published(ANN))
    with pytest.raises(Forbidden):
        act("want_again", ANN, gap_id)

    act("want_again", ZOE, gap_id)

    assert the_gap().state == GapState.WANTED


def test_readers_ask_and_do_not_write_auditors_only_look() -> None:
    gap_id = ask(REA)
    for name in ("take_gap",):
        with pytest.raises(Forbidden):
            act(name, REA, gap_id)
    with pytest.raises(Forbidden):
        ask(AUD, "别的")
    assert board(AUD)[0].id == gap_id


def test_what_nobody_looks_for_any_more_is_forgotten() -> None:
    search(ANN, ZOE, LEE, ago=dt.timedelta(days=50))
    search(ANN, query="赠品没收到", ago=dt.timedelta(days=50))
    gather()
    with write() as uow:
        for row in uow.session.scalars(select(GapSearch)):
            row.day -= dt.timedelta(days=7)
    asked = ask(ZOE, "国际漫游资费")

    jobs.tend_gaps()

    assert the_gap().id == asked
    assert list(read().scalars(select(GapSearch))) == []


def test_the_fastest_rising_come_first_on_demand() -> None:
    search(ANN, ZOE, LEE, PAT, query="赠品没收到", ago=dt.timedelta(days=20))
    search(ANN, ZOE, LEE, query="国际漫游资费")
    gather()

    assert [row.title for row in board()] == ["赠品没收到", "国际漫游资费"]
    assert [row.title for row in board(order=Order.RISING)] == ["国际漫游资费", "赠品没收到"]
    act("take_gap", ANN, board()[0].id)
    assert [row.title for row in board(order=Order.FREE)] == ["国际漫游资费"]


def test_what_one_person_searched_is_no_title_of_another_ones_request() -> None:
    search(LEE, query="赠品没收到 王小明")
    assert gather() == []
    ask(ZOE, "赠品没收到 小明")

    (row,) = board()
    assert (row.title, row.people, row.sayings) == ("赠品没收到 小明", 2, ())


def test_three_wordings_of_three_people_are_nobodys_title() -> None:
    for who, query in ((ANN, "赠品没收到"), (ZOE, "赠品 未收到"), (LEE, "赠品没有收到")):
        search(who, query=query)
    assert gather() == []
    assert the_gap().people == 3
    search(PAT, query="赠品没有收到")

    assert [row.title for row in gather()] == ["赠品没有收到"]


def test_what_is_taken_or_settled_is_found_after_eight_weeks() -> None:
    search(ANN, ZOE, LEE)
    gap_id = gather()[0].id
    act("drop_gap", CY, gap_id, "不归我们管")
    with write() as uow:
        uow.session.get_one(Gap, gap_id).closed_at = clock.now() - dt.timedelta(weeks=9)
        for row in uow.session.scalars(select(GapSearch)):
            row.day -= dt.timedelta(weeks=9)
    jobs.tend_gaps()
    assert gaps.get_gap(read(), REA, gap_id).state == GapState.DROPPED

    assert ask(DAN) == gap_id
    assert (the_gap().state, board()[0].people) == (GapState.WANTED, 1)


def test_the_log_of_searches_is_kept_eight_weeks() -> None:
    search(ANN, ago=dt.timedelta(weeks=9))
    search(ZOE)
    gather()
    search(LEE, ago=dt.timedelta(weeks=10))

    jobs.tend_gaps()

    read().rollback()
    assert list(read().scalars(select(SearchLog.account_id).order_by(SearchLog.id))) == [ZOE.id, LEE.id]


def test_m15_parted_again_the_page_merged_away_answers_nothing() -> None:
    gap_id, winner = ask(ZOE), published(LEE, about=situation("换机"))
    act("take_gap", ANN, gap_id)
    loser = draft(ANN, about=situation(WORDS))
    act("name_answer", ANN, gap_id, loser)
    move(ANN, loser, State.SUBMITTED)
    (op,) = merge_pages(winner, loser)

    undo(op.id)

    assert (the_gap().state, the_gap().taken_by) == (GapState.TAKEN, ANN.id)
    assert (the_gap().scenario_id, told()) == (scenario(loser).id, [])


def test_a_run_stops_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    search(ANN, ZOE, LEE)
    monkeypatch.setattr(jobs, "RUN", 0.0)
    assert jobs.gather_gaps() == "0"
    monkeypatch.undo()

    assert jobs.gather_gaps() == "3"


def test_a_page_of_one_team_closes_it_only_for_those_who_read_it() -> None:
    gap_id, no = ask(ZOE), published(ANN)
    with write() as uow:
        uow.session.get_one(Scenario, scenario(no).id).audience = Audience.TEAM
    with pytest.raises(Conflict, match="no_answer"):
        act("name_answer", ANN, gap_id, no)

    assert (the_gap().state, the_gap().scenario_id) == (GapState.WANTED, None)


def test_nobody_writes_for_what_is_hidden_or_taken() -> None:
    search(ANN)
    gather()
    no = draft(LEE)
    with write() as uow:
        wanting.write_for(uow, LEE, uow.session.scalars(select(Gap.id)).one(), no)
    assert the_gap().scenario_id is None
    gap_id = ask(ZOE)
    act("take_gap", ANN, gap_id)
    move(LEE, no, State.SUBMITTED)
    with write() as uow:
        wanting.write_for(uow, CY, gap_id, no)

    assert (the_gap().taken_by, the_gap().scenario_id) == (ANN.id, None)


def test_m15_a_claim_lasts_while_its_page_waits_under_another() -> None:
    gap_id, winner = ask(ZOE), draft(LEE, about=situation("换机"))
    move(LEE, winner, State.SUBMITTED)
    act("take_gap", ANN, gap_id)
    loser = draft(ANN, about=situation(WORDS))
    act("name_answer", ANN, gap_id, loser)
    with write() as uow:
        page = uow.session.get_one(Scenario, scenario(loser).id)
        page.canonical_id, page.updated_at = scenario(winner).id, clock.now() - 2 * CLAIM
    age(CLAIM)

    assert jobs.tend_gaps() == "0"


def test_rising_has_no_pages_beyond_what_is_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    ask(ZOE, "赠品没收到")
    ask(ZOE, "国际漫游资费")
    monkeypatch.setattr(gaps, "RANKED", 1)

    assert (gaps.count_gaps(read(), Order.RISING), gaps.count_gaps(read(), Order.WANTED)) == (1, 2)
