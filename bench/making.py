"""Fills an empty database with a corpus, through the commands that people's acts go through."""

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import delete, select

from bench.cases import Case, cases
from bench.corpus import BATCH, BIG_BYTES, CURATED, EDITORS, LONG_REVISIONS
from bench.standards import put_in_force
from scenariowiki.accounts import commands as accounts
from scenariowiki.accounts import queries as people
from scenariowiki.accounts.commands.people import RegisterInput, prepare_account, register_account
from scenariowiki.accounts.commands.sign_in import PreparedSignIn, begin_session
from scenariowiki.accounts.commands.teams import TeamInput, join_team, save_team
from scenariowiki.accounts.models import AccountSession
from scenariowiki.accounts.rules import SYSTEM, Actor, Role
from scenariowiki.app import create_app
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.runtime import indexing, schema
from scenariowiki.runtime.session import db, read, write
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.commands.capture import capture_scenarios, prepare_capture
from scenariowiki.scenarios.commands.categories import CategoryInput, save_category
from scenariowiki.scenarios.commands.discussion import add_comment, prepare_comment
from scenariowiki.scenarios.commands.outcomes import OutcomeInput, report_outcome
from scenariowiki.scenarios.commands.revise import prepare_page, revise_page
from scenariowiki.scenarios.commands.transitions import publish_imported
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.queries import page
from scenariowiki.scenarios.rules.content import (
    PageInput,
    ScenarioInput,
    SituationInput,
    SolutionInput,
    Step,
)
from scenariowiki.scenarios.rules.states import Layer, Result, RevisionKind
from scenariowiki.text.sentences import split_sentences

TAGS = (
    "热线",
    "物业",
    "停车",
    "噪音",
    "学校",
    "公积金",
    "医保",
    "社保",
    "拆迁",
    "公交",
    "地铁",
    "供水",
    "供电",
)
ROOMS = ("市政", "交通", "教育", "医疗", "住房", "劳动", "环保", "商贸", "治安", "城管")
STEPS = 8
_SOLVED = select(Scenario.no).join(Solution, Solution.scenario_id == Scenario.id).distinct()


