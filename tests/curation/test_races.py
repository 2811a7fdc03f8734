"""The race table: real processes decide at the same moment, on both databases; nothing is lost or doubled."""

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from scenariowiki.accounts.rules import Actor
from scenariowiki.app import create_app
from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.rules.items import Verdict
from scenariowiki.curation.rules.merging import MergeRequest, UnmergeReason
from scenariowiki.kernel.errors import Conflict, DomainError
from scenariowiki.runtime.session import db, read, write
from scenariowiki.scenarios.commands import transitions
from scenariowiki.scenarios.commands.categories import CategoryInput, merge_categories, save_category
from scenariowiki.scenarios.commands.tags import merge_tags
from scenariowiki.scenarios.models import Category, Revision, Scenario
from scenariowiki.scenarios.queries.taxonomy import list_categories
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import RevisionKind, State
from tests import personas
from tests.conftest import settings
from tests.curation import acts, queueing
from tests.instances import MakeInstance
from tests.scenarios.writing import (
    category,
    published,
    save,
    scenario,
    situation,
    solution,
    solutions_of,
    tag,
)

pytestmark = pytest.mark.timeout(300)
CY, DAN = personas.CY, personas.DAN
NOTE = "两边同时决定的那一刻。"
Act = tuple[Callable[..., None], Any]


@pytest.fixture
def centre(make_instance: MakeInstance) -> Iterator[Flask]:
    """Give an application on a real database that knows the personas; its context is open."""
    app = make_instance(migrated=True)
    with app.app_context():
        with write() as uow:
            personas.settle(uow)
        yield app


@pytest.fixture
def pages(centre: Flask) -> list[int]:
    """Give the numbers of three pages that could be one."""
    del centre
    return [published(personas.ANN, about=situation(f"{name}类停机")) for name in "甲乙丙"]


def at_once(app: Flask, *wanted: Act) -> list[str]:
    """Do all acts in processes of their own, begun together; return what each met: "done" or a code."""
    # Not forked from here: other threads of this process may hold locks that no child could open again.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    barrier, answers = context.Barrier(len(wanted)), context.Queue()
    url, folder = app.config["SQLALCHEMY_DATABASE_URI"], app.config["DATA_DIR"]
    db.session.remove()
    db.engine.dispose()
    processes = [
        context.Process(target=_run, args=(number, act, given, url, folder, barrier, answers), daemon=True)
        for number, (act, given) in enumerate(wanted)
    ]
    for process in processes:
        process.start()
    met = dict(answers.get(timeout=120) for _process in processes)
    for process in processes:
        process.join()
    return [met[number] for number in range(len(wanted))]


def _run(
    number: int,
    act: Callable[..., None],
    given: Any,
    url: str,
    folder: str,
    barrier: Any,
    answers: "Queue[tuple[int, str]]",
) -> None:
    app = create_app(settings(Path(folder), DATABASE_URL=url))
    with app.app_context():
        barrier.wait()
        try:
            act(given)
        except DomainError as refusal:
            answers.put((number, refusal.reason))
        except BaseException as error:  # noqa: BLE001 - told to the parent, which fails the test
            answers.put((number, repr(error)))
        else:
            answers.put((number, "done"))


def archive_for(given: tuple[int, int]) -> None:
    no, successor = given
    with write() as uow:
        transitions.move_scenario(uow, DAN, no, State.ARCHIVED, successor=successor)


def test_race_two_pages_archived_for_each_other_leave_one_m9(centre: Flask, pages: list[int]) -> None:
    one, other = pages[:2]

    met = at_once(centre, (archive_for, (one, other)), (archive_for, (other, one)))

    assert met.count("done") == 1
    assert sorted((scenario(one).state, scenario(other).state)) == ["archived", "published"]


def merge(asked: MergeRequest) -> None:
    acts.apply(acts.prepared(asked))


def undo(op_id: int) -> None:
    prepared = prepare_unmerge(read(), CY, op_id)
    with write() as uow:
        unmerge(uow, CY, prepared, UnmergeRequest(reason=UnmergeReason.MISTAKE, note=NOTE))


