"""What is done to a merge before its write transaction: resolve, compare, compose, render, list effects."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.curation.commands.merging import sides
from scenariowiki.curation.commands.merging.effects import list_effects, needs_second
from scenariowiki.curation.commands.merging.values import PreparedLoser, PreparedMerge
from scenariowiki.curation.queries import standing
from scenariowiki.curation.rules import fields
from scenariowiki.curation.rules.items import NOTE_MAX, NOTE_MIN
from scenariowiki.curation.rules.merging import Choice, MergePlan, MergeRequest
from scenariowiki.kernel.errors import Forbidden, Invalid
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.commands.merging import Entity
from scenariowiki.scenarios.commands.preparation import Prepared, checked_text, finish, settled_runs
from scenariowiki.scenarios.models import Revision
from scenariowiki.scenarios.queries import current_template
from scenariowiki.scenarios.rules import content
from scenariowiki.scenarios.rules.template import FieldKind
from scenariowiki.text import characters

SINGLE_VALUED = frozenset({FieldKind.CHOICE, FieldKind.NUMBER, FieldKind.DATE})
Asked = Sequence[Callable[..., Any]]


def preview_merge(session: Session, actor: Actor, request: MergeRequest, asked: Asked = ()) -> PreparedMerge:
    """Tell what a merge would do and with which versions to ask for it; fields may still be unchosen."""
    policy.require(actor.may(Permission.CURATE))
    winner, losers = sides.resolve(session, actor, request)
    return _prepare(session, actor, request, (winner, losers), asked, strict=False)


def prepare_merge(session: Session, actor: Actor, request: MergeRequest, asked: Asked = ()) -> PreparedMerge:
    """Check a merge and render its text; raises `stale_preview` where a side is not as it was shown (M9).

    Also raises Invalid with every field that must be chosen (M12), and `conflict_of_interest` (M33).
    """
    policy.require(actor.may(Permission.CURATE))
    check_words(request.note)
    winner, losers = sides.resolve_shown(session, actor, request)
    prepared = _prepare(session, actor, request, (winner, losers), asked, strict=True)
    check_interest(prepared)
    return prepared


def check_words(note: str) -> None:
    """Raise Invalid unless a note says something (M31)."""
    cleaned = characters.clean(note).strip()
    if len(cleaned) < NOTE_MIN:
        raise Invalid(fields={"note": "note_too_short"})
    if len(cleaned) > NOTE_MAX:
        raise Invalid(fields={"note": "too_long"})
    if characters.problems(cleaned):
        raise Invalid(fields={"note": f"characters_{characters.problems(cleaned)[0].value}"})


def check_interest(prepared: PreparedMerge) -> None:
    """Raise `conflict_of_interest` unless too few curators are left and the actor says so (M33)."""
    if prepared.has_conflict and not (prepared.few_curators and prepared.request.override):
        raise Forbidden("conflict_of_interest", few=prepared.few_curators)


def compose_loser(
    session: Session, request: MergeRequest, winner: Entity, loser: Entity, *, strict: bool
) -> PreparedLoser:
    """Compare one loser with the winner and make the text that merging them gives."""
    own = session.get_one(Revision, winner.head_rev_id)
    other = session.get_one(Revision, loser.head_rev_id)
    either = single_valued(session)
    rows = tuple(fields.compare(own.snapshot, other.snapshot, either=either))
    chosen: dict[str, str] = {}
    text: Prepared | None = None
    try:
        composed = fields.compose(
            own.snapshot, other.snapshot, request.fields, unticked=request.unticked, either=either
        )
    except Invalid:
        if strict:
            raise
    else:
        chosen = dict(composed.chosen)
        text = _rendered(session, request, composed, (own, other))
    return PreparedLoser(
        id=loser.id, head_id=other.id, winner_head_id=own.id, rows=rows, text=text, chosen=chosen
    )


def single_valued(session: Session) -> frozenset[str]:
    """Return the paths of template fields that hold one value: two of them cannot be combined."""
    fields_now = current_template(session).fields
    return frozenset(f"fields.{one.key}" for one in fields_now if one.kind in SINGLE_VALUED)


def _prepare(
    session: Session,
    actor: Actor,
    request: MergeRequest,
    entities: tuple[Entity, tuple[Entity, ...]],
    asked: Asked,
    *,
    strict: bool,
) -> PreparedMerge:
    winner, losers = entities
    if len(losers) > 1:
        _refuse_choices(request)
    stakes = tuple(standing.stake_in(session, request.kind, one.id) for one in (winner, *losers))
    plan = MergePlan(
        kind=request.kind, winner_id=winner.id, loser_ids=tuple(one.id for one in losers), actor_id=actor.id
    )
    effects = list_effects(session, plan, winner, losers, asked)
    return PreparedMerge(
        request=_resolved(request, winner, losers),
        losers=tuple(compose_loser(session, request, winner, one, strict=strict) for one in losers),
        versions={one.id: sides.version_of(session, one) for one in (winner, *losers)},
        effects=effects,
        stakes=stakes,
        needs_second=needs_second(session, plan, effects),
        has_conflict=standing.conflicted(stakes, actor.id),
        few_curators=standing.few_left(session, stakes),
    )


def _refuse_choices(request: MergeRequest) -> None:
    """Raise Invalid where several losers would each give the winner a text; its own may stay (M12)."""
    refused = [
        path
        for path, one in request.fields.items()
        if path != "tags" and one.choice is not Choice.KEEP_WINNER
    ]
    if refused:
        raise Invalid(fields=dict.fromkeys(refused, "one_loser_only"))


def _resolved(request: MergeRequest, winner: Entity, losers: Sequence[Entity]) -> MergeRequest:
    values = {name: getattr(request, name) for name in request.__dataclass_fields__}
    return MergeRequest(**{**values, "winner": winner.id, "losers": tuple(one.id for one in losers)})


def _rendered(
    session: Session,
    request: MergeRequest,
    composed: fields.Composed,
    heads: tuple[Revision, Revision],
) -> Prepared:
    own, other = heads
    snapshot = _checked(composed.snapshot, request)
    second = _as_parent(other, composed)
    template = current_template(session)
    return finish(session, Prepared(snapshot=snapshot), template, (own, second))


def _checked(snapshot: content.Snapshot, request: MergeRequest) -> content.Snapshot:
    """Clean what a person typed, and refuse what would be no text; the same rules as for any save."""
    problems: dict[str, str] = {}
    cleaned = dict(snapshot)
    for path, choice in request.fields.items():
        if choice.choice is Choice.EDITED and isinstance(snapshot.get(path), str):
            longest = content.TITLE_MAX if path == "title" else content.TEXT_MAX
            cleaned[path] = checked_text(path, snapshot[path], longest, problems)
        elif choice.choice is Choice.EDITED and path != "steps":
            problems[path] = "cannot_edit"
    if "steps" in cleaned:
        for number, step in enumerate(cleaned["steps"]):
            step["text"] = checked_text(f"steps.{number}", step["text"], content.STEP_MAX, problems)
        if len(cleaned["steps"]) > content.STEPS_MAX:
            problems["steps"] = "too_many"
    problems.update(_too_much(cleaned))
    if problems:
        raise Invalid(fields=problems)
    return cleaned


def _too_much(snapshot: content.Snapshot) -> dict[str, str]:
    problems = {path: "too_long" for path, text in content.texts(snapshot) if len(text) > content.TEXT_MAX}
    for path in ("title", "situation"):
        if "situation" in snapshot and not snapshot[path]:
            problems[path] = "required"
    return problems


def _as_parent(other: Revision, composed: fields.Composed) -> Revision:
    """Return the loser's head with its steps under the keys they get in the winner, for attribution alone."""
    if not composed.step_sources:
        return other
    keys = {old: new for new, old in composed.step_sources.items()}
    snapshot = dict(other.snapshot)
    snapshot["steps"] = [
        {**step, "key": keys.get(step["key"], f"-{step['key']}")} for step in other.snapshot["steps"]
    ]
    runs = {
        f"steps.{keys.get(path[6:], f'-{path[6:]}')}" if path.startswith("steps.") else path: some
        for path, some in settled_runs(other).items()
    }
    return Revision(id=other.id, snapshot=snapshot, attribution=runs)
