"""The filters of the catalogue: what the address chose, what else could be, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace as View

from flask import request, url_for
from flask_babel import gettext as _

from scenariowiki.accounts import queries as accounts
from scenariowiki.runtime.messages import STATES
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import listing
from scenariowiki.scenarios.queries.catalogue import Node
from scenariowiki.scenarios.queries.finding.database import UNCATEGORISED
from scenariowiki.scenarios.queries.templates import Template, current_template
from scenariowiki.scenarios.rules.states import State
from scenariowiki.web import taxonomy
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor

OWN = ("layer", "state", "team", "script", "tag", "category")
KEY_MAX = 60
KEYS_MAX = 20
TAGS_SHOWN = 12
OPTIONS_SHOWN = 10
FIND_STATES = (State.PUBLISHED, State.SUBMITTED, State.NEEDS_WORK, State.ARCHIVED)

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Keys by facet, and the template whose choices are facets too."""

    filters: Mapping[str, tuple[str, ...]]
    template: Template

    @property
    def names(self) -> tuple[str, ...]:
        """Name every facet that can be counted."""
        return (*OWN, *(one.key for one in self.template.fields if one.facet))

    def without(self, name: str, rest: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the filters with fewer keys of one facet."""
        return {**self.filters, name: tuple(rest)}


def chosen() -> Chosen:
    """Read the filters from the address; what no facet is called is not one, and a merged tag is another."""
    template = current_template(read())
    names = (*OWN, *(one.key for one in template.fields if one.facet))
    filters = {
        name: tuple(dict.fromkeys(key[:KEY_MAX] for key in request.values.getlist(name)[:KEYS_MAX] if key))
        for name in names
    }
    filters["tag"] = tuple(dict.fromkeys(map(_meant_tag, filters["tag"])))
    return Chosen(filters={name: keys for name, keys in filters.items() if keys}, template=template)


def _meant_tag(key: str) -> str:
    number = number_or_none(key)
    return key if number is None else str(taxonomy.meant_tag(number))


def category_of(choice: Chosen) -> Node | None:
    """Return the one category whose page this is."""
    keys = choice.filters.get("category", ())
    number = number_or_none(keys[0]) if len(keys) == 1 else None
    return taxonomy.tree().find(number) if number is not None else None


def tag_of(choice: Chosen) -> int | None:
    """Return the one tag whose page this is: nothing else is filtered by."""
    keys = choice.filters.get("tag", ())
    known = listing.tag_names(read(), [number_or_none(keys[0]) or 0]) if len(keys) == 1 else {}
    return next(iter(known), None) if set(choice.filters) == {"tag"} else None


def is_uncategorised(choice: Chosen) -> bool:
    """Tell whether this is the page of what has no category."""
    return choice.filters.get("category") == (str(UNCATEGORISED),)


def moved_category(choice: Chosen) -> str | None:
    """Return the category that a merged one means today; None where nothing moved."""
    node = category_of(choice)
    return str(node.id) if node is not None and choice.filters["category"] != (str(node.id),) else None


def groups(choice: Chosen, counts: Counts, reader: Reader) -> list[View]:
    """List the facets with their options, those chosen always among them; empty facets are left out."""
    found = [_group(name, title, choice, counts, words) for name, title, words in _known(choice, counts)]
    for one in choice.template.fields:
        if one.facet:
            words = {option.key: one.choice_label(option.key, reader.locale) for option in one.choices}
            found.append(_group(one.key, one.label(reader.locale), choice, counts, words))
    found.append(_tags(choice, counts, reader))
    return [group for group in found if len(group.options) > 1 or any(one.checked for one in group.options)]


def _known(choice: Chosen, counts: Counts) -> list[tuple[str, str, Mapping[str, str]]]:
    has_teams = counts.get("team") or "team" in choice.filters
    teams = {str(team.id): str(team.name) for team in accounts.list_teams(read())} if has_teams else {}
    states = {state.value: str(STATES["State"][state.value]) for state in FIND_STATES}
    scripts = {key: str(word) for key, word in STATES["Script"].items()}
    layers = {key: str(word) for key, word in STATES["Layer"].items()}
    return [
        ("layer", _("Layer"), layers),
        ("state", _("State"), states),
        ("team", _("Team"), teams),
        ("script", _("Script"), scripts),
    ]


def _group(name: str, title: str, choice: Chosen, counts: Counts, words: Mapping[str, str]) -> View:
    picked = choice.filters.get(name, ())
    counted = counts.get(name, {})
    keys = sorted({*counted, *picked}, key=lambda key: (key not in picked, -counted.get(key, 0), key))
    options = [
        View(value=key, text=words[key], count=counted.get(key, 0), checked=key in picked)
        for key in keys[:OPTIONS_SHOWN]
        if key in words
    ]
    return View(title=title, name=name, options=options)


def _tags(choice: Chosen, counts: Counts, reader: Reader) -> View:
    counted, picked = counts.get("tag", {}), choice.filters.get("tag", ())
    best = sorted(counted, key=lambda key: (-counted[key], key))[:TAGS_SHOWN]
    met = {id_ for key in best if (id_ := number_or_none(key)) is not None}
    asked = {id_ for key in picked if (id_ := number_or_none(key)) is not None}
    ids = met | listing.known_tags(read(), actor(), asked - met)
    names = {str(id_): reader.text(name) for id_, name in listing.tag_names(read(), ids).items()}
    shown = {key: counted[key] for key in best}
    return _group("tag", _("Tags"), choice, {"tag": shown}, names)


def active(choice: Chosen, shown: Sequence[View]) -> list[tuple[str, str, list[str]]]:
    """List the filters that are on as (words, facet, keys left without it)."""
    found: list[tuple[str, str, list[str]]] = []
    for group in shown:
        for one in group.options:
            if one.checked:
                rest = [key for key in choice.filters[group.name] if key != one.value]
                found.append((f"{group.title}: {one.text}", group.name, rest))
    return found


def tree(choice: Chosen, counts: Counts, reader: Reader, text: str) -> list[View]:
    """Draw the category tree with what this search finds in each.

    The way to the present one and all below it are open: every category is two clicks from home.
    """
    node = category_of(choice)
    way = {one.id for one in taxonomy.tree().path(node.id)} if node else set()
    counted = counts.get("category", {})

    def draw(one: Node, *, inside: bool = False) -> View:
        current = node is not None and one.id == node.id
        return View(
            title=taxonomy.title(one, reader.locale),
            url=url_for("scenarios.index", category=one.id, q=text or None),
            count=counted.get(str(one.id), 0) if counts else one.count,
            open=one.id in way or (inside and bool(one.children)),
            current=current,
            children=[draw(child, inside=inside or current) for child in one.children],
        )

    return [draw(one) for one in taxonomy.tree().roots]