def archive(no: int) -> None:
    with write() as uow:
        transitions.move_scenario(uow, DAN, no, State.ARCHIVED)


def edit(given: tuple[int, int]) -> None:
    no, writer = given
    text = f"第 {writer} 位值班长补充的说法。"
    save(personas.ANN, no, PageInput(situation=situation("甲类停机", text), base_seq={None: 1}))


def ids(*numbers: int) -> list[int]:
    return [scenario(no).id for no in numbers]


def active() -> Sequence[MergeOp]:
    read().rollback()
    return read().scalars(select(MergeOp).where(MergeOp.undone_at.is_(None))).all()


def test_race_each_into_the_other_leaves_one_edge(centre: Flask, pages: list[int]) -> None:
    a, b, _c = ids(*pages)

    met = at_once(centre, (merge, acts.request(a, b)), (merge, acts.request(b, a)))

    assert max(met) == "done"
    assert min(met) in {"already_same", "stale_preview"}
    assert len(active()) == 1


def test_race_a_side_that_was_merged_on_is_stale_and_then_goes_to_the_end_m9(
    centre: Flask, pages: list[int]
) -> None:
    del centre
    a, b, c = ids(*pages)
    asked = acts.request(b, a)
    acts.apply(acts.prepared(acts.request(c, b)))

    with pytest.raises(Conflict, match="stale_preview"):
        merge(asked)
    merge(acts.request(b, a))

    assert (scenario(pages[0]).merged_into_id, scenario(pages[1]).merged_into_id) == (c, c)


def test_race_a_chain_made_at_once_ends_in_one_root(centre: Flask, pages: list[int]) -> None:
    a, b, c = ids(*pages)

    met = at_once(centre, (merge, acts.request(b, a)), (merge, acts.request(c, b)))

    assert "done" in met
    if met[0] != "done":
        merge(acts.request(b, a))
    if met[1] != "done":
        merge(acts.request(c, b))
    read().rollback()
    assert [read().get_one(Scenario, id_).canonical_id for id_ in (a, b, c)] == [c, c, c]


def settle_case(given: tuple[int, Actor]) -> None:
    item_id, curator = given
    queueing.decide(item_id, Verdict.DUPLICATE, curator)


def test_race_two_curators_claim_one_item(centre: Flask, pages: list[int]) -> None:
    first, second, _third = ids(*pages)
    item_id = queueing.pair(first, second)

    met = at_once(centre, *((settle_case, (item_id, curator)) for curator in (CY, DAN)))

    assert max(met) == "done"
    assert min(met) in {"claimed", "item_closed"}
    assert len(active()) == len(queueing.decided()) == 1


def test_m4_the_database_refuses_edges_that_make_no_sense(centre: Flask) -> None:
    """Both databases, as the migrations make them."""
    del centre
    nos = [published(personas.ANN, solution("核对账户。"), about=situation(name)) for name in "甲乙"]
    rows = {"scenario": ids(*nos), "solution": [solutions_of(no)[0].id for no in nos]}

    for table, (own, other) in rows.items():
        for change in ("id, state = 'merged'", "NULL, state = 'merged'", f"{other}"):
            statement = f"UPDATE {table} SET merged_into_id = {change} WHERE id = {own}"
            with pytest.raises(IntegrityError, match=f"ck_{table}_"), write() as uow:
                uow.session.execute(text(statement))


def test_race_merge_against_archiving_the_winner(centre: Flask, pages: list[int]) -> None:
    a, b, _c = ids(*pages)

    met = at_once(centre, (merge, acts.request(a, b)), (archive, pages[0]))

    assert met in (["done", "done"], ["stale_preview", "done"])


