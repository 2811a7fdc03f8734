"""Points that come to somebody beside awards: what they owe is repaid first (L8)."""

from dataclasses import replace

from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.awarding import debt_of
from scenariowiki.points.commands.posting import Entry, post
from scenariowiki.points.rules.amounts import repaid
from scenariowiki.points.rules.ledger import PurseKind


def credit(uow: UnitOfWork, entry: Entry) -> int:
    """Post what goes into a wallet, as much as is owed into the debt; return the last of the transfers."""
    repayment, rest = repaid(entry.amount, debt_of(uow, entry.account_id))
    last = 0
    if repayment:
        facts = {**entry.facts, "repays": True}
        owed = replace(entry, credit=PurseKind.DEBT, amount=repayment, facts=facts)
        last = post(uow, replace(owed, idem_key=f"{entry.idem_key}:debt"))
    if rest:
        last = post(uow, replace(entry, amount=rest))
    return last
