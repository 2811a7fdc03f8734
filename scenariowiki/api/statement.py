"""One's own points: the wallet, and every transfer with its cause."""

from scenariowiki.accounts.rules import Actor
from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.cursors import read_cursor, write_cursor
from scenariowiki.api.limits import reading
from scenariowiki.api.operation import reads
from scenariowiki.api.schemas.base import ID_MAX, Paged
from scenariowiki.api.schemas.statement import StatementPage, TransferShown, WalletShown
from scenariowiki.kernel.errors import Invalid
from scenariowiki.points.queries.statement import Line, list_lines
from scenariowiki.points.queries.wallet import get_wallet
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import policy

QUESTION = "statement"


@bp.get("/me/wallet")
@reading
@reads(answer=WalletShown)
def show_wallet() -> Answer:
    """Show what the account has of points."""
    found = get_wallet(read(), actor().id)
    return answer(
        WalletShown(available=found.available, pending=found.pending, held=found.held, debt=found.debt)
    )


@bp.get("/me/statement")
@reading
@reads(query=Paged, answer=StatementPage)
def list_statement(query: Paged) -> Answer:
    """List the account's transfers, newest first."""
    person = actor()
    place = read_cursor(QUESTION, query.cursor, (int,))
    if place and not 0 < place[0] <= ID_MAX:
        raise Invalid(fields={"cursor": "bad_cursor"})
    page = list_lines(read(), person.id, before=place[0] if place else None, limit=query.limit)
    return answer(
        StatementPage(
            items=[_shown(person, line) for line in page.lines],
            next_cursor=write_cursor(QUESTION, [page.older]) if page.older else None,
        )
    )


def _shown(person: Actor, line: Line) -> TransferShown:
    row = line.row
    return TransferShown(
        id=line.id,
        at=line.posted_at,
        day=line.posted_day,
        counts_for=row.effective_day,
        code=line.code.value,
        points=line.points,
        balance=line.balance,
        rule=row.rule,
        tariff=row.tariff,
        scored=bool(row.scored),
        state=row.award_state,
        reason=line.grant.reason if line.grant else row.reason,
        no=row.no,
        title=row.title if _may_read(person, line) else None,
        solution=row.solution_id,
        appeal=line.appeal.verdict or line.appeal.state if line.appeal else None,
    )


def _may_read(person: Actor, line: Line) -> bool:
    return line.row.no is not None and policy.may_read(person, line.readable)
