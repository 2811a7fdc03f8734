"""Search holds canonical documents only, before and after a merge, in either engine (M2, M13, M30, U3)."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.queries.checking import broken_edges
from scenariowiki.jobs import drain, duplicates
from scenariowiki.runtime import indexing as index
from scenariowiki.runtime.finding import finder
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.queries.finding import Asked
from tests import personas
from tests.curation.acts import NOTE, merge_pages
from tests.instances import MakeInstance
from tests.wiki import publish

DAN, REA = personas.DAN, personas.REA


def found(app: Flask, text: str) -> list[int]:
    """Search as a reader in a process that has just begun."""
    for name in ("finder", "search_index"):
        app.extensions.pop(name, None)
    return [hit.card.no for hit in finder().find(read(), REA, Asked(text=text)).hits]


@pytest.fixture
def centre(make_instance: MakeInstance) -> Iterator[Flask]:
    """Give an instance of both kinds where the personas work."""
    app = make_instance(migrated=True)
    with app.app_context():
        with write() as uow:
            personas.settle(uow)
        yield app


def test_m30_a_merge_and_its_undoing_reach_the_index(centre: Flask) -> None:
    winner = publish(personas.ANN, "余额充足却停机", "客户来电询问。")
    loser = publish(personas.ZOE, "账上有钱被限制呼出", "客户打不出电话。")
    drain.drain()
    before = dict(index.fresh_reader().versions())
    assert found(centre, "限制呼出") == [loser]

    (op,) = merge_pages(winner, loser)
    drain.drain()

    assert set(index.fresh_reader().versions()) == {winner}
    assert found(centre, "限制呼出") == [winner]  # "also known as" (M13)
    assert len(index.audit(read())) == 0
    led_to = [one.id for one in finder().complete(read(), REA, "账上有钱")]
    assert loser not in led_to  # no page of its own

    prepared = prepare_unmerge(read(), DAN, op.id)
    with write() as uow:
        unmerge(uow, DAN, prepared, UnmergeRequest(note=NOTE))
    drain.drain()

    assert set(index.fresh_reader().versions()) == set(before)
    assert found(centre, "限制呼出") == [loser]
    assert found(centre, "余额充足") == [winner]
    assert len(index.audit(read())) == 0


def test_m2_a_nightly_job_looks_over_every_edge(centre: Flask) -> None:
    del centre
    first, second, third = (publish(personas.ANN, f"{name}类停机", "客户来电询问。") for name in "甲乙丙")
    merge_pages(second, first)
    merge_pages(third, second)
    assert duplicates.check_merges() == "ok"

    for change, wrong in (
        ("scenario SET canonical_id = 2 WHERE id = 1", ["scenario 1"]),
        ("scenario SET canonical_id = 1 WHERE id = 3", ["scenario 2", "scenario 3"]),
        ("scenario SET merged_into_id = 3 WHERE id = 1", ["scenario 1"]),
        ("merge_op SET undone_at = applied_at WHERE loser_id = 1", ["scenario 1"]),
    ):
        read().execute(text(f"UPDATE {change}"))
        assert list(broken_edges(read())) == wrong, change
        read().rollback()

    with write() as uow:
        uow.session.execute(text(f"UPDATE {change}"))
    with pytest.raises(LookupError, match="scenario 1"):
        duplicates.check_merges()