def test_race_merge_against_edits_loses_no_words(centre: Flask, pages: list[int]) -> None:
    a, b, _c = ids(*pages)

    met = at_once(centre, (merge, acts.request(a, b)), *((edit, (pages[0], writer)) for writer in range(4)))

    read().rollback()
    rows = read().scalars(select(Revision).where(Revision.scenario_id == a).order_by(Revision.seq)).all()
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert [row.kind for row in rows].count(RevisionKind.MERGE) == met[:1].count("done")
    assert len(rows) == 1 + met.count("done")


def test_race_merge_against_edits_of_the_loser(centre: Flask, pages: list[int]) -> None:
    a, b, _c = ids(*pages)

    met = at_once(centre, (merge, acts.request(b, a)), (edit, (pages[0], 1)))

    assert met in (["done", "target_moved"], ["stale_preview", "done"], ["done", "done"])
    read().rollback()
    newest = read().scalars(select(Revision.seq).where(Revision.scenario_id == a)).all()
    assert len(newest) == (2 if met[1] == "done" else 1)


def test_race_merge_against_the_undoing_of_the_same_pair(centre: Flask, pages: list[int]) -> None:
    a, b, _c = ids(*pages)
    asked = acts.request(a, b)
    (op,) = acts.merge_pages(pages[0], pages[1])

    met = at_once(centre, (merge, asked), (undo, op.id))

    assert met in (["stale_preview", "done"], ["already_same", "done"])
    assert active() == []


def test_race_undoing_against_edits_of_the_kept_page_loses_no_words(centre: Flask, pages: list[int]) -> None:
    (op,) = acts.merge_pages(pages[0], pages[1])

    met = at_once(centre, (undo, op.id), *((edit, (pages[0], writer)) for writer in range(3)))

    read().rollback()
    own = read().scalars(
        select(Revision).where(Revision.scenario_id == ids(pages[0])[0]).order_by(Revision.seq)
    )
    rows = own.all()
    assert (met[0], "done" in met[1:], active()) == ("done", True, [])
    assert [row.seq for row in rows] == list(range(1, 3 + met.count("done")))
    assert [row.kind for row in rows].count(RevisionKind.UNMERGE) == 1
    assert "位值班长补充的说法" in rows[-1].snapshot["situation"]


def test_race_fifty_undoings_of_one_merge_leave_one(centre: Flask, pages: list[int]) -> None:
    (op,) = acts.merge_pages(pages[0], pages[1])

    met = at_once(centre, *[(undo, op.id)] * 50)

    assert Counter(met) == {"done": 1, "inactive": 49}
    assert active() == []


def test_race_undoings_of_a_chain_at_once_take_all_of_it_apart(centre: Flask, pages: list[int]) -> None:
    a, b, c = pages
    (lower,) = acts.merge_pages(b, a)
    (upper,) = acts.merge_pages(c, b)

    met = at_once(centre, (undo, lower.id), (undo, upper.id))

    assert met == ["done", "done"]
    read().rollback()
    assert [scenario(no).canonical_id for no in pages] == ids(*pages)


def hang(given: tuple[int, int]) -> None:
    own, parent = given
    with write() as uow:
        found = uow.session.get_one(Category, own)
        about = CategoryInput(title=found.title, description=found.description, parent_id=parent)
        save_category(uow, CY, about, category_id=own)


def join_tags(given: tuple[int, int]) -> None:
    with write() as uow:
        merge_tags(uow, CY, *given)


def join_categories(given: tuple[int, int]) -> None:
    with write() as uow:
        merge_categories(uow, CY, *given)


def test_race_categories_and_tags_at_once_make_no_circle(centre: Flask) -> None:
    a, b, c, d = (category(name) for name in "甲乙丙丁")
    one, other = tag("断网"), tag("掉线")

    met = at_once(
        centre,
        *((hang, pair) for pair in ((a, b), (b, a))),
        *((join_categories, pair) for pair in ((c, d), (d, c))),
        *((join_tags, pair) for pair in ((one, other), (other, one))),
    )

    assert sorted(met[:2]) == ["done", "invalid"]
    assert [sorted(some) for some in (met[2:4], met[4:])] == [["already_same", "done"]] * 2
    assert len(list_categories(read())) == 4
