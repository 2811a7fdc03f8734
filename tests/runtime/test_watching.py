"""Whether anything was written: the state stays while nobody commits, and never when somebody did."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from scenariowiki.accounts import commands as accounts
from scenariowiki.kernel import clock, outbox
from scenariowiki.kernel.db import SHELF
from scenariowiki.runtime import watching
from scenariowiki.runtime.session import db, read, write
from scenariowiki.scenarios.models import Tag
from scenariowiki.scenarios.queries.finding.waiting import is_late


def _tag(name: str) -> Tag:
    return Tag(name=name, key=name, created_at=clock.now(), created_by=1)


def add_tag(name: str) -> None:
    with write() as uow:
        uow.session.add(_tag(name))


def test_the_state_stays_while_everybody_only_reads(instance: Flask) -> None:
    before = watching.state()
    read().query(Tag).all()

    assert watching.state() == before


def test_every_commit_changes_the_state(instance: Flask) -> None:
    seen = {watching.state()}
    for name in "天地玄黄":
        add_tag(name)
        seen.add(watching.state())

    assert len(seen) == len("天地玄黄") + 1


def test_what_was_given_up_has_changed_nothing_to_see(instance: Flask) -> None:
    """The state may be another one then; what is read is what it was."""
    watching.state()
    uow = write()
    uow.session.add(_tag("没提交"))
    uow.session.flush()
    uow.session.close()

    watching.state()
    assert read().query(Tag).all() == []


def test_reads_after_it_are_no_older_than_the_state(instance: Flask) -> None:
    """A read that began before another's commit would go on seeing the world as it was."""
    assert read().query(Tag).all() == []
    with ThreadPoolExecutor(1) as other:
        other.submit(_elsewhere, instance).result()

    watching.state()

    assert [tag.name for tag in read().query(Tag).all()] == ["别处"]


def test_it_looks_again_after_it_was_closed(instance: Flask) -> None:
    watching.state()
    watching.close()
    before = watching.state()
    with write() as uow:
        accounts.settle_instance(uow)
    add_tag("关了再开")

    assert watching.state() != before


def _elsewhere(app: Flask) -> None:
    with app.app_context():
        add_tag("别处")


def test_what_was_shared_before_a_fork_is_not_taken_for_fresh(instance: Flask) -> None:
    """SQLite begins to count anew on every connection, so a worker's first number may be its parent's."""
    before = watching.state()
    watching.share()
    shelf = db.session.info[SHELF]
    watching.close()
    add_tag("分叉之间")

    watching.share()

    assert watching.state() != before
    assert db.session.info[SHELF] is not shelf


def test_what_was_shared_does_not_outlive_a_write(instance: Flask) -> None:
    watching.share()

    add_tag("写过之后")

    assert SHELF not in db.session.info


def test_what_was_shared_does_not_outlive_waiting_for_the_index(instance: Flask) -> None:
    with write() as uow:
        waits = outbox.enqueue(uow.session, "index", "1", {}, at=uow.now).id
    watching.share()

    assert is_late(read(), waits, patience=0.1)

    assert SHELF not in db.session.info
