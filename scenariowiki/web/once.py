"""Forms that create carry a one-time key: sent twice, they make one thing and lead to it both times."""

import secrets
from collections.abc import Callable
from typing import Any

from flask import g, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import idempotency
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read, write

NOT_CONTENT = frozenset({"csrf_token"})
KEY_MAX = 64
Answer = dict[str, Any]


def new_key() -> str:
    """Make the key that a form carries."""
    return secrets.token_urlsafe(16)


def sent_key() -> str:
    """Return the key that came with the form; one too long to be ours counts as none."""
    key = request.form.get("once", "")
    return key if len(key) <= KEY_MAX else ""


def kept_key() -> str:
    """Return the key for a form shown again: the one it came with, unless that stands for other content."""
    return ("" if "key_is_spent" in g else sent_key()) or new_key()


def was_sent(actor: Actor) -> bool:
    """Tell whether this very form was carried out before, so that nothing need be asked about it again."""
    key = sent_key()
    return _find(read(), actor, key, _fingerprint()) is not None


def act_once(actor: Actor, act: Callable[[UnitOfWork], Answer]) -> Answer:
    """Carry out an act in one unit of work, or return its first answer when its key was seen before.

    Another content or another button under a used key raises `idempotency_mismatch`.
    """
    key, content = sent_key(), _fingerprint()
    try:
        with write() as uow:
            found = _find(uow.session, actor, key, content)
            return found if found is not None else _answer(uow, actor, act, (key, content))
    except IntegrityError:
        # The twin of this request was quicker by less than a transaction.
        found = _find(read(), actor, key, content)
        if found is None:
            raise
        return found


def _find(session: Session, actor: Actor, key: str, content: str) -> Answer | None:
    if not key:
        return None
    try:
        return idempotency.find_answer(session, actor.id, key, content)
    except Invalid:
        g.key_is_spent = True
        raise


def _answer(
    uow: UnitOfWork, actor: Actor, act: Callable[[UnitOfWork], Answer], proof: tuple[str, str]
) -> Answer:
    answer = act(uow)
    key, content = proof
    if key:
        idempotency.keep_answer(uow.session, actor.id, key, content, answer, at=uow.now)
    return answer


def _fingerprint() -> str:
    sent = {name: values for name, values in request.form.lists() if name not in NOT_CONTENT}
    return idempotency.fingerprint([request.endpoint, request.view_args, sent])
