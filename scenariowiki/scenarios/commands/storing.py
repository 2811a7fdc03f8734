"""How a prepared entity becomes a revision: the one place that writes revisions and repeats their facts."""

from collections import Counter as Counts
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.commands.preparation import Prepared
from scenariowiki.scenarios.events import TagSaved
from scenariowiki.scenarios.models import (
    Counter,
    Reference,
    Rendered,
    Revision,
    Scenario,
    ScenarioTag,
    Solution,
    Tag,
    TagAlias,
)
from scenariowiki.scenarios.rules import content
from scenariowiki.scenarios.rules.states import RevisionKind, RevisionState
from scenariowiki.text import characters, markdown

# Built once, since every save runs them.
_revision_table: Any = Revision.__table__
_tags, _links = ScenarioTag.__table__.c, Reference.__table__.c
_SUPERSEDE = (
    update(_revision_table)
    .where(_revision_table.c.id == bindparam("revision"), _revision_table.c.state == RevisionState.CURRENT)
    .values(state=RevisionState.SUPERSEDED)
)
_TAGS = select(_tags.tag_id).where(_tags.scenario_id == bindparam("scenario"))
_LINKS = select(_links.target_no).where(_links.source_id == bindparam("scenario"))


def next_numbers(session: Session, count: int) -> range:
    """Take the next public numbers; the counter's row is locked until the transaction ends."""
    taken: int | None = session.scalar(
        update(Counter)
        .where(Counter.name == "scenario")
        .values(value=Counter.value + count)
        .returning(Counter.value)
    )
    if taken is None:
        session.add(Counter(name="scenario", value=count))
        taken = count
    return range(taken - count + 1, taken + 1)


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text about to become a revision, of a situation or of a solution, with its circumstances."""

    scenario: Scenario
    solution: Solution | None = None
    prepared: Prepared
    template_number: int
    kind: RevisionKind


def store_first_revisions(uow: UnitOfWork, actor: Actor, firsts: Sequence[Text]) -> list[Revision]:
    """Append the first revisions of new scenarios and of their solutions, all at once."""
    known: dict[str, int] = {}
    revisions = []
    for one in firsts:
        one.scenario.last_seq += 1
        revisions.append(_revision(uow, actor, one, known, one.scenario.last_seq))
    uow.session.add_all(revisions)
    uow.session.flush()
    tags: Counts[int] = Counts()
    for one, revision in zip(firsts, revisions, strict=True):
        uow.session.add(_rendered(revision, one.prepared))
        _become_head(one.scenario, one.solution, revision, one.prepared)
        if one.solution is None:
            marks = [
                ScenarioTag(scenario_id=one.scenario.id, tag_id=tag) for tag in revision.snapshot["tags"]
            ]
            uow.session.add_all(marks)
            tags.update(mark.tag_id for mark in marks)
    _add_references(uow.session, firsts)
    for tag, count in sorted(tags.items()):
        uow.session.execute(update(Tag).where(Tag.id == tag).values(uses=Tag.uses + count))
    return revisions


def _revision(uow: UnitOfWork, actor: Actor, one: Text, known: dict[str, int], seq: int) -> Revision:
    snapshot = with_new_tags(uow, actor, one.prepared, known)
    return Revision(
        scenario_id=one.scenario.id,
        solution_id=one.solution.id if one.solution else None,
        seq=seq,
        kind=one.kind,
        state=RevisionState.CURRENT,
        author_id=actor.id,
        summary="",
        template_number=one.template_number,
        snapshot=snapshot,
        content_hash=content.content_hash(snapshot),
        attribution=dict(one.prepared.attribution),
        created_at=uow.now,
    )


def _add_references(session: Session, firsts: Sequence[Text]) -> None:
    wanted = {
        (one.scenario.id, no) for one in firsts for no in one.prepared.references if no != one.scenario.no
    }
    session.add_all(Reference(source_id=source, target_no=no) for source, no in sorted(wanted))


def store_revision(  # noqa: PLR0913 - a revision's circumstances
    uow: UnitOfWork,
    actor: Actor,
    prepared: Prepared,
    scenario: Scenario,
    solution: Solution | None = None,
    *,
    template_number: int,
    kind: RevisionKind = RevisionKind.EDIT,
    summary: str = "",
    base_seq: int | None = None,
    second_parent_id: int | None = None,
    same_tags: bool = False,
) -> Revision:
    """Append a revision as the new head of a situation or solution, and repeat its facts on the entity.

    With the `same_tags` as its parent it leaves those of the scenario alone.
    """
    entity = solution or scenario
    text = Text(
        scenario=scenario, solution=solution, prepared=prepared, template_number=template_number, kind=kind
    )
    revision = _revision(uow, actor, text, {}, scenario.last_seq + 1)
    revision.base_seq = base_seq
    revision.parent_id = entity.head_rev_id
    revision.second_parent_id = second_parent_id
    revision.summary = summary[: content.SUMMARY_MAX]
    _supersede(uow.session, entity.head_rev_id)
    uow.session.add(revision)
    uow.session.flush()
    uow.session.add(_rendered(revision, prepared))
    scenario.last_seq += 1
    _become_head(scenario, solution, revision, prepared)
    scenario.updated_at = uow.now
    with uow.session.no_autoflush:  # all that changes on the scenario goes out together, later on
        if solution is None and not same_tags:
            _retag(uow.session, scenario.id, revision.snapshot["tags"])
        _link(uow.session, scenario, prepared, solution)
    return revision


def _become_head(
    scenario: Scenario, solution: Solution | None, revision: Revision, prepared: Prepared
) -> None:
    """Point to a revision, and repeat its facts on the entity."""
    entity = solution or scenario
    entity.head_rev_id = entity.published_rev_id = revision.id
    entity.version += 1
    if solution:
        solution.title = content.solution_title(revision.snapshot)
    else:
        _repeat(scenario, revision.snapshot)
        scenario.excerpt = prepared.excerpt


def _rendered(revision: Revision, prepared: Prepared) -> Rendered:
    return Rendered(revision_id=revision.id, renderer=markdown.RENDERER, html=dict(prepared.html))


def with_new_tags(
    uow: UnitOfWork, actor: Actor, prepared: Prepared, known: dict[str, int] | None = None
) -> content.Snapshot:
    """Return the snapshot with the tags that did not exist yet, made now; `known` remembers them."""
    if not prepared.new_tags:
        return prepared.snapshot
    known = {} if known is None else known
    for name in prepared.new_tags:
        if name not in known:
            known[name] = create_tag(uow, actor, name).id
    made = [known[name] for name in prepared.new_tags]
    return {**prepared.snapshot, "tags": list(dict.fromkeys([*prepared.snapshot["tags"], *made]))}


def create_tag(uow: UnitOfWork, actor: Actor, name: str) -> Tag:
    """Return the tag of a name, made if nobody made it meanwhile."""
    key = characters.skeleton(name)
    found = uow.session.scalar(select(Tag).where(Tag.key == key))
    alias = None if found else uow.session.get(TagAlias, key)
    if alias:
        found = uow.session.get_one(Tag, alias.tag_id)
    if found:
        return uow.session.get_one(Tag, found.merged_into_id) if found.merged_into_id else found
    tag = Tag(name=name, key=key, labels={}, created_at=uow.now, created_by=actor.id)
    uow.session.add(tag)
    uow.session.flush()
    uow.record(TagSaved(tag_id=tag.id), by=actor)
    return tag


def _supersede(session: Session, revision_id: int | None) -> None:
    if revision_id is not None:
        session.execute(_SUPERSEDE, {"revision": revision_id})


def _repeat(scenario: Scenario, snapshot: dict[str, Any]) -> None:
    scenario.title = snapshot["title"]
    scenario.layer = snapshot["layer"]
    scenario.category_id = snapshot["category"]
    scenario.emergency = snapshot.get("fields.complexity") == "emergency"


def _retag(session: Session, scenario_id: int, wanted: Sequence[int]) -> None:
    had = set(session.scalars(_TAGS, {"scenario": scenario_id}))
    gone = had - set(wanted)
    come = [tag for tag in dict.fromkeys(wanted) if tag not in had]
    if gone:
        session.execute(
            delete(ScenarioTag).where(ScenarioTag.scenario_id == scenario_id, ScenarioTag.tag_id.in_(gone))
        )
        session.execute(update(Tag).where(Tag.id.in_(gone)).values(uses=Tag.uses - 1))
    if come:
        session.add_all(ScenarioTag(scenario_id=scenario_id, tag_id=tag) for tag in come)
        session.execute(update(Tag).where(Tag.id.in_(come)).values(uses=Tag.uses + 1))


def _link(session: Session, scenario: Scenario, prepared: Prepared, solution: Solution | None) -> None:
    wanted = {no for no in prepared.references if no != scenario.no}
    had = set(session.scalars(_LINKS, {"scenario": scenario.id}))
    dropped = had - wanted
    if dropped and (gone := dropped - _references_of_other_entities(session, scenario, solution)):
        session.execute(
            delete(Reference).where(Reference.source_id == scenario.id, Reference.target_no.in_(gone))
        )
    session.add_all(Reference(source_id=scenario.id, target_no=no) for no in sorted(wanted - had))


def _references_of_other_entities(
    session: Session, scenario: Scenario, solution: Solution | None
) -> set[int]:
    heads = [scenario.head_rev_id] if solution else []
    others = select(Solution.head_rev_id).where(Solution.scenario_id == scenario.id)
    heads += session.scalars(others.where(Solution.id != solution.id) if solution else others).all()
    found: set[int] = set()
    for snapshot in session.scalars(select(Revision.snapshot).where(Revision.id.in_(heads))):
        for _path, text in content.texts(snapshot):
            found.update(markdown.references(text))
    return found
