"""The memory of scheduled jobs: when each ran, how it ended, when it is due."""

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base


class JobRun(Base):
    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(primary_key=True)
    last_started_at: Mapped[dt.datetime | None]
    last_finished_at: Mapped[dt.datetime | None]
    next_run_at: Mapped[dt.datetime]
    last_result: Mapped[str | None]
    last_error: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0)
