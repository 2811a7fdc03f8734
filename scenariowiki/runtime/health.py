"""The checks behind `doctor`, /readyz and the status page: what is well, what wants a person."""

import datetime as dt
import os
import platform
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from scenariowiki.kernel import clock, outbox
from scenariowiki.kernel.schedule import JobRun
from scenariowiki.notifications.rules import address_fault, server_of
from scenariowiki.runtime import indexing, remasking, schema
from scenariowiki.runtime.session import db, read
from scenariowiki.search.index import IndexUnavailableError

HEARTBEAT = "jobs"
HEARTBEAT_EVERY = dt.timedelta(seconds=10)
SILENT = dt.timedelta(seconds=60)
# Below it the WAL-reset fault may damage a database.
SOUND_SQLITE = (3, 51, 3)
SOUND_POSTGRESQL = 15
SECRET_LENGTH = 32
FREE_SHARE = 0.05
LATE = dt.timedelta(minutes=1)
VERY_LATE = dt.timedelta(minutes=15)


class Health(StrEnum):
    OK = "ok"
    WARN = "warn"
    BAD = "bad"


STATES_AS_NUMBERS: Mapping[Health, int] = {Health.OK: 0, Health.WARN: 1, Health.BAD: 2}


@dataclass(frozen=True, kw_only=True)
class Check:
    """What one check found: `code` names the finding, `facts` fill its text. BAD wants a person."""

    name: str
    state: Health
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def check_all() -> list[Check]:
    """Run every check; without a database the ones that need it are left out."""
    found = [*_settings(), *_database()]
    if found[-1].state is Health.BAD:
        return [*found, _disk()]
    schema_found = _schema()
    if schema_found.state is Health.BAD:
        return [*found, schema_found, _disk()]
    return [*found, schema_found, _index(), _jobs(), *_outbox(), _failures(), _masked(), _disk()]


def check_readiness() -> list[Check]:
    """Run the checks that decide whether requests should be sent here: database, schema, index."""
    found = _database()
    if found[-1].state is Health.BAD:
        return found
    return [*found, _schema(), _index()]


def list_jobs() -> Sequence[JobRun]:
    """List how each scheduled job ran last, by name."""
    return read().scalars(select(JobRun).where(JobRun.name != HEARTBEAT).order_by(JobRun.name)).all()


def versions() -> Sequence[tuple[str, str]]:
    """List what runs here."""
    database = db.engine.dialect.name
    return (
        ("ScenarioWiki", _own_version()),
        ("Python", platform.python_version()),
        (database, ".".join(map(str, _version()))),
        ("Flask", metadata.version("flask")),
        ("SQLAlchemy", metadata.version("sqlalchemy")),
        ("Whoosh", metadata.version("whoosh-reloaded")),
    )


def _own_version() -> str:
    text_of_project = (Path(current_app.root_path).parent / "pyproject.toml").read_text("utf-8")
    return str(tomllib.loads(text_of_project)["project"]["version"])


def _settings() -> list[Check]:
    config = current_app.config
    base_url: str = config["BASE_URL"]
    found = [
        _check("secret_key", "secret_short" if len(config["SECRET_KEY"]) < SECRET_LENGTH else "", Health.BAD),
        _check(
            "address",
            _address_fault(base_url, allow_http=config["ALLOW_HTTP"]),
            Health.WARN,
            base_url=base_url,
        ),
    ]
    found.append(_mail(config["SMTP_URL"], config["MAIL_FROM"]))
    if config["ALLOW_HTTP"]:
        found.append(Check(name="allow_http", state=Health.WARN, code="http_allowed"))
    return found


def _mail(url: str, sender: str) -> Check:
    if not url:
        return Check(name="mail", state=Health.OK, code="mail_off")
    try:
        parts = server_of(url)
    except ValueError:
        return Check(name="mail", state=Health.BAD, code="mail_url_wrong")
    fault = "mail_from_wrong" if sender and address_fault(sender) else ""
    return _check("mail", fault, Health.BAD, host=parts.hostname)