def make(size: int) -> dict[str, Any]:
    """Fill the database of the environment; return what a benchmark needs to know of it."""
    app = create_app()
    with app.app_context():
        schema.upgrade()
        with write() as uow:
            accounts.settle_instance(uow)
        system = _actor(SYSTEM)
        editors = _people(system, "坐席", EDITORS, Role.CONTRIBUTOR)
        _people(system, "读者", max(0, min(2_000, size // 5) - EDITORS), Role.READER)
        (curator,) = _people(system, "整理员", 1, Role.CURATOR)
        (owner,) = _people(system, "标准负责人", 1, Role.SOP_OWNER)
        rooms = _categories(system)
        numbers = _capture(system, cases(size - 2), rooms)
        _edit_a_quarter(editors, numbers)
        pages = _curate(editors, numbers)
        solved = sorted(read().scalars(_SOLVED))
        sops = put_in_force(curator, owner, solved[: min(500, size // 20)])
        big, long = _big(editors[0], size), _long(editors[0])
        with write() as uow:
            uow.session.execute(delete(OutboxRow))
        indexing.rebuild(read())
        (session,) = _sessions([curator])
        return {
            "visitors": _sessions(editors),
            "curator": session,
            "pages": pages,
            "sops": sops,
            "big": big,
            "long": long,
        }


def _actor(name: str) -> Actor:
    found = people.find_actor(read(), name)
    assert found is not None
    return found


def _people(system: Actor, name: str, count: int, role: Role) -> list[Actor]:
    """Register people of one role, all in a team of their own."""
    with write() as uow:
        team = save_team(uow, system, TeamInput(name=f"{name}组")).id
    for number in range(count):
        given = RegisterInput(name=f"{role}{number}", display_name=f"{name}{number}", roles=frozenset({role}))
        prepared = prepare_account(read(), given)
        with write() as uow:
            account = register_account(uow, system, prepared)
            uow.session.flush()
            join_team(uow, system, account.id, team)
    return [_actor(f"{role}{number}") for number in range(count)]


def _sessions(editors: Sequence[Actor]) -> list[dict[str, str]]:
    found = []
    for editor in editors:
        given = PreparedSignIn(account_id=editor.id, keys={}, address="127.0.0.1", user_agent="bench")
        with write() as uow:
            begun = begin_session(uow, given)
        csrf = read().scalar(select(AccountSession.csrf_secret).where(AccountSession.id == begun.id))
        found.append({"token": begun.token, "csrf": str(csrf)})
    return found


def _categories(system: Actor) -> list[int]:
    with write() as uow:
        made = []
        for name in ROOMS:
            room = save_category(uow, system, CategoryInput(title=name, description=f"{name}类来电"))
            uow.session.flush()
            made.append(room.id)
        return made


def _capture(system: Actor, given: Iterable[Case], rooms: Sequence[int]) -> list[int]:
    """Capture and publish, as an import does; return the numbers."""
    dice = random.Random(3)
    numbers: list[int] = []
    for batch in _batches(given):
        template = queries.current_template(read())
        prepared = [
            prepare_capture(
                read(), system, _input(case, dice, rooms), kind=RevisionKind.IMPORT, template=template
            )
            for case in batch
        ]
        with write() as uow:
            for captured in capture_scenarios(uow, system, prepared):
                publish_imported(uow, system, captured.scenario)
                numbers.append(captured.scenario.no)
        db.session.remove()
    return numbers


def _batches(given: Iterable[Case]) -> Iterator[list[Case]]:
    cases_left = iter(given)
    while batch := list(islice(cases_left, BATCH)):
        yield batch


def _input(case: Case, dice: random.Random, rooms: Sequence[int]) -> ScenarioInput:
    situation = SituationInput(
        title=case.title,
        situation=case.situation,
        layer=dice.choice(list(Layer)),
        category=dice.choice(rooms),
        tags=tuple(dice.sample(TAGS, 3)),
    )
    solutions = (_solution(case.solution),) if case.solution else ()
    return ScenarioInput(situation=situation, solutions=solutions, source={})


def _solution(text: str) -> SolutionInput:
    sentences = split_sentences(text)
    each = max(1, -(-len(sentences) // STEPS))
    steps = ["".join(sentences[at : at + each]) for at in range(0, len(sentences), each)]
    return SolutionInput(steps=tuple(Step(text=step[:3_900]) for step in steps if step.strip()))


def _edit_a_quarter(editors: Sequence[Actor], numbers: Sequence[int]) -> None:
    for no in numbers[::4]:
        for turn in range(2):
            edit(editors[(no + turn) % len(editors)], no, f"第{turn + 1}次补充：已回访，来电人表示满意。")


def edit(editor: Actor, no: int, more: str) -> None:
    """Save a page with a sentence more at the end of its situation."""
    scenario = queries.get_readable(read(), editor, no)
    head = read().get_one(Revision, scenario.head_rev_id)
    kept = head.snapshot
    situation = SituationInput(
        title=kept["title"],
        situation=f"{kept['situation']}{more}",
        layer=Layer(kept["layer"]) if kept["layer"] else None,
        category=kept["category"],
        tags=TAGS[no % 3 : no % 3 + 3],
    )
    given = PageInput(situation=situation, base_seq={None: head.seq or 0}, summary="补充回访")
    prepared = prepare_page(read(), editor, no, given)
    with write() as uow:
        revise_page(uow, editor, prepared)
    db.session.remove()


def _curate(editors: Sequence[Actor], numbers: Sequence[int]) -> list[int]:
    """Give some pages a second solution, outcomes and comments; pick them from the whole catalogue."""
    solved = set(read().scalars(_SOLVED))
    candidates = [no for no in numbers if no in solved]
    chosen = candidates[:: max(1, len(candidates) // CURATED)][:CURATED]
    for no in chosen:
        for turn in range(3):
            _report(editors[(no + turn) % len(editors)], no, turn)
    return chosen


def _report(editor: Actor, no: int, turn: int) -> None:
    scenario = queries.get_readable(read(), editor, no)
    solution = page.load_page(read(), scenario.id).solutions[0].row.id
    outcome = OutcomeInput(
        result=list(Result)[turn % 2], applied_on=dt.date(2026, 11, 1 + turn), note="照此处理，来电人接受。"
    )
    comment = prepare_comment(no, "第二步可以先核实地址再转办。")
    with write() as uow:
        report_outcome(uow, editor, solution, outcome)
        add_comment(uow, editor, comment)
    db.session.remove()


def _big(editor: Actor, size: int) -> int:
    """Capture a page of 200 kB: a long situation, and solutions to fill it up."""
    texts = iter(cases(min(size, 6_900)))
    situation, length = [], 0
    while length < BIG_BYTES * 4 // 5:
        text = next(texts).situation
        situation.append(text)
        length += len(text.encode()) + 2
    solutions = [_solution(case.solution) for case in texts if case.solution][:20]
    given = ScenarioInput(
        situation=SituationInput(title="特别长的一页", situation="\n\n".join(situation)),
        solutions=tuple(solutions),
        source={},
    )
    return _publish(editor, given)


def _long(editor: Actor) -> int:
    given = ScenarioInput(situation=SituationInput(title="改过两百次的一页", situation="开始。"), source={})
    no = _publish(editor, given)
    for turn in range(LONG_REVISIONS - 1):
        edit(editor, no, f"第{turn + 2}版补充一句。")
    return no


def _publish(editor: Actor, given: ScenarioInput) -> int:
    prepared = prepare_capture(read(), editor, given, kind=RevisionKind.IMPORT)
    with write() as uow:
        scenario = capture_scenarios(uow, editor, [prepared])[0].scenario
        publish_imported(uow, editor, scenario)
        return scenario.no
