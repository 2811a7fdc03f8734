"""How far the history that was made before there were points has earned what it should."""

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk


class Replay(Base):
    """One row, where there was history: the last event that has been replayed, and when all were.

    While it is not done nothing else earns: events wait for their turn, so that each comes in its order.
    """

    __tablename__ = "points_replay"

    id: Mapped[Pk]
    position: Mapped[int] = mapped_column(default=0)
    awards: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[dt.datetime | None]
    done_at: Mapped[dt.datetime | None]
