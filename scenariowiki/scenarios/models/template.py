"""The capture template: its fields are data, and every change is a new version."""

import datetime as dt
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base


class TemplateVersion(Base):
    """Fields in order; the shape of one is `scenarios.rules.Field`. Old revisions keep their number."""

    __tablename__ = "template_version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    fields: Mapped[list[Any]]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int]
