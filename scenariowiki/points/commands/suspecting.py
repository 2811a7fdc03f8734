"""The nightly look for two who earn for each other: a person decides, whatever was found (G3)."""

import datetime as dt
from collections.abc import Sequence

from scenariowiki.curation.commands.opening import find_open
from scenariowiki.curation.rules.items import ItemKind
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.holding import hold, open_case
from scenariowiki.points.models import Award
from scenariowiki.points.queries import pairs
from scenariowiki.points.queries.pairs import Pair
from scenariowiki.points.queries.suspicion import Why
from scenariowiki.points.rules.ledger import AwardState


def suspect_pairs(uow: UnitOfWork) -> int:
    """Hold what two who caused each other too much have on its way, and open their case; return how many.

    It looks back over twice the span of the rule, so that days of downtime lose nothing. A case that is open
    gets what it lacks, what had counted too; one that was decided since they last earned is not opened again.
    """
    return sum(_suspect(uow, pair) for pair in pairs.list_mutual(uow.session, uow.now))


def _suspect(uow: UnitOfWork, pair: Pair) -> bool:
    uses = pairs.uses_between(uow.session, pair)
    if not uses or pairs.was_decided(uow.session, ItemKind.FRAUD, pair, since=_last(uses)):
        return False
    is_new = find_open(uow.session, pairs.key_of(pair.one, pair.other)) is None
    for award in uses:
        if award.state == AwardState.PENDING and not award.facts.get("released"):
            hold(uow, award, Why.MUTUAL)
        else:
            open_case(uow, award, Why.MUTUAL)
        uow.session.flush()
    return is_new


def _last(uses: Sequence[Award]) -> dt.datetime:
    return max(award.created_at for award in uses)
