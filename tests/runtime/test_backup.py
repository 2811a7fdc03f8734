"""A backup holds everything but the index, proves itself, and refuses what is not its own."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from scenariowiki.accounts import queries as people
from scenariowiki.runtime import backup, schema
from scenariowiki.runtime.backup import Refused
from scenariowiki.runtime.session import db, read
from tests.instances import MakeInstance


def test_a_backup_tells_what_it_holds(made: Path, instance: Flask) -> None:
    manifest = backup.verify(made)

    assert manifest.engine == db.engine.dialect.name
    assert manifest.revision == schema.standing().at
    assert manifest.counts["account"] == 1
    assert set(manifest.members) == {
        *(manifest.database, "settings/secret_key", "files/ab/图.png", "imports/7")
    }


def test_a_backup_is_for_its_owner_alone(made: Path) -> None:
    assert made.stat().st_mode & 0o777 == 0o600


def test_a_backup_never_overwrites_and_leaves_nothing_behind(made: Path, instance: Flask) -> None:
    with pytest.raises(Refused, match="backup_exists"):
        backup.create(instance, made)

    assert [
        path.name for path in made.parent.iterdir() if "backup-" in path.name or "part" in path.name
    ] == []


def test_a_restored_place_is_the_same(made: Path, make_instance: MakeInstance) -> None:
    there = make_instance("there")
    with there.app_context():
        backup.restore(there, made)

        assert schema.standing().current
        assert people.find_actor(read(), "system")
    data_dir = Path(there.config["DATA_DIR"])
    assert (data_dir / "secret_key").read_text() == "the secret that signs everything, kept"
    assert (data_dir / "files" / "ab" / "图.png").read_bytes() == b"\x89PNG"
    assert "节前缺货" in (data_dir / "imports" / "7").read_text()


def test_a_restored_event_can_still_not_be_changed(made: Path, make_instance: MakeInstance) -> None:
    there = make_instance("there")
    with there.app_context():
        backup.restore(there, made)

        with db.engine.connect() as connection:
            connection.execute(text(EVENT))
            with pytest.raises(DBAPIError, match="append-only"):
                connection.execute(text("DELETE FROM event"))


EVENT = (
    "INSERT INTO event (id, name, payload, actor_id, occurred_at, business_day, correlation_id)"
    " VALUES ('0193a5b0000070008000000000000001', 'Tried', '{}', 1, '2026-01-05 01:00:00', '2026-01-05', 'x')"
)


def test_nothing_is_restored_over_a_database(made: Path, instance: Flask) -> None:
    with pytest.raises(Refused, match="backup_place_not_empty"):
        backup.restore(instance, made)


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip at all" * 100])
def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "no.zip").write_bytes(content)

    with pytest.raises(Refused, match="backup_damaged"):
        backup.verify(tmp_path / "no.zip")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="backup_missing"):
        backup.verify(tmp_path / "gone.zip")