def _address_fault(base_url: str, *, allow_http: bool) -> str:
    if not base_url:
        return "base_url_missing"
    return "" if base_url.startswith("https://") or allow_http else "base_url_plain"


def _database() -> list[Check]:
    try:
        version = _version()
    except SQLAlchemyError as error:
        return [
            Check(name="database", state=Health.BAD, code="database_away", facts={"detail": _short(error)})
        ]
    if db.engine.dialect.name == "sqlite":
        old = version < SOUND_SQLITE
        facts = {"version": ".".join(map(str, version)), "wanted": ".".join(map(str, SOUND_SQLITE))}
        return [_check("database", "sqlite_old" if old else "", Health.WARN, **facts)]
    facts = {"version": str(version[0]), "wanted": str(SOUND_POSTGRESQL)}
    return [
        _check("database", "postgresql_old" if version[0] < SOUND_POSTGRESQL else "", Health.BAD, **facts)
    ]


def _version() -> tuple[int, ...]:
    with db.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        return tuple(int(part) for part in connection.dialect.server_version_info or (0,))


def _schema() -> Check:
    now = schema.standing()
    return _check("schema", "" if now.current else "schema_behind", Health.BAD, at=now.at, head=now.head)


def _index() -> Check:
    try:
        health = indexing.reader().health()
    except IndexUnavailableError as error:
        return Check(name="index", state=Health.WARN, code="index_unusable", facts={"detail": _short(error)})
    if health.fault or not health.fits:
        return Check(name="index", state=Health.WARN, code="index_unusable", facts={"detail": health.fault})
    return _check("index", "", Health.WARN, engine=health.engine, documents=health.documents)


def _jobs() -> Check:
    beat = read().get(JobRun, HEARTBEAT)
    if beat is None or beat.last_finished_at is None:
        return Check(name="jobs", state=Health.BAD, code="jobs_never_ran")
    silence = clock.now() - beat.last_finished_at
    return _check(
        "jobs", "jobs_silent" if silence > SILENT else "", Health.BAD, seconds=int(silence.total_seconds())
    )


def _outbox() -> list[Check]:
    backlog = outbox.backlog(read(), now=clock.now())
    if not backlog:
        return [Check(name="outbox", state=Health.OK, code="outbox_ok", facts={"kind": "-", "count": 0})]
    return [_backlog(kind, *facts) for kind, facts in sorted(backlog.items())]


def _backlog(kind: str, count: int, oldest: dt.datetime | None, failed: int) -> Check:
    age = clock.now() - oldest if oldest else dt.timedelta()
    facts = {"kind": kind, "count": count, "failed": failed, "seconds": int(age.total_seconds())}
    if age > VERY_LATE:
        return Check(name="outbox", state=Health.BAD, code="outbox_stuck", facts=facts)
    late = age > LATE or failed
    return Check(
        name="outbox",
        state=Health.WARN if late else Health.OK,
        code="outbox_late" if late else "outbox_ok",
        facts=facts,
    )


def _failures() -> Check:
    failing = read().scalars(select(JobRun.name).where(JobRun.failures > 0).order_by(JobRun.name)).all()
    return _check("schedule", "jobs_failing" if failing else "", Health.BAD, names=", ".join(failing))


def _masked() -> Check:
    """Tell whether a restored backup brought back what was masked after it was made."""
    count = len(remasking.undone())
    return _check("masked", "masked_back" if count else "", Health.BAD, count=count)


def _disk() -> Check:
    folder = Path(current_app.config["DATA_DIR"])
    usage = shutil.disk_usage(_existing(folder))
    share = usage.free / usage.total
    facts = {"percent": round(share * 100), "free_mb": usage.free // 1024**2}
    if os.statvfs(_existing(folder)).f_flag & os.ST_RDONLY:
        return _check("disk", "disk_read_only", Health.BAD, folder=str(folder))
    return _check("disk", "disk_low" if share < FREE_SHARE else "", Health.BAD, **facts)


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())


def _check(name: str, fault: str, state: Health, **facts: Any) -> Check:
    """Make a check that is well unless a fault is named."""
    return Check(name=name, state=state if fault else Health.OK, code=fault or f"{name}_ok", facts=facts)


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:200]
