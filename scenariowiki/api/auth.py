"""Who calls: a bearer token and nothing else; the cookie is never read, so no site can forge a call."""

import datetime as dt
import re

from flask import Blueprint, Response, current_app, g, request
from sqlalchemy.exc import OperationalError

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.commands import token_use
from scenariowiki.accounts.queries import LiveToken
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import DomainError, Forbidden, Unauthenticated
from scenariowiki.runtime.session import read, write

BEARER = re.compile(r"[Bb]earer +([A-Za-z0-9._~+/=-]{1,200}) *")
READING = frozenset({"GET", "HEAD"})
USED_EVERY = dt.timedelta(minutes=5)


def init_auth(bp: Blueprint) -> None:
    """Ask for the token at the door of every endpoint; OPTIONS tells nothing and is free."""
    bp.before_request(_guard)
    bp.after_request(_note_used)


def actor() -> Actor:
    """Return whoever the token belongs to; raise Unauthenticated without a good one."""
    return live_token().actor


def live_token() -> LiveToken:
    """Return the token of this request; raise Unauthenticated when there is none."""
    live = find_token()
    if live is None:
        raise Unauthenticated("no_token")
    return live


def find_token() -> LiveToken | None:
    """Return the token of this request, looked up once, or None."""
    if "api_token" not in g:
        sent = BEARER.fullmatch(request.headers.get("Authorization", ""))
        g.api_token = accounts.actor_for_token(read(), sent[1], now=clock.now()) if sent else None
        if g.api_token:
            g.token_id, g.roles = g.api_token.id, g.api_token.actor.roles
    live: LiveToken | None = g.api_token
    return live


def _guard() -> None:
    if request.method == "OPTIONS":
        return
    if live_token().read_only and request.method not in READING:
        raise Forbidden("read_only_token")


def _note_used(response: Response) -> Response:
    """Note every few minutes that the token is in use; a busy database is no reason to fail the request."""
    live: LiveToken | None = g.get("api_token")
    now = clock.now()
    if live is None or (live.last_used_at is not None and now - live.last_used_at < USED_EVERY):
        return response
    try:
        with write() as uow:
            token_use.note_used(uow.session, live.id, at=now)
    except (OperationalError, DomainError):
        current_app.logger.warning("use of a token not written")
    return response
