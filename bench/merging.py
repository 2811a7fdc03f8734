"""Times previewing, applying and undoing the merge of two large scenarios: python -m bench.merging.

Both together hold 200 solutions and 2,000 outcomes. The baseline of a preview is loading the winner's page,
that of a write is saving one edit of the same page, measured in turn in the same run.
"""

import datetime as dt
import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import insert, select

from bench.cases import cases
from bench.report import Row, quantile, row, show
from scenariowiki.accounts import commands as accounts
from scenariowiki.accounts import queries as people
from scenariowiki.accounts.rules import SYSTEM, Actor
from scenariowiki.app import create_app
from scenariowiki.curation.commands import opening
from scenariowiki.curation.commands.merging import merge, prepare_merge, preview_merge
from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.rules.fields import compare
from scenariowiki.curation.rules.items import ItemKind, ItemState
from scenariowiki.curation.rules.merging import Choice, FieldChoice, MergeKind, MergeRequest
from scenariowiki.runtime import schema
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.commands.capture import capture_scenarios, prepare_capture
from scenariowiki.scenarios.commands.revise import prepare_page, revise_page
from scenariowiki.scenarios.commands.transitions import publish_imported
from scenariowiki.scenarios.models import Outcome, Revision, Scenario, Solution
from scenariowiki.scenarios.queries import page
from scenariowiki.scenarios.rules.content import PageInput, ScenarioInput, SituationInput, SolutionInput, Step
from scenariowiki.scenarios.rules.states import RevisionKind

SOLUTIONS = 100
AT_ONCE = 50
OUTCOMES = 1_000
ROUNDS = 40
Result = TypeVar("Result")
NOTE = "两条说的是同一件事，合成一条。"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder, 'bench.db')}"
        with create_app().app_context():
            schema.upgrade()
            with write() as uow:
                accounts.settle_instance(uow)
            show("Merging 200 solutions and 2,000 outcomes", measure())


def measure() -> list[Row]:
    """Preview, apply and undo in turn, with the baselines between them."""
    actor = people.find_actor(read(), SYSTEM)
    assert actor is not None
    winner, loser = (_large(actor, number) for number in range(2))
    preview_merge(read(), actor, _asked(winner[1], loser[1]))  # loads the dictionaries
    times: dict[str, list[float]] = {}
    for _round in range(ROUNDS):
        _timed(times, "page", lambda: page.load_page(read(), winner[1]))
        _timed(times, "preview", lambda: preview_merge(read(), actor, _asked(winner[1], loser[1])))
        _timed(times, "save", lambda: _edit(actor, winner))
        asked = _versioned(actor, _asked(winner[1], loser[1]))
        applied = _timed(times, "apply", partial(_apply, actor, asked))
        _timed(times, "undo", partial(_undo, actor, applied))
    p95 = {name: quantile(sorted(some), 0.95) for name, some in times.items()}
    return [
        row("preview, p95", p95["preview"], "ms", at_most=150, beside=("loading the page", p95["page"])),
        row("apply, p95", p95["apply"], "ms", at_most=300, beside=("one edit", p95["save"])),
        row("undo, p95", p95["undo"], "ms", at_most=300, beside=("one edit", p95["save"])),
    ]


def _large(actor: Actor, number: int) -> tuple[int, int]:
    """Make a scenario with many solutions and outcomes; return its number and id."""
    texts = [case.situation for case in cases(SOLUTIONS)]
    given = ScenarioInput(
        situation=SituationInput(title=f"大情景{'甲乙'[number]}", situation=texts[0]), source={}
    )
    prepared = prepare_capture(read(), actor, given, kind=RevisionKind.IMPORT)
    with write() as uow:
        (captured,) = capture_scenarios(uow, actor, [prepared])
        publish_imported(uow, actor, captured.scenario)
        no, id_ = captured.scenario.no, captured.scenario.id
    for start in range(0, SOLUTIONS, AT_ONCE):
        some = [SolutionInput(steps=(Step(text=text[:300]),)) for text in texts[start : start + AT_ONCE]]
        ready = prepare_page(read(), actor, no, PageInput(solutions=tuple(some)))
        with write() as uow:
            revise_page(uow, actor, ready)
    _report(actor, id_)
    return no, id_


def _report(actor: Actor, scenario_id: int) -> None:
    ids = read().scalars(select(Solution.id).where(Solution.scenario_id == scenario_id)).all()
    rows = [
        {
            "solution_id": ids[number % len(ids)],
            "via_scenario_id": scenario_id,
            "reporter_id": actor.id,
            "applied_on": dt.date(2026, 10, 1),
            "result": "solved",
            "evidence": f"工单 {number}",
            "state": "verified" if number < 5 else "reported",
            "created_at": dt.datetime(2026, 10, 1, tzinfo=dt.UTC),
            "created_by": actor.id,
        }
        for number in range(OUTCOMES)
    ]
    with write() as uow:
        uow.session.execute(insert(Outcome), rows)


def _asked(winner: int, loser: int) -> MergeRequest:
    heads = [queries.head(read(), read().get_one(Scenario, id_)) for id_ in (winner, loser)]
    snapshots = [head.snapshot for head in heads if head is not None]
    clashes = [one.path for one in compare(*snapshots) if one.is_clash]
    return MergeRequest(
        kind=MergeKind.SCENARIO,
        winner=winner,
        losers=(loser,),
        fields={path: FieldChoice(choice=Choice.KEEP_WINNER) for path in clashes},
        note=NOTE,
        override=True,
    )


def _versioned(actor: Actor, asked: MergeRequest) -> MergeRequest:
    values = {name: getattr(asked, name) for name in asked.__dataclass_fields__}
    return MergeRequest(**{**values, "versions": preview_merge(read(), actor, asked).versions})


def _apply(actor: Actor, asked: MergeRequest) -> int:
    prepared = prepare_merge(read(), actor, asked)
    with write() as uow:
        item = opening.open_item(
            uow,
            kind=ItemKind.DUP_SCENARIO,
            key=f"bench:{uow.now.timestamp()}",
            weight=0.0,
            by=actor,
            scenario_id=asked.winner,
            other_scenario_id=asked.losers[0],
        )
        assert item is not None
        (op,) = merge(uow, actor, prepared, item, deciders=(actor.id,))
        item.state, item.closed_at = ItemState.APPLIED, uow.now
        return op.id


def _undo(actor: Actor, op_id: int) -> None:
    prepared = prepare_unmerge(read(), actor, op_id)
    with write() as uow:
        unmerge(uow, actor, prepared, UnmergeRequest(note=NOTE, override=True, withdrawn=True))


def _edit(actor: Actor, winner: tuple[int, int]) -> None:
    no, id_ = winner
    seq = (
        read()
        .scalars(
            select(Revision.seq)
            .where(Revision.scenario_id == id_, Revision.solution_id.is_(None))
            .order_by(Revision.seq.desc())
            .limit(1)
        )
        .one()
    )
    text = f"第 {seq} 次修改。"
    given = PageInput(situation=SituationInput(title="大情景甲", situation=text), base_seq={None: seq or 0})
    prepared = prepare_page(read(), actor, no, given)
    with write() as uow:
        revise_page(uow, actor, prepared)


def _timed(times: dict[str, list[float]], name: str, act: Callable[[], Result]) -> Result:
    read().rollback()
    began = time.perf_counter()
    result = act()
    times.setdefault(name, []).append((time.perf_counter() - began) * 1000)
    return result


if __name__ == "__main__":
    main()
