"""Writers of SQLite take turns."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError

from scenariowiki.kernel import db
from scenariowiki.runtime.session import engine_options

HOLD = 0.02


def _engine(folder: Path) -> Engine:
    url = f"sqlite:///{folder / 'turns.db'}"
    engine = create_engine(url, **engine_options(url))
    db.configure(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE line (who TEXT)")
    return db.writing(engine)


def test_who_writes_over_and_over_lets_others_in_between(tmp_path: Path) -> None:
    engine = _engine(tmp_path)

    together = threading.Barrier(4)

    def write(who: str, times: int) -> None:
        together.wait()
        for _time in range(times):
            with engine.begin() as connection:
                connection.exec_driver_sql("INSERT INTO line VALUES (?)", (who,))
                time.sleep(HOLD)

    threads = [threading.Thread(target=write, args=(who, 10)) for who in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        written = [who for (who,) in connection.exec_driver_sql("SELECT who FROM line ORDER BY rowid")]
    assert len(written) == 40
    assert set(written[:8]) == set("abcd")


def test_a_turn_is_given_back_after_a_failure(tmp_path: Path) -> None:
    engine = _engine(tmp_path)
    for _time in range(3):
        with pytest.raises(OperationalError), engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO nowhere VALUES ('x')")
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO line VALUES ('y')")


def test_a_database_in_memory_needs_no_turns() -> None:
    engine = create_engine("sqlite://", **engine_options("sqlite://"))
    db.configure(engine)
    with db.writing(engine).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE line (who TEXT)")
