"""Own lists read no more rows than they show, and miss nothing behind what is not for oneself."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event, select

from scenariowiki.kernel import clock
from scenariowiki.runtime.session import db, read, write
from scenariowiki.sops.models import Sop
from scenariowiki.sops.queries import due, loading, readers
from scenariowiki.sops.rules.readers import Readers
from tests import personas
from tests.sops import acts

pytestmark = pytest.mark.usefixtures("app")
OTHERS = Readers(teams=frozenset({personas.BLUE})).stored()


@pytest.fixture
def rows() -> Iterator[list[int]]:
    """Count the rows of every statement from now on."""
    counted: list[int] = []

    def count(_conn: object, cursor: object, statement: str, *_rest: object) -> None:
        if "sop" in statement:
            counted.append(statement.count("LIMIT"))

    event.listen(db.engine, "after_cursor_execute", count)
    yield counted
    event.remove(db.engine, "after_cursor_execute", count)


def in_force(count: int) -> list[int]:
    return [acts.in_force(acts.page(f"停机口径 {number}")) for number in range(count)]


def test_the_list_to_read_goes_on_behind_what_is_for_others() -> None:
    ids = in_force(5)
    with write() as uow:
        for sop in uow.session.scalars(select(Sop).where(Sop.id.in_(ids[1:]))):
            sop.audience = OTHERS

    assert [one.id for one in readers.list_to_read(read(), personas.ANN, limit=1)] == ids[:1]


def test_the_list_to_read_asks_for_no_more_than_it_takes(rows: list[int]) -> None:
    in_force(3)
    rows.clear()

    found = readers.list_to_read(read(), personas.ANN, limit=1)

    assert (len(found), rows) == (1, [1])


def test_suspended_ones_are_left_out_by_the_statement() -> None:
    first, second = in_force(2)
    with write() as uow:
        uow.session.get_one(Sop, second).suspended_at = clock.now()

    assert [one.id for one in readers.list_to_read(read(), personas.ANN, suspended=False)] == [first]


def test_the_list_to_approve_goes_on_behind_what_others_are_asked_for(rows: list[int]) -> None:
    ids = [acts.propose(acts.page(f"停机口径 {number}")) for number in range(4)]
    for sop_id in ids:
        acts.submit(sop_id)
    with write() as uow:
        for sop_id in ids[:3]:
            version = loading.open_version(uow.session, sop_id)
            assert version is not None
            version.approvers = [personas.LEE.id]
    rows.clear()

    assert [row.id for row in due.list_to_approve(read(), personas.PAT, limit=1)] == ids[3:]
    assert rows == [1, 1]
