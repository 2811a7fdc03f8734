"""Imports that run in the background: what was uploaded, how it is read, how far it is."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk


class ImportJob(Base):
    """`state` is one of `exchange.jobs.JobState`; `settings` hold mapping, fixed values and switches.

    The uploaded file lies in DATA_DIR/imports under the job's id; `errors` are rows
    [number, column, code, facts], at most `exchange.jobs.ERRORS_KEPT`.
    """

    __tablename__ = "import_job"

    id: Mapped[Pk]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    filename: Mapped[str]
    state: Mapped[str]
    settings: Mapped[dict[str, Any]]
    rows: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    glued: Mapped[int] = mapped_column(default=0)
    errors: Mapped[list[Any]] = mapped_column(default=list)
    fault: Mapped[str | None]
    created_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]
