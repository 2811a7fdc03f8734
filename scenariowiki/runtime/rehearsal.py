"""Draws the pages that everybody opens once before processes are forked, so that they share what that takes.

Nobody is signed in and nothing is answered: the pages are made for a person who does not exist, by views
alone, so there is no line in the log, no figure counted, and nothing written.
"""

import logging
from dataclasses import dataclass

from flask import Flask, g
from sqlalchemy import select

from scenariowiki.accounts.queries import LiveSession
from scenariowiki.accounts.rules import Actor, Role
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import db, read
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.rules.states import Audience, State

LOG = logging.getLogger(__name__)
ALWAYS = ("/", "/scenarios/new")
WITH_CONTENT = ("/scenarios", "/scenarios?q=%E5%A4%84%E7%90%86", "/scenarios/{no}", "/scenarios/{no}/edit")
NOBODY = 0


@dataclass(frozen=True, kw_only=True)
class _Visitor:
    """What a request takes for whoever is signed in."""

    live: LiveSession
    is_authenticated: bool = True


class _Deaf:
    """Takes the place of the telemetry, which would count what nobody has read."""

    def note(self, note: object) -> None:
        """Forget it."""


def rehearse(app: Flask) -> None:
    """Draw each page once; one that cannot be drawn is left to its first reader, who is told why."""
    kept = app.extensions.pop("telemetry", None)
    app.extensions["telemetry"] = _Deaf()
    try:
        for path in pages(app):
            _draw(app, path)
    except Exception as fault:  # noqa: BLE001 - serving never fails because of a rehearsal
        LOG.warning("The rehearsal ended early (%s).", type(fault).__name__)
    finally:
        del app.extensions["telemetry"]
        if kept is not None:
            app.extensions["telemetry"] = kept


def pages(app: Flask) -> list[str]:
    """List what is drawn: what is there always, and the newest scenario that everyone may read."""
    with app.app_context():
        newest = select(Scenario.no).where(
            Scenario.state == State.PUBLISHED, Scenario.audience == Audience.ALL
        )
        no = read().scalar(newest.order_by(Scenario.updated_at.desc()).limit(1))
    return [*ALWAYS, *(path.format(no=no) for path in WITH_CONTENT if no)]


def _draw(app: Flask, path: str) -> None:
    with app.test_request_context(path, base_url=app.config["BASE_URL"] or "http://localhost"):
        g._login_user = _Visitor(live=_nobodys_session())  # noqa: SLF001 - where the library looks first
        app.preprocess_request()
        app.dispatch_request()
        db.session.rollback()


def _nobodys_session() -> LiveSession:
    return LiveSession(
        actor=Actor(id=NOBODY, name="", display_name="", roles=frozenset({Role.CONTRIBUTOR})),
        id=NOBODY,
        csrf_secret="",
        last_seen_at=clock.now(),
        shortcuts=True,
        must_change_password=False,
        outbox_id=None,
    )
