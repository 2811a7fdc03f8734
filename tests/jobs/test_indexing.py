"""What is saved is found; an index that is lost or damaged heals by itself (R4)."""

import random
import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from scenariowiki.accounts import queries as people
from scenariowiki.accounts.rules import Actor
from scenariowiki.jobs import drain, indexing, upkeep
from scenariowiki.runtime import indexing as index
from scenariowiki.runtime.session import db, read
from scenariowiki.search.index import IndexUnavailableError
from tests import wiki

ONLY_SQLITE = pytest.mark.parametrize("make_instance", ["sqlite"], indirect=True)


@pytest.fixture
def system(instance: Flask) -> Actor:
    """Be the built-in account."""
    actor = people.find_actor(read(), "system")
    assert actor is not None
    return actor


def held() -> set[int]:
    """List the scenarios that a fresh look finds in the index."""
    return set(index.fresh_reader().versions())


def test_a_save_is_indexed_by_the_next_drain(instance: Flask, system: Actor) -> None:
    no = wiki.publish(system, "缺货后的改期安抚")

    drain.drain()

    assert held() == {no}
    assert len(index.audit(read())) == 0


def test_an_edit_leaves_exactly_one_document(instance: Flask, system: Actor) -> None:
    no = wiki.publish(system, "缺货")
    drain.drain()
    for seq in (1, 2, 3):
        wiki.edit(system, no, seq, f"缺货 {seq}", "改写后的经过。")

    drain.drain()

    assert index.fresh_reader().health().documents == 1
    assert len(index.audit(read())) == 0


def test_the_index_knows_how_far_it_is(instance: Flask, system: Actor) -> None:
    wiki.publish(system, "缺货")
    newest = read().execute(text("SELECT max(id) FROM outbox")).scalar_one()
    read().rollback()

    drain.drain()

    assert index.fresh_reader().watermark() == newest


def test_a_rebuilt_index_is_not_behind_what_was_delivered_before(instance: Flask, system: Actor) -> None:
    wiki.publish(system, "缺货")
    drain.drain()
    before = index.fresh_reader().watermark()

    index.rebuild(read())

    assert index.fresh_reader().watermark() >= before > 0


def test_a_rebuild_does_the_work_that_was_open(instance: Flask, system: Actor) -> None:
    no = wiki.publish(system, "缺货")

    index.rebuild(read())

    assert held() == {no}
    assert drain.drain() == 0


def test_an_audit_finds_what_was_lost_and_heals_it(instance: Flask, system: Actor) -> None:
    no = wiki.publish(system, "缺货")
    drain.drain()
    index.writer().delete([no], index.fresh_reader().watermark())
    assert index.audit(read()).missing == (no,)

    assert upkeep.audit_index() == "1"

    assert held() == {no}


def test_a_missing_index_is_made_by_the_first_delivery(instance: Flask, system: Actor) -> None:
    wiki.publish(system, "缺货")
    drain.drain()
    _lose(instance)

    no = wiki.publish(system, "延迟送达")
    drain.drain()

    assert no in held()
    assert len(held()) == 2


def _lose(instance: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        shutil.rmtree(Path(instance.config["DATA_DIR"], "index"))
        return
    with db.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA search CASCADE"))


@ONLY_SQLITE
def test_a_night_puts_together_what_saves_have_left(instance: Flask, system: Actor) -> None:
    numbers = set[int]()
    for n in range(6):
        numbers |= {wiki.publish(system, f"情景 {n} {name}") for name in "甲乙丙"}
        drain.drain()
    folder = Path(instance.config["DATA_DIR"], "index")
    assert len(list(folder.rglob("*.lst"))) > 4

    upkeep.audit_index()

    assert len(list(folder.rglob("*.lst"))) == 1
    assert held() == numbers


@ONLY_SQLITE
@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_index_heals_without_a_hand(instance: Flask, system: Actor, seed: int) -> None:
    numbers = {wiki.publish(system, f"情景 {n}") for n in range(3)}
    drain.drain()
    _damage(Path(instance.config["DATA_DIR"], "index"), random.Random(seed))

    indexing.heal(thoroughly=True)
    wiki.publish(system, "后来的")
    drain.drain()

    assert held() >= numbers
    assert len(index.audit(read())) == 0


def _damage(folder: Path, chance: random.Random) -> None:
    path = chance.choice(sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size))
    content = bytearray(path.read_bytes())
    act = chance.choice(("delete", "truncate", "flip"))
    if act == "delete":
        path.unlink()
        return
    if act == "truncate":
        del content[chance.randrange(len(content)) :]
    else:
        content[chance.randrange(len(content))] ^= 0xFF
    path.write_bytes(content)


def test_a_reader_of_a_missing_index_says_so(instance: Flask) -> None:
    with pytest.raises(IndexUnavailableError):
        index.fresh_reader().versions()
