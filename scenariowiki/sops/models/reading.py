"""Who has read which version of an SOP."""

import datetime as dt

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base


class Acknowledgement(Base):
    """A person's word that they read a version and work by it; the next version asks again."""

    __tablename__ = "sop_acknowledgement"

    version_id: Mapped[int] = mapped_column(ForeignKey("sop_version.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    at: Mapped[dt.datetime]
