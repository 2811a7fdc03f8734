"""R5: many writers on one page make one chain of revisions; nobody's accepted words are lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from scenariowiki.accounts import queries as people
from scenariowiki.accounts.rules import Actor
from scenariowiki.runtime.session import db, read
from scenariowiki.scenarios.commands.revise import EditConflict
from scenariowiki.scenarios.models import Revision
from tests import wiki

WRITERS = 8
EDITS = 25


@pytest.mark.timeout(600)
def test_accepted_edits_form_one_chain_and_all_survive(instance: Flask) -> None:
    system = people.find_actor(read(), "system")
    assert system is not None
    no = wiki.publish(system, "两人同改", "\n\n".join(f"第 {writer} 段。" for writer in range(WRITERS)))

    with ThreadPoolExecutor(WRITERS) as pool:
        accepted = [
            mark
            for marks in pool.map(lambda w: _write(instance, system, no, w), range(WRITERS))
            for mark in marks
        ]

    read().rollback()
    revisions = (
        read().scalars(select(Revision).where(Revision.solution_id.is_(None)).order_by(Revision.seq)).all()
    )
    assert len(accepted) >= EDITS
    assert [revision.seq for revision in revisions] == list(range(1, len(accepted) + 2))
    assert [revision.parent_id for revision in revisions[1:]] == [revision.id for revision in revisions[:-1]]
    newest = revisions[-1].snapshot["situation"]
    assert [mark for mark in accepted if mark not in newest] == []


def _write(instance: Flask, actor: Actor, no: int, writer: int) -> list[str]:
    """Add sentences to a paragraph of one's own; return those that were accepted."""
    accepted = []
    with instance.app_context():
        for edit in range(EDITS):
            mark = f"[{writer}-{edit}]"
            if _try(actor, no, writer, mark):
                accepted.append(mark)
            db.session.remove()
    return accepted


def _try(actor: Actor, no: int, writer: int, mark: str) -> bool:
    shown = (
        read()
        .scalars(select(Revision).where(Revision.solution_id.is_(None)).order_by(Revision.seq.desc()))
        .first()
    )
    assert shown is not None
    paragraphs = shown.snapshot["situation"].split("\n\n")
    paragraphs[writer] += mark
    try:
        wiki.edit(actor, no, shown.seq or 0, "两人同改", "\n\n".join(paragraphs))
    except EditConflict:
        return False
    return True
