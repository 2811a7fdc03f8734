"""Scenarios as search documents: what is found, by which words, under which facets."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.scenarios.models import (
    Category,
    Revision,
    Scenario,
    ScenarioTag,
    Solution,
    Tag,
    TagAlias,
    ViewCount,
)
from scenariowiki.scenarios.queries import taxonomy
from scenariowiki.scenarios.queries.finding.database import UNCATEGORISED
from scenariowiki.scenarios.queries.templates import current_template
from scenariowiki.scenarios.rules import content
from scenariowiki.scenarios.rules.states import INDEXED, Audience, State
from scenariowiki.scenarios.rules.template import Field, FieldKind
from scenariowiki.search.document import EVERYONE, SearchDocument, team_audience
from scenariowiki.text import chinese, markdown

BATCH = 200
SHOWN = (State.SUBMITTED, State.PUBLISHED, State.NEEDS_WORK)


@dataclass(frozen=True, kw_only=True)
class _Surroundings:
    """What a batch of documents is made with, read once."""

    fields: Mapping[str, Field]
    tags: Mapping[int, tuple[str, ...]]
    ancestors: Mapping[int, tuple[int, ...]]
    views: Mapping[int, int]
    tagged: Mapping[int, tuple[int, ...]]
    solutions: Mapping[int, list[Mapping[str, Any]]]
    also_known_as: Mapping[int, list[str]]
    authors: Mapping[int, tuple[str, ...]]


def build(session: Session, numbers: Sequence[int]) -> list[SearchDocument]:
    """Build the documents of some scenarios; those that are not to be found are left out."""
    rows = session.execute(
        select(Scenario, Revision.snapshot)
        .join(Revision, Revision.id == Scenario.published_rev_id)
        .where(Scenario.no.in_(numbers))
        .order_by(Scenario.no)
    )
    # Asked for the state as well, SQLite would walk through all that is published.
    found = [(scenario, snapshot) for scenario, snapshot in rows if scenario.state in INDEXED]
    around = _surroundings(session, [scenario.id for scenario, _snapshot in found])
    return [_document(scenario, snapshot, around) for scenario, snapshot in found]


def iterate(session: Session) -> Iterator[SearchDocument]:
    """Walk all documents in batches, for a rebuild or an audit; memory stays flat."""
    last = 0
    while True:
        some = select(Scenario.no).where(Scenario.no > last).order_by(Scenario.no).limit(BATCH)
        numbers = session.scalars(some).all()
        if not numbers:
            return
        yield from build(session, numbers)
        session.expunge_all()
        last = numbers[-1]


def versions(session: Session) -> dict[int, int]:
    """Map the number of every scenario that is to be found to its page version, for the audit."""
    rows = session.execute(select(Scenario.no, Scenario.page_version).where(Scenario.state.in_(INDEXED)))
    return {no: version for no, version in rows}  # noqa: C416 - a Row is not a pair to the type checker


def count(session: Session) -> int:
    """Count the scenarios that are to be found, for progress bars."""
    return session.scalar(select(func.count()).where(Scenario.state.in_(INDEXED))) or 0


def _document(scenario: Scenario, snapshot: Mapping[str, Any], around: _Surroundings) -> SearchDocument:
    tags = around.tagged.get(scenario.id, ())
    everyone = scenario.audience == Audience.ALL or scenario.team_id is None
    return SearchDocument(
        id=scenario.no,
        version=scenario.page_version,
        title=scenario.title,
        body=_body(scenario, snapshot, around),
        tags=(
            *(name for tag in tags for name in around.tags.get(tag, ())),
            *around.also_known_as.get(scenario.id, ()),
        ),
        audience=EVERYONE if everyone else team_audience(scenario.team_id or 0),
        state=scenario.state,
        facets=_facets(scenario, snapshot, tags, around),
        updated_at=scenario.updated_at.timestamp(),
        created_at=scenario.created_at.timestamp(),
        evidence=1.0 if scenario.has_sop else scenario.evidence,
        views=around.views.get(scenario.id, 0),
    )


def _body(scenario: Scenario, snapshot: Mapping[str, Any], around: _Surroundings) -> str:
    parts = [markdown.plain(snapshot["situation"])]
    for path, value in snapshot.items():
        one = around.fields.get(path.removeprefix("fields."))
        if path.startswith("fields.") and one is not None:
            parts.extend(_field_words(one, value))
    for solution in around.solutions.get(scenario.id, []):
        parts.extend(markdown.plain(text) for _path, text in content.texts(solution))
    if scenario.credit:
        parts.append(scenario.credit)
    return "\n".join(part for part in parts if part)


def _field_words(one: Field, value: Any) -> list[str]:
    if one.kind in {FieldKind.TEXT, FieldKind.LONG_TEXT}:
        return [markdown.plain(str(value))]
    keys = value if isinstance(value, list) else [value]
    return [word for choice in one.choices if choice.key in keys for word in set(choice.labels.values())]


def _facets(
    scenario: Scenario, snapshot: Mapping[str, Any], tags: Sequence[int], around: _Surroundings
) -> dict[str, tuple[str, ...]]:
    script = chinese.script_of(f"{scenario.title}\n{snapshot['situation']}").value
    facets: dict[str, tuple[str, ...]] = {
        "state": (scenario.state,),
        "sop": ("yes",) if scenario.has_sop else (),
        "layer": (scenario.layer,) if scenario.layer else (),
        "team": (str(scenario.team_id),) if scenario.team_id else (),
        "category": tuple(
            str(id_) for id_ in around.ancestors.get(scenario.category_id or 0, (UNCATEGORISED,))
        ),
        "tag": tuple(str(tag) for tag in tags),
        "script": (script,),
        "author": around.authors.get(scenario.id, ()),
    }
    for key, one in around.fields.items():
        value = snapshot.get(f"fields.{key}")
        if one.facet and value:
            facets[key] = tuple(value) if isinstance(value, list) else (str(value),)
    return facets


def _surroundings(session: Session, ids: Sequence[int]) -> _Surroundings:
    tagged: dict[int, set[int]] = defaultdict(set)
    roots = taxonomy.merged(session, Tag)
    marks = select(ScenarioTag.scenario_id, ScenarioTag.tag_id).where(ScenarioTag.scenario_id.in_(ids))
    for scenario_id, tag_id in session.execute(marks):
        tagged[scenario_id].add(roots.get(tag_id, tag_id))
    solutions: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    texts = (
        select(Scenario.canonical_id, Revision.snapshot)
        .join(Solution, Solution.scenario_id == Scenario.id)
        .join(Revision, Revision.id == Solution.published_rev_id)
        .where(Scenario.canonical_id.in_(ids), Solution.state.in_(SHOWN))
        .order_by(Solution.id)
    )
    for scenario_id, snapshot in session.execute(texts):
        solutions[scenario_id].append(snapshot)
    views = (
        select(ViewCount.scenario_id, func.sum(ViewCount.count))
        .where(ViewCount.scenario_id.in_(ids))
        .group_by(ViewCount.scenario_id)
    )
    return _Surroundings(
        fields={one.key: one for one in current_template(session).fields},
        tags=_tag_words(session, {tag for some in tagged.values() for tag in some}, roots),
        ancestors=_ancestors(session),
        views={id_: int(total) for id_, total in session.execute(views)},
        tagged={id_: tuple(sorted(some)) for id_, some in tagged.items()},
        solutions=solutions,
        also_known_as=_merged_titles(session, ids),
        authors=_authors(session, ids),
    )


def _authors(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Map canonical scenarios to the names their authors are asked for by, those of merged ones too."""
    names: dict[int, list[str]] = defaultdict(list)
    rows = (
        select(Scenario.canonical_id, Account.display_name, Account.name, Scenario.credit)
        .join(Account, Account.id == Scenario.author_id)
        .where(Scenario.canonical_id.in_(ids))
    )
    for canonical_id, *found in session.execute(rows.order_by(Scenario.id)):
        names[canonical_id or 0] += [name for name in found if name]
    return {id_: tuple(dict.fromkeys(some)) for id_, some in names.items()}


