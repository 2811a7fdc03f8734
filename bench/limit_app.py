"""The limit app: a bare Flask page that loads one row through the ORM and prints stored HTML; no rights."""

import os
from typing import Any

from flask import Flask, abort, render_template
from sqlalchemy import String, Text, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from scenariowiki.runtime.session import engine_options

URL = "sqlite:///" + os.environ.get("LIMIT_DB", "limit.db")
engine = create_engine(URL, **engine_options(URL))
app = Flask(__name__, template_folder="templates")


@event.listens_for(engine, "connect")
def _habits(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-4096", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


class Base(DeclarativeBase):
    pass


class Page(Base):
    __tablename__ = "page"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(255), unique=True)
    html: Mapped[str] = mapped_column(Text)
    rev: Mapped[int]
    updated: Mapped[int]


@app.get("/p/<title>")
def page(title: str) -> str:
    """Show one row."""
    with Session(engine) as session:
        found = session.execute(select(Page).where(Page.title == title)).scalar_one_or_none()
        if found is None:
            abort(404)
        return render_template("row.html", p=found)


def load(pages: list[tuple[str, str]]) -> None:
    """Fill the table with (title, stored HTML)."""
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(Page(title=title, html=html, rev=1, updated=0) for title, html in pages)
        session.commit()
