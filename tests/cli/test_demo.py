"""The demo content: told with its points, taken away without a trace of them, and told again."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from scenariowiki.accounts.models import Account, AccountRole
from scenariowiki.accounts.queries.people import get_actor
from scenariowiki.accounts.rules import Actor, Role
from scenariowiki.cli.demo import coaching, leaving
from scenariowiki.cli.demo.hanging import pointing_at
from scenariowiki.jobs import drain
from scenariowiki.kernel import clock
from scenariowiki.kernel.db import Base
from scenariowiki.kernel.events import EventRow
from scenariowiki.points.models import Award, RewardItem, Transfer
from scenariowiki.points.queries.replay import is_behind
from scenariowiki.quality.models import QualitySample
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands.discussion import add_comment, prepare_comment
from scenariowiki.scenarios.models import Outcome, Scenario
from scenariowiki.scenarios.rules.states import OutcomeState, State
from tests import personas
from tests.cli.demo_columns import ANSWERING, KEEPING
from tests.curation.acts import merge_pages
from tests.points import earning, rewarding
from tests.quality.acts import draw
from tests.scenarios.writing import scenario, solutions_of
from tests.sops import acts as sops
from tests.wiki import publish

ANN, ZOE = personas.ANN, personas.ZOE
# Tables that only the demo wrote into.
MADE_UP = (
    *("category", "kudos", "pair_verdict", "reward_wait"),
    *("synonym_group", "tag_group", "team", "team_membership"),
)


@dataclass(frozen=True, kw_only=True)
class Work:
    """What real people did beside the demo: their page, one merged away with its SOP, an outcome, a wish."""

    page: int
    merged: int
    sop: int
    outcome: int
    wish: int
    reward: int


@pytest.mark.timeout(900)
def test_l12_the_demo_earns_while_it_is_told_goes_and_comes_again(app: Flask) -> None:
    empty = _counts()
    _run(app, "demo", "load")
    _assert_told()
    told = _demo_pages()
    work = _work()
    ledger = _ledger()

    _run(app, "demo", "remove")

    assert read().scalar(select(Account.id).where(Account.demo)) is None
    left = _counts()
    assert {name: left[name] for name in MADE_UP} == {name: empty[name] for name in MADE_UP}
    nowhere = EventRow.subject.is_not(None) & EventRow.subject.not_in(select(Scenario.id))
    assert read().scalar(select(EventRow.position).where(nowhere)) is None
    _assert_kept(work)
    assert ledger <= _ledger()
    _assert_sound(app)

    _run(app, "demo", "load")

    assert _demo_pages() == told
    _assert_kept(work)
    _assert_sound(app)


def test_the_demo_draws_nothing_while_real_content_waits_for_its_coach(app: Flask) -> None:
    del app
    publish(ANN, "真实的情景")
    draw(when=clock.now())
    told = {"notes": {}, "samples": [], "open": [{"hours": 0, "coach": "coa", "seed": "7"}]}

    for _at, act in coaching.acts(told, {"coa": personas.COA}, {}):
        act()

    assert read().scalar(select(func.count(QualitySample.id))) == 1


def test_the_demo_knows_every_column_that_names_people() -> None:
    columns = {f"{column.table.name}.{column.name}" for column in leaving.naming()}

    assert columns == leaving.PERSONAL | KEEPING


def test_nothing_hangs_on_what_goes_with_its_person() -> None:
    tables = {name.partition(".")[0] for name in leaving.PERSONAL}

    assert [str(column) for table in tables for column in pointing_at(table)] == []


@pytest.mark.parametrize("table", ["scenario", "solution"])
def test_the_demo_knows_every_row_that_could_do_without_its_page(table: str) -> None:
    able = {f"{one.table.name}.{one.name}" for one in pointing_at(table) if one.nullable}

    assert able == ANSWERING[table]


def _work() -> Work:
    """Have real people and made-up ones work on each other's pages, and ask for each other's rewards."""
    own, merged = sops.page("顾客要求改签机票"), sops.page("发票抬头写错了要重开")
    contributor, curator = _somebody(Role.CONTRIBUTOR), _somebody(Role.CURATOR)
    outcome = earning.report(ZOE, solutions_of(own)[0].id)
    earning.judge(outcome, by=curator)
    with write() as uow:
        add_comment(uow, contributor, prepare_comment(own, "我们班也这样办，客户认可。"))
    made_up = read().scalar(select(Scenario.no).where(Scenario.demo, Scenario.state == State.PUBLISHED))
    assert made_up
    sop_id = sops.in_force(merged)
    merge_pages(made_up, merged)
    drain.drain()
    rewarding.grant(ANN, 500)
    reward = rewarding.offer(price=1)
    rewarding.ask(contributor, reward)
    for_all = select(RewardItem.id).where(RewardItem.name == "专业书任选一本", RewardItem.id != reward)
    item = read().scalar(for_all)
    assert item
    return Work(
        page=own, merged=merged, sop=sop_id, outcome=outcome, wish=rewarding.ask(ANN, item), reward=reward
    )


def _assert_told() -> None:
    rules = set(read().scalars(select(Award.rule)))
    assert {"P1", "P2", "P3", "P6", "P7", "P8"} <= rules
    assert _counts()["transfer"] > 500
    assert (read().scalar(select(func.count(Transfer.posted_at.distinct()))) or 0) > 300
    assert rewarding.adds_up()
    assert not is_behind(read())


def _assert_kept(work: Work) -> None:
    """See that what real people wrote is there, on pages of its own, and what they asked for."""
    for no in (work.page, work.merged):
        found = scenario(no)
        assert (found.state, found.canonical_id) == (State.PUBLISHED, found.id)
    assert sops.sop(work.sop).in_force_on == scenario(work.merged).id
    assert scenario(work.merged).has_sop
    outcome = read().get_one(Outcome, work.outcome)
    assert outcome.state == OutcomeState.VERIFIED
    judge = read().get_one(Account, outcome.decided_by)
    assert judge.disabled_at is not None
    assert rewarding.state_of(work.wish) == "requested"
    assert rewarding.standing(ANN, work.reward).stock == 3


def _assert_sound(app: Flask) -> None:
    drain.drain()
    _run(app, "points", "verify")
    _run(app, "search", "audit")


def _run(app: Flask, *words: str) -> None:
    read().rollback()
    answer = app.test_cli_runner().invoke(args=words)
    assert answer.exit_code == 0, (answer.output, answer.exception)
    read().rollback()


def _somebody(role: Role) -> Actor:
    chosen = select(Account.id).join(AccountRole, AccountRole.account_id == Account.id)
    found = read().scalar(chosen.where(Account.demo, AccountRole.role == role).order_by(Account.id))
    assert found
    return get_actor(read(), found)


def _ledger() -> set[int]:
    """List the transfers of real people."""
    real = select(Account.id).where(~Account.demo)
    return set(read().scalars(select(Transfer.id).where(Transfer.account_id.in_(real))))


def _demo_pages() -> int:
    return read().scalar(select(func.count()).where(Scenario.demo)) or 0


def _counts() -> dict[str, int]:
    """Count the rows of every table."""
    tables = Base.metadata.sorted_tables
    return {table.name: read().scalar(select(func.count()).select_from(table)) or 0 for table in tables}
