"""Other people's statements, for those who check the ledger; every look is in the audit log."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.queries import Filter
from scenariowiki.accounts.rules import Permission
from scenariowiki.kernel import clock
from scenariowiki.points.commands.looking import open_statement
from scenariowiki.points.queries.looking import is_open
from scenariowiki.runtime.session import read, write
from scenariowiki.web import limits
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp
from scenariowiki.web.views.points.statement import page_of

SHOWN = 30
WORDS_MAX = 100


@bp.get("/ledger")
def ledger() -> ResponseReturnValue:
    """Find somebody whose statement is to be looked at."""
    require_permission(Permission.READ_LEDGER)
    words = request.args.get("name", "")[:WORDS_MAX].strip()
    found = accounts.list_accounts(read(), Filter(q=words, leavers=True), limit=SHOWN)
    return render_template(
        "admin/ledger.html",
        words=words,
        total=found.total,
        people=[
            (row.display_name, row.name, row.teams or "", url_for(".account_ledger", account_id=row.id))
            for row in found.rows
        ],
    )


@bp.get("/ledger/<int:account_id>")
def account_ledger(account_id: int) -> ResponseReturnValue:
    """Show somebody's statement once the look is recorded; before that, ask."""
    person = require_permission(Permission.READ_LEDGER)
    whose = accounts.get_account(read(), account_id)
    is_recorded = person.id == account_id or is_open(read(), person.id, account_id, clock.now())
    page = page_of(person, account_id, ".account_ledger", {"account_id": account_id}) if is_recorded else {}
    return render_template(
        "admin/account_ledger.html",
        whose=whose.display_name,
        is_recorded=is_recorded,
        open_url=url_for(".open_ledger", account_id=account_id),
        page=page,
    )


@bp.post("/ledger/<int:account_id>")
@limits.edit
def open_ledger(account_id: int) -> ResponseReturnValue:
    """Record the look and lead to the statement."""
    person = require_permission(Permission.READ_LEDGER)
    accounts.get_account(read(), account_id)
    with write() as uow:
        open_statement(uow, person, account_id)
    return redirect(url_for(".account_ledger", account_id=account_id), 303)
