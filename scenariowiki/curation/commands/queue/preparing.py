"""What is done to a decision before its write transaction: is it allowed, and what would it write?"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.merging import prepare_merge
from scenariowiki.curation.commands.queue.leasing import read_item, require_lease
from scenariowiki.curation.commands.queue.values import PreparedDecision
from scenariowiki.curation.commands.unmerging import prepare_unmerge
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.rules.decisions import DEPENDENCIES, Decision, merge_request, read_back
from scenariowiki.curation.rules.items import DUPLICATES, ItemKind, ItemState, Verdict, check_verdict
from scenariowiki.kernel.errors import Conflict, NotFound
from scenariowiki.kernel.idempotency import fingerprint
from scenariowiki.scenarios.commands.pending import prepare_acceptance

Asked = Sequence[Callable[..., Any]]


def prepare_decision(
    session: Session, actor: Actor, item_id: int, given: Decision, asked: Asked = ()
) -> PreparedDecision:
    """Check a decision and render what it writes; a replay of one that was applied prepares nothing (M9).

    Raises `lease_lost`, `stale_preview` (Q3), `failed_dependency` (Q10), or Invalid.
    """
    item = read_item(session, actor, item_id)
    verdict = check_verdict(ItemKind(item.kind), given.verdict)
    if is_replay(item, actor, given):
        return PreparedDecision(item_id=item_id, given=given, verdict=verdict)
    require_lease(item, actor, given.lease_token)
    stored = _confirmed(item, given)
    check_seen(session, item, stored or given)
    with dependent():
        return _prepare(session, actor, item, verdict, (given, stored), asked)


@contextmanager
def dependent() -> Iterator[None]:
    """Raise `failed_dependency` where what is decided on is no longer as it has to be (Q10)."""
    try:
        yield
    except (Conflict, NotFound) as refusal:
        if refusal.reason not in DEPENDENCIES:
            raise
        raise Conflict("failed_dependency", cause=refusal.reason) from refusal


def is_replay(item: QueueItem, actor: Actor, given: Decision) -> bool:
    """Tell whether this person sent this very decision under this lease before (M9).

    Item and token name the act; another decision under them is none that was taken.
    """
    sent = item.decision.get("tokens", {}).get(str(given.lease_token))
    return bool(sent == signed(actor, given))


def signed(actor: Actor, given: Decision) -> list[Any]:
    """Return who decided what, as an item remembers it for replays."""
    return [actor.id, fingerprint(given.stored())]


def check_seen(session: Session, item: QueueItem, given: Decision) -> None:
    """Raise `stale_preview` unless the decision saw what is there now (Q3)."""
    kind, ids = subjects.entity_kind(item), subjects.merge_ids(session, item)
    if given.verdict != Verdict.UNSURE and dict(given.versions) != subjects.versions_of(session, kind, ids):
        raise Conflict("stale_preview")


def _confirmed(item: QueueItem, given: Decision) -> Decision | None:
    """Return what the first curator decided, where a second one agrees with it, by override or not (M33)."""
    if item.state != ItemState.AWAITING_SECOND or item.decision.get("verdict") != given.verdict:
        return None
    return replace(read_back(item.decision, given.lease_token), override=given.override)


def _prepare(
    session: Session,
    actor: Actor,
    item: QueueItem,
    verdict: Verdict,
    decisions: tuple[Decision, Decision | None],
    asked: Asked,
) -> PreparedDecision:
    given, stored = decisions
    prepared: dict[str, Any] = {}
    refuses = item.state == ItemState.AWAITING_SECOND and stored is None
    pair = subjects.pair_of(item)
    if refuses:
        pass
    elif item.kind in DUPLICATES and verdict is Verdict.DUPLICATE:
        if pair is None:
            raise Conflict("already_same")
        kind = subjects.entity_kind(item)
        winner = subjects.winner_of(session, kind, pair)
        request = merge_request(kind, subjects.merge_ids(session, item), stored or given, winner)
        prepared["merge"] = prepare_merge(session, actor, request, asked)
    elif item.kind == ItemKind.UNMERGE_APPEAL and verdict is Verdict.OVERTURN:
        prepared["unmerge"] = prepare_unmerge(session, actor, item.op_id or 0)
    elif item.kind == ItemKind.REVISION and verdict is Verdict.ACCEPT:
        prepared["edit"] = prepare_acceptance(session, item.revision_id or 0)
    return PreparedDecision(item_id=item.id, given=given, verdict=verdict, stored=stored, **prepared)
