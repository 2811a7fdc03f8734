"""The log of merges: every one leads to where it can be undone, however long ago it was made."""

from types import SimpleNamespace as View

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from scenariowiki.accounts.rules import Permission
from scenariowiki.curation.queries.log import LIMIT, LoggedMerge, list_merges
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.runtime.session import read
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.curation.blueprint import bp


@bp.get("/merges")
def merges() -> ResponseReturnValue:
    """List merges, the newest first."""
    person = require_permission(Permission.CURATE)
    before = number_or_none(request.args.get("before"))
    found = list_merges(read(), before=before, limit=LIMIT + 1)
    shown = found[:LIMIT]
    older = url_for(".merges", before=shown[-1].op_id) if len(found) > LIMIT else None
    reader = Reader.of(person)
    return render_template(
        "curation/merges.html",
        merges=[_line(one, reader) for one in shown],
        older_url=older,
        is_first=before is None,
    )


def _line(one: LoggedMerge, reader: Reader) -> View:
    return View(
        url=url_for(".merge", op_id=one.op_id),
        is_of_solutions=one.kind is MergeKind.SOLUTION,
        loser_no=one.loser_no,
        loser=reader.text(one.loser_title),
        loser_lang=reader.lang(one.loser_title),
        winner_no=one.winner_no,
        winner=reader.text(one.winner_title),
        winner_lang=reader.lang(one.winner_title),
        by=one.by,
        at=one.at,
        undone_by=one.undone_by,
        undone_at=one.undone_at,
    )
