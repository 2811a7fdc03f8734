"""Masking a text in all that belongs to a scenario: shown first, then done in one transaction (D1, U11)."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.exchange.jobs import give_up_files
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.redaction import policy
from scenariowiki.redaction.commands.rewriting import rewrite
from scenariowiki.redaction.events import TextMasked
from scenariowiki.redaction.queries import Found, Span, find_text, group_of, span_of
from scenariowiki.scenarios.commands.preparation import Prepared, finish
from scenariowiki.scenarios.commands.storing import store_revision
from scenariowiki.scenarios.models import Revision, Scenario, Solution, Tag, TagAlias
from scenariowiki.scenarios.queries import find_scenario
from scenariowiki.scenarios.queries.templates import get_template
from scenariowiki.scenarios.rules.states import RevisionKind
from scenariowiki.text import characters
from scenariowiki.text.masking import Mask

TEXT_MAX = 500
Text = tuple[Scenario, Solution | None]


@dataclass(frozen=True, kw_only=True)
class MaskInput:
    """What is to be masked, and why; `seen` names what was shown, `files` the imports whose files hold it."""

    text: str
    reason: str
    seen: str = ""
    files: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A text that was found, with the mask that found it; `seen` names all of it, uploads included."""

    found: Found
    files: tuple[int, ...] = ()

    @property
    def seen(self) -> str:
        """Name what was found, so that what is confirmed is what was shown."""
        return "-".join((self.found.digest, *map(str, self.files)))


@dataclass(frozen=True, kw_only=True)
class Trace:
    """What is told of a masking outside of the database, so that it can be done again after a restore."""

    event: UUID
    no: int
    at: dt.datetime
    reason: str
    span: Span | None


def check_mask(given: MaskInput) -> Mask:
    """Return the mask of what was typed; raises Invalid."""
    text = characters.clean(given.text).strip()
    mask = Mask.of(text)
    problems: dict[str, str] = {}
    if mask is None:
        problems["text"] = "text_too_short" if text else "required"
    if len(text) > TEXT_MAX:
        problems["text"] = "too_long"
    if not given.reason.strip():
        problems["reason"] = "required"
    if characters.problems(given.reason):
        problems["reason"] = f"characters_{characters.problems(given.reason)[0].value}"
    if problems or mask is None:
        raise Invalid(fields=problems)
    return mask


def preview_mask(session: Session, actor: Actor, no: int, given: MaskInput) -> Preview:
    """Say where a text stands and how often; raises Invalid where it stands nowhere."""
    policy.require_mask(actor)
    mask = check_mask(given)
    found = find_text(session, group_of(session, _scenario(session, no)), mask)
    if not found.hits and not given.files:
        raise Invalid(fields={"text": "text_not_found"})
    return Preview(found=found, files=given.files)


def mask_text(uow: UnitOfWork, actor: Actor, no: int, given: MaskInput) -> Trace:
    """Mask a text wherever the preview found it; records TextMasked and leaves revisions of its own.

    Raises Conflict `stale_mask` where it no longer stands as it was shown.
    """
    session = uow.session
    scenario = _locked(session, no)
    preview = preview_mask(session, actor, scenario.no, given)
    if preview.seen != given.seen:
        raise Conflict("stale_mask")
    found, mask = preview.found, check_mask(given)
    span = span_of(session, found, mask)
    rewrite(session, found)
    give_up_files(uow, given.files)
    session.flush()
    session.expire_all()
    reason = mask.put(characters.single_line(characters.clean(given.reason)).strip())[0]
    stored = {text: _record(uow, actor, *text, reason) for text in _texts_of(session, found, scenario)}
    event = TextMasked(
        scenario_id=scenario.id,
        scenario_ids=tuple(sorted(found.group.scenarios)),
        revision_id=stored[scenario, None].id,
        count=found.total,
        rows=len(found.hits),
        tag_ids=_tags_of(found),
    )
    recorded = uow.record(event, by=actor, subject=scenario.id)
    return Trace(event=recorded.id, no=no, at=uow.now, reason=reason, span=span)


def _scenario(session: Session, no: int) -> Scenario:
    """Return a scenario by its number: whoever masks need not be among those who read it."""
    scenario = find_scenario(session, no)
    if scenario is None:
        raise NotFound("no_scenario")
    return scenario


def _locked(session: Session, no: int) -> Scenario:
    """Lock all that belongs together, in the order of ids as merges do."""
    scenario = _scenario(session, no)
    group = group_of(session, scenario)
    rows = select(Scenario).where(Scenario.id.in_(group.scenarios)).order_by(Scenario.id)
    session.scalars(rows.with_for_update().execution_options(populate_existing=True)).all()
    return scenario


def _texts_of(session: Session, found: Found, scenario: Scenario) -> list[Text]:
    """List the page itself, and every situation and solution of which any revision held it."""
    held = select(Revision.scenario_id, Revision.solution_id).where(
        Revision.id.in_(_keys_of(found, Revision))
    )
    texts: dict[Text, None] = {(scenario, None): None}
    for page, solution_id in sorted(session.execute(held).all(), key=str):
        solution = session.get_one(Solution, solution_id) if solution_id else None
        home = session.get_one(Scenario, solution.scenario_id if solution else page)
        texts[home, solution] = None
    return list(texts)


def _keys_of(found: Found, table: type) -> list[int]:
    return [hit.key[0] for hit in found.hits if hit.place.table is table]


def _tags_of(found: Found) -> tuple[int, ...]:
    aliased = found.group.tags if any(hit.place.table is TagAlias for hit in found.hits) else frozenset()
    return tuple(sorted({*_keys_of(found, Tag), *aliased}))


def _record(
    uow: UnitOfWork, actor: Actor, scenario: Scenario, solution: Solution | None, reason: str
) -> Revision:
    """Leave a revision that says so: the masked text once more, as its authors wrote it.

    It is a new head, so that whoever began on the text before sees that it changed, and cannot bring it back.
    """
    head = uow.session.get_one(Revision, (solution or scenario).head_rev_id)
    template = get_template(uow.session, head.template_number)
    return store_revision(
        uow,
        actor,
        finish(uow.session, Prepared(snapshot=dict(head.snapshot)), template, (head,)),
        scenario,
        solution,
        template_number=head.template_number,
        kind=RevisionKind.REDACTION,
        summary=reason,
        base_seq=head.seq,
        same_tags=True,
    )