def _merged_titles(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    """Map canonical scenarios to the titles of what was merged into them (M13)."""
    titles: dict[int, list[str]] = defaultdict(list)
    columns = (Scenario.canonical_id, Scenario.title, Scenario.state)
    rows = select(*columns).where(Scenario.canonical_id.in_(ids)).order_by(Scenario.id)
    for canonical_id, title, state in session.execute(rows):
        if state == State.MERGED:
            titles[canonical_id or 0].append(title)
    return titles


def _tag_words(session: Session, ids: set[int], roots: Mapping[int, int]) -> dict[int, tuple[str, ...]]:
    """Map tags to every word they are found by; a tag merged into them lends its own."""
    words: dict[int, list[str]] = defaultdict(list)
    wide = ids | {id_ for id_, root in roots.items() if root in ids}
    for id_, name, labels in session.execute(select(Tag.id, Tag.name, Tag.labels).where(Tag.id.in_(wide))):
        words[roots.get(id_, id_)] += [name, *labels.values()]
    aliases = select(TagAlias.tag_id, TagAlias.name).where(TagAlias.tag_id.in_(wide))
    for id_, name in session.execute(aliases):
        words[roots.get(id_, id_)].append(name)
    return {id_: tuple(dict.fromkeys(word for word in some if word)) for id_, some in words.items()}


def _ancestors(session: Session) -> dict[int, tuple[int, ...]]:
    """Map every category to itself and all above it, so that a parent's facet counts its children."""
    rows = session.execute(select(Category.id, Category.parent_id)).all()
    parents: dict[int, int | None] = {row.id: row.parent_id for row in rows}
    roots = taxonomy.merged(session, Category)
    paths: dict[int, tuple[int, ...]] = {}
    for id_ in parents:
        path: list[int] = []
        at: int | None = roots.get(id_, id_)
        while at is not None and at not in path:
            path.append(at)
            at = parents.get(at)
        paths[id_] = tuple(path)
    return paths
