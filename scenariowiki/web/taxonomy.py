"""The category tree, common tags and counts, kept in memory: no page grows with the catalogue."""

import time
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, url_for

from scenariowiki.accounts.rules import Actor
from scenariowiki.runtime.finding import finder
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import catalogue, counts, listing
from scenariowiki.scenarios.queries.catalogue import Node
from scenariowiki.scenarios.queries.finding import Asked
from scenariowiki.scenarios.rules.template import localised

SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Tree:
    """The living categories; `meant` maps merged ones to what they mean today."""

    roots: Sequence[Node]
    by_id: Mapping[int, Node]
    meant: Mapping[int, int]

    def find(self, category_id: int | None) -> Node | None:
        """Return the category that an id means today."""
        if category_id is None:
            return None
        return self.by_id.get(self.meant.get(category_id, category_id))

    def path(self, category_id: int | None) -> list[Node]:
        """Return a category with all above it, the root first."""
        found: list[Node] = []
        node = self.find(category_id)
        while node is not None and node not in found:
            found.insert(0, node)
            node = self.by_id.get(node.parent_id or 0)
        return found


@dataclass(frozen=True, kw_only=True)
class CommonTag:
    id: int
    name: str
    labels: Mapping[str, str]
    uses: int


# Who belongs to no team: what everybody may read is counted for all at once.
ANYBODY = Actor(id=0, name="", display_name="", roles=frozenset())


def tree() -> Tree:
    """Return the category tree; a change of categories shows at once, the counts within a minute."""
    made: Tree = _kept("tree", version(), _load_tree)
    return made


def version() -> Hashable:
    """Return a value that changes whenever a category does."""
    return counts.category_version(read())


def common_tags() -> Sequence[CommonTag]:
    """Return the tags to offer first."""
    made: Sequence[CommonTag] = _kept("tags", None, _load_tags)
    return made


def tag_uses() -> Mapping[int, int]:
    """Return how many scenarios that everybody may read each tag marks."""
    made: Mapping[int, int] = _kept("uses", None, _load_uses)
    return made


def totals() -> counts.Totals:
    """Return how much the catalogue holds."""
    made: counts.Totals = _kept("totals", None, lambda: counts.count_everything(read()))
    return made


def unsolved() -> Sequence[Any]:
    """Return a few published scenarios open to everyone that nobody has a solution for."""
    made: Sequence[Any] = _kept("unsolved", None, lambda: listing.unsolved(read()))
    return made


def title(node: Node, locale: str) -> str:
    """Return a category's name in a language."""
    return localised(node.labels, locale) if node.labels.get(locale) else node.title


def category_url(category_id: int) -> str:
    """Return the address of a category's page."""
    return f"{_catalogue_url()}?category={category_id}"


def tag_url(tag_id: int) -> str:
    """Return the address of a tag's page."""
    return f"{_catalogue_url()}?tag={tag_id}"


def meant_tag(tag_id: int) -> int:
    """Return the tag that a merged one means today."""
    return counts.merged_tags(read()).get(tag_id, tag_id)


def _catalogue_url() -> str:
    """Return the address of the catalogue, made once a request: results ask a hundred times."""
    if "catalogue_url" not in g:
        g.catalogue_url = url_for("scenarios.index")
    found: str = g.catalogue_url
    return found


def breadcrumbs(category_id: int | None, locale: str) -> list[tuple[str, str]]:
    """Return where a category stands, the root first, as names with addresses."""
    if category_id is None:
        return []
    return [(title(node, locale), category_url(node.id)) for node in tree().path(category_id)]


def choices(locale: str) -> list[tuple[str, str]]:
    """Return the categories as the options of a form, indented by their depth."""
    found: list[tuple[str, str]] = []

    def walk(nodes: Sequence[Node]) -> None:
        for node in nodes:
            found.append((str(node.id), "\u3000" * (node.depth - 1) + title(node, locale)))
            walk(node.children)

    walk(tree().roots)
    return found


def _kept(name: str, version: Hashable, load: Any) -> Any:
    shelf = current_app.extensions.setdefault("taxonomy", {})
    kept = shelf.get(name)
    now = time.monotonic()
    if kept is None or kept[0] != version or now - kept[1] > SECONDS:
        kept = shelf[name] = (version, now, load())
    return kept[2]


def _load_tree() -> Tree:
    roots = catalogue.category_tree(read())
    by_id: dict[int, Node] = {}
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        by_id[node.id] = node
        waiting.extend(node.children)
    return Tree(roots=roots, by_id=by_id, meant=counts.merged_categories(read()))


def _load_tags() -> Sequence[CommonTag]:
    """Name what the centre set, or what marks something that everybody may read."""
    uses = tag_uses()
    return tuple(
        CommonTag(id=row.id, name=row.name, labels=row.labels, uses=uses.get(row.id, 0))
        for row in catalogue.tags_to_offer(read(), uses, limit=16)
    )


def _load_uses() -> Mapping[int, int]:
    found = finder().facets(ANYBODY, Asked(facets=("tag",))).get("tag", {})
    return {int(id_): count for id_, count in found.items()}
