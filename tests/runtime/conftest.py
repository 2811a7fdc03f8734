"""The fixtures of real instances, and a backup of one."""

from pathlib import Path

import pytest
from flask import Flask

from scenariowiki.runtime import backup
from tests.instances import instance, make_instance
from tests.postgres import pg_server

__all__ = ["instance", "make_instance", "pg_server"]


@pytest.fixture
def made(instance: Flask, tmp_path: Path) -> Path:
    """Make a backup of an instance that has a secret, an upload, and the file of an import."""
    data_dir = Path(instance.config["DATA_DIR"])
    (data_dir / "secret_key").write_text("the secret that signs everything, kept")
    (data_dir / "files" / "ab").mkdir(parents=True)
    (data_dir / "files" / "ab" / "图.png").write_bytes(b"\x89PNG")
    (data_dir / "imports").mkdir()
    (data_dir / "imports" / "7").write_text("title,situation\n节前缺货,客人着急。\n")
    (data_dir / "imports" / "new-half").write_text("on its way in")
    backup.create(instance, tmp_path / "one.zip")
    return tmp_path / "one.zip"
