"""What is done to typed content before a write transaction begins: normalise, check, render, attribute."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from scenariowiki.kernel.errors import Invalid
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.models import Revision
from scenariowiki.scenarios.queries import page, taxonomy
from scenariowiki.scenarios.queries.templates import Template, retired_fields, with_chosen
from scenariowiki.scenarios.rules import content
from scenariowiki.scenarios.rules.content import SituationInput, Snapshot, SolutionInput, Step
from scenariowiki.scenarios.rules.template import check_values
from scenariowiki.text import attribution, characters, markdown

SELF = 0  # stands in stored attributions for the revision that holds them
EXCERPT = 160
ONE_LINE = frozenset({"title"})


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """Content of one entity, ready to be stored; `snapshot["tags"]` still lacks `new_tags`."""

    snapshot: Snapshot
    new_tags: tuple[str, ...] = ()
    html: Mapping[str, str] = field(default_factory=dict)
    attribution: Mapping[str, Any] = field(default_factory=dict)
    references: frozenset[int] = frozenset()
    excerpt: str = ""


class Vocabulary:
    """Tags and categories by name and id, each looked up once however often a batch asks."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._tags: dict[str, int | None] = {}
        self._categories: dict[int, int | None] = {}

    def tags(self, keys: Iterable[str]) -> Mapping[str, int]:
        """Map name skeletons to the ids of the tags they mean today."""
        wanted = list(keys)
        unknown = [key for key in wanted if key not in self._tags]
        found = taxonomy.tags_by_key(self._session, unknown)
        self._tags.update({key: found.get(key) for key in unknown})
        return {key: id_ for key in wanted if (id_ := self._tags[key]) is not None}

    def category(self, id_: int) -> int | None:
        """Return the id of the category that an id means today; None where there is none."""
        if id_ not in self._categories:
            self._categories[id_] = taxonomy.canonical_category(self._session, id_)
        return self._categories[id_]


def normalise_situation(
    session: Session,
    given: SituationInput,
    template: Template,
    *,
    kept: Mapping[str, Any] | None = None,
    vocabulary: Vocabulary | None = None,
) -> Prepared:
    """Turn a typed situation into a snapshot; raises Invalid with every problem at once.

    `kept` is the snapshot it is based on: values of fields that today's template no longer has stay, and so
    does what was typed into one while the template changed, or chosen before a list lost it.
    """
    template = with_chosen(session, template, kept or {})
    vocabulary = vocabulary or Vocabulary(session)
    problems: dict[str, str] = {}
    gone = given.fields.keys() - {one.key for one in template.fields}
    values, bad = check_values((*template.fields, *retired_fields(session, gone)), given.fields)
    problems.update({f"fields.{key}": code for key, code in bad.items()})
    tags, new_tags = _tags(vocabulary, given.tags, problems)
    snapshot: Snapshot = {
        "title": checked_text("title", given.title, content.TITLE_MAX, problems),
        "situation": checked_text("situation", given.situation, content.TEXT_MAX, problems),
        "layer": given.layer.value if given.layer else None,
        "category": _category(vocabulary, given.category, problems),
        "tags": _in_order(tags, (kept or {}).get("tags", [])),
        **_old_fields(template, kept or {}, given.fields),
    }
    for key, value in values.items():
        path = f"fields.{key}"
        snapshot[path] = (
            checked_text(path, value, content.TEXT_MAX, problems) if isinstance(value, str) else value
        )
    if not snapshot["title"]:
        problems.setdefault("title", "required")
    if not snapshot["situation"]:
        problems.setdefault("situation", "required")
    if problems:
        raise Invalid(fields=problems)
    return Prepared(snapshot=snapshot, new_tags=new_tags)


def normalise_solution(given: SolutionInput, *, base_steps: Sequence[Mapping[str, str]] = ()) -> Prepared:
    """Turn a typed solution into a snapshot; raises Invalid with every problem at once."""
    problems: dict[str, str] = {}
    steps = [Step(key=step.key, text=step.text.strip()) for step in given.steps if step.text.strip()]
    if len(steps) > content.STEPS_MAX:
        problems["steps"] = "too_many"
    texts = {
        path: checked_text(
            path,
            getattr(given, path),
            content.TITLE_MAX if path in ONE_LINE else content.TEXT_MAX,
            problems,
        )
        for path in content.SOLUTION_TEXTS
    }
    keyed = content.key_steps(steps, base_steps)
    for number, step in enumerate(keyed):
        step["text"] = checked_text(f"steps.{number}", step["text"], content.STEP_MAX, problems)
    if given.is_empty():
        problems["steps"] = "required"
    if problems:
        raise Invalid(fields=problems)
    return Prepared(
        snapshot={
            "title": texts["title"],
            "preconditions": texts["preconditions"],
            "steps": keyed,
            "early_warning": texts["early_warning"],
            "expected_effect": texts["expected_effect"],
        }
    )


