"""Merging without waiting for the queue: an item is opened, claimed and decided in one transaction (M9)."""

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.merging import PreparedMerge
from scenariowiki.curation.commands.opening import find_open, open_item
from scenariowiki.curation.commands.queue.deciding import decide
from scenariowiki.curation.commands.queue.leasing import claim
from scenariowiki.curation.commands.queue.values import Decided, PreparedDecision
from scenariowiki.curation.commands.reporting import ITEM_KINDS, about_pair
from scenariowiki.curation.events import PairProposed
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.queries import likeness
from scenariowiki.curation.queries.weighing import weigh
from scenariowiki.curation.rules.decisions import Decision
from scenariowiki.curation.rules.items import ItemState, Verdict, pair_key
from scenariowiki.curation.rules.merging import MergeRequest
from scenariowiki.kernel.errors import Conflict
from scenariowiki.kernel.unit_of_work import UnitOfWork


def merge_directly(uow: UnitOfWork, actor: Actor, prepared: PreparedMerge) -> Decided:
    """Merge all losers or none, or leave the item to a second curator (M10, M32).

    A pair that waits in the queue already is decided there; otherwise the curator proposed it, unpaid.
    """
    request = prepared.request
    item = item_for(uow, actor, request)
    if item.state == ItemState.AWAITING_SECOND:
        raise Conflict("awaiting_second", item=item.id)
    claim(uow, actor, item.id, override=request.override)
    given = Decision(
        lease_token=item.lease_token,
        verdict=Verdict.DUPLICATE,
        versions=request.versions,
        winner=request.winner,
        fields=request.fields,
        unticked=request.unticked,
        reason=request.reason,
        note=request.note,
        override=request.override,
    )
    uow.session.flush()
    ready = PreparedDecision(item_id=item.id, given=given, verdict=Verdict.DUPLICATE, merge=prepared)
    return decide(uow, actor, ready)


def item_for(uow: UnitOfWork, actor: Actor, request: MergeRequest) -> QueueItem:
    """Return the item that waits about a merge, or open one that the curator proposed."""
    key = _key(request)
    waiting = find_open(uow.session, key)
    if waiting is not None:
        return waiting
    about = about_pair(uow.session, request.kind, request.winner, request.losers[0])
    about["score"] = score = likeness.score(uow.session, request.kind, request.winner, request.losers[0])
    if len(request.losers) > 1:
        about["facts"] = {"merge": [request.winner, *request.losers]}
    item = open_item(
        uow,
        kind=ITEM_KINDS[request.kind],
        key=key,
        weight=weigh(uow.session, request.kind, (request.winner, *request.losers), score),
        by=actor,
        **about,
    )
    if item is None:
        raise Conflict
    lo, hi = sorted((request.winner, request.losers[0]))
    event = PairProposed(kind=request.kind, lo=lo, hi=hi, item_id=item.id)
    uow.record(event, by=actor, subject=item.scenario_id)
    return item


def _key(request: MergeRequest) -> str:
    kind = ITEM_KINDS[request.kind]
    if len(request.losers) == 1:
        return pair_key(kind, request.winner, request.losers[0])
    return f"{kind}:{request.winner}<{','.join(str(id_) for id_ in sorted(request.losers))}"
