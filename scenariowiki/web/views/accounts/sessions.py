"""Where I am signed in, and ending it there."""

import re

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import commands
from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.queries import SessionRow
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import read, write
from scenariowiki.web.request import actor, live_session
from scenariowiki.web.views.accounts.blueprint import bp
from scenariowiki.web.views.accounts.sign_in import signed_out

BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux")


@bp.get("/me/sessions")
def sessions() -> ResponseReturnValue:
    """List where I am signed in."""
    live = live_session()
    rows = accounts.list_sessions(read(), live.actor.id, now=clock.now())
    places = [_place(row, current=row.id == live.id) for row in rows]
    return render_template(
        "accounts/sessions.html", sessions=places, sign_out_all_url=url_for(".sign_out_everywhere")
    )


@bp.post("/me/sessions/<int:session_id>/end")
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of my sessions."""
    live = live_session()
    with write() as uow:
        commands.end_session(uow, live.actor, session_id)
    if session_id == live.id:
        return signed_out()
    flash(_("Signed out there."), "ok")
    return redirect(url_for(".sessions"), 303)


@bp.post("/me/sessions/end-all")
def sign_out_everywhere() -> ResponseReturnValue:
    """End all my sessions, this one too."""
    person = actor()
    with write() as uow:
        commands.end_all_sessions(uow, person, person.id)
    return signed_out()


def _place(row: SessionRow, *, current: bool) -> dict[str, object]:
    return {
        "id": row.id,
        "device": device_name(row.user_agent),
        "address": row.address,
        "started_at": row.created_at,
        "seen_at": row.last_seen_at,
        "current": current,
        "revoke_url": url_for(".end_session", session_id=row.id),
    }


def device_name(user_agent: str) -> str:
    """Name browser and system in a few words; the header is only what the browser claims."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for name in SYSTEMS if name in user_agent), "")
    words = " · ".join(word for word in (browser, system) if word)
    return words or re.sub(r"[/;(].*", "", user_agent).strip()[:40] or _("Unknown device")