def finish(session: Session, prepared: Prepared, template: Template, parents: Sequence[Revision]) -> Prepared:
    """Render and attribute what was normalised; `parents` are its head and, after a merge, the second parent.

    A snapshot equal to an earlier one of the same entity copies its attribution (D4).
    """
    twin = _twin(session, prepared, parents)
    return replace(
        prepared,
        html=page.render(prepared.snapshot, template),
        attribution=settled_runs(twin) if twin else _attribute(prepared.snapshot, parents),
        references=frozenset(_references(prepared.snapshot)),
        excerpt=markdown.excerpt(prepared.snapshot["situation"], EXCERPT)
        if "situation" in prepared.snapshot
        else "",
    )


def settled_runs(revision: Revision) -> dict[str, Any]:
    """Return a revision's attribution with itself named, for its children to inherit."""
    return {
        path: [[revision.id if number == SELF else number, length] for number, length in runs]
        for path, runs in revision.attribution.items()
    }


def _attribute(snapshot: Snapshot, parents: Sequence[Revision]) -> dict[str, Any]:
    known = [(dict(content.texts(parent.snapshot)), settled_runs(parent)) for parent in parents]
    result: dict[str, Any] = {}
    for path, text in content.texts(snapshot):
        sources = [
            attribution.Attributed(text=texts[path], runs=attribution.runs_from_json(runs[path]))
            for texts, runs in known
            if path in texts and path in runs
        ]
        result[path] = attribution.runs_to_json(attribution.attribute(text, SELF, sources))
    return result


def _twin(session: Session, prepared: Prepared, parents: Sequence[Revision]) -> Revision | None:
    if not parents or prepared.new_tags:
        return None
    parent = parents[0]
    found = content.content_hash(prepared.snapshot)
    return queries.same_content(session, parent.scenario_id, parent.solution_id, found)


def _references(snapshot: Snapshot) -> Iterable[int]:
    for _path, text in content.texts(snapshot):
        yield from markdown.references(text)


def checked_text(path: str, value: str, longest: int, problems: dict[str, str]) -> str:
    """Clean one typed text; what is wrong with it goes into `problems` under its path."""
    text = characters.clean(value)
    found = characters.problems(text)
    if found:
        problems[path] = f"characters_{found[0].value}"
        return ""
    if path in ONE_LINE:
        text = characters.single_line(text)
    if len(text) > longest:
        problems[path] = "too_long"
    return text.strip()


def _tags(
    vocabulary: Vocabulary, names: Sequence[str], problems: dict[str, str]
) -> tuple[list[int], tuple[str, ...]]:
    wanted: dict[str, str] = {}
    for name in names:
        cleaned = characters.single_line(characters.clean(name)).strip()
        if not cleaned:
            continue
        if len(cleaned) > content.TAG_MAX:
            problems["tags"] = "too_long"
        if characters.name_problems(cleaned):
            problems["tags"] = "characters_in_name"
        wanted.setdefault(characters.skeleton(cleaned), cleaned)
    if len(wanted) > content.TAGS_MAX:
        problems["tags"] = "too_many"
    if "tags" in problems:
        return [], ()
    known = vocabulary.tags(wanted)
    ids = dict.fromkeys(known[key] for key in wanted if key in known)
    return list(ids), tuple(name for key, name in wanted.items() if key not in known)


def _in_order(tags: list[int], before: list[int]) -> list[int]:
    """Keep the order of before: another order of the same tags is no change."""
    return before if set(tags) == set(before) else tags


def _category(vocabulary: Vocabulary, category: int | None, problems: dict[str, str]) -> int | None:
    if category is None:
        return None
    found = vocabulary.category(category)
    if found is None:
        problems["category"] = "no_category"
    return found


def _old_fields(template: Template, kept: Mapping[str, Any], told: Iterable[str]) -> Snapshot:
    known = {f"fields.{key}" for key in (*(one.key for one in template.fields), *told)}
    return {path: value for path, value in kept.items() if path.startswith("fields.") and path not in known}
