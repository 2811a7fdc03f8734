"""Writes: one unit of work each, and under an Idempotency-Key one effect however often it is sent."""

import re
from collections.abc import Callable
from typing import Any

from flask import g, request
from sqlalchemy.exc import IntegrityError

from scenariowiki.accounts.commands import token_use
from scenariowiki.api.answers import Answer
from scenariowiki.api.auth import live_token
from scenariowiki.kernel import idempotency
from scenariowiki.kernel.errors import Conflict, DomainError, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import db, read, write

KEY = re.compile(r"[\x21-\x7e]{1,128}")
HEADER = "Idempotency-Key"

Act = Callable[[UnitOfWork], Answer]


def once(body: bytes, prepare: Callable[[], Act | Answer]) -> Answer:
    """Prepare an act and carry it out, or return its first answer when its key was seen before.

    Neither a preview, which is an answer already, nor a refusal is kept: sending the same again tries again.
    """
    proof = _proof(body)
    kept = _find(proof)
    if kept is not None:
        return kept
    try:
        prepared = prepare()
        return prepared if isinstance(prepared, Answer) else _carry_out(prepared, proof)
    except (DomainError, IntegrityError) as refusal:
        # The twin of this request may have been quicker by less than a transaction.
        db.session.rollback()
        kept = _find(proof)
        if kept is not None:
            return kept
        if isinstance(refusal, IntegrityError):
            raise Conflict from refusal
        raise


def _carry_out(act: Act, proof: tuple[str, str] | None) -> Answer:
    with write() as uow:
        kept = _find(proof, uow)
        if kept is not None:
            return kept
        given = act(uow)
        uow.react()
        if proof:
            _keep(uow, proof, given)
        if uow.outbox_id is not None:
            token_use.note_save(uow.session, live_token().id, uow.outbox_id)
        return given


def _proof(body: bytes) -> tuple[str, str] | None:
    """Return the key with the hash of what came under it; None without a key."""
    if HEADER not in request.headers:
        return None
    key = request.headers[HEADER]
    if not KEY.fullmatch(key):
        raise Invalid("idempotency_key")
    asked = request.full_path if request.query_string else request.path
    return f"api:{key}", idempotency.fingerprint([request.method, asked, body.decode("utf-8")])


def _find(proof: tuple[str, str] | None, uow: UnitOfWork | None = None) -> Answer | None:
    if proof is None:
        return None
    session = uow.session if uow else read()
    kept = idempotency.find_answer(session, live_token().actor.id, *proof)
    if kept is None:
        return None
    g.replayed = True
    return Answer(body=kept["body"], status=kept["status"], headers=kept["headers"])


def _keep(uow: UnitOfWork, proof: tuple[str, str], given: Answer) -> None:
    kept: dict[str, Any] = {"body": given.body, "status": given.status, "headers": dict(given.headers)}
    idempotency.keep_answer(uow.session, live_token().actor.id, *proof, kept, at=uow.now)
