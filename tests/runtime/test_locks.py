"""One process at a time holds a lock, and its death gives the lock back."""

import pytest
from flask import Flask
from sqlalchemy import text

from scenariowiki.runtime import locks
from scenariowiki.runtime.session import db


def test_a_lock_is_held_by_one(instance: Flask) -> None:
    with locks.try_to_hold(instance, "jobs") as first, locks.try_to_hold(instance, "jobs") as second:
        assert first is not None
        assert second is None
        first.check()


def test_a_lock_comes_free(instance: Flask) -> None:
    with locks.hold(instance, "migrate"):
        pass

    with locks.try_to_hold(instance, "migrate") as lock:
        assert lock is not None


def test_locks_of_other_names_do_not_meet(instance: Flask) -> None:
    with locks.hold(instance, "migrate"), locks.try_to_hold(instance, "jobs") as lock:
        assert lock is not None


@pytest.mark.parametrize("make_instance", [pytest.param("postgresql", marks=pytest.mark.pg)], indirect=True)
def test_a_lock_whose_connection_is_gone_is_lost(instance: Flask) -> None:
    with locks.try_to_hold(instance, "jobs") as lock:
        assert lock is not None
        with db.engine.connect() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
            )

        with pytest.raises(locks.Lost):
            lock.check()
