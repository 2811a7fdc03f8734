"""What a centre orders its scenarios by: tags, categories, the template."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.cursors import read_cursor, write_cursor
from scenariowiki.api.limits import reading
from scenariowiki.api.naming import category_path
from scenariowiki.api.operation import reads
from scenariowiki.api.schemas.base import Paged
from scenariowiki.api.schemas.reference import (
    CategoryPage,
    CategoryShown,
    FieldShown,
    TagPage,
    TagShown,
    TemplateShown,
)
from scenariowiki.runtime.finding import finder
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.queries import catalogue
from scenariowiki.scenarios.queries.catalogue import Node
from scenariowiki.scenarios.queries.finding import Asked

Row = TypeVar("Row")


@bp.get("/tags")
@reading
@reads(query=Paged, answer=TagPage)
def list_tags(query: Paged) -> Answer:
    """List the tags, each with how many published scenarios the caller finds under it."""
    rows = catalogue.all_tags(read(), actor())
    uses = finder().facets(actor(), Asked(facets=("tag",))).get("tag", {})
    tags = [
        TagShown(
            id=row.Tag.id,
            name=row.Tag.name,
            labels=row.Tag.labels,
            group=row.group_name,
            uses=uses.get(str(row.Tag.id), 0),
            common=row.Tag.common,
        )
        for row in rows
    ]
    shown, following = _paged("tags", tags, query)
    return answer(TagPage(items=shown, next_cursor=following))


@bp.get("/categories")
@reading
@reads(query=Paged, answer=CategoryPage)
def list_categories(query: Paged) -> Answer:
    """List the categories, each below its parent."""
    found = list(_walk(catalogue.category_tree(read(), counted=False), ()))
    shown, following = _paged("categories", found, query)
    return answer(CategoryPage(items=shown, next_cursor=following))


@bp.get("/template")
@reading
@reads(answer=TemplateShown)
def show_template() -> Answer:
    """Show the capture template in force."""
    template = queries.current_template(read())
    fields = [FieldShown.model_validate(one.to_json()) for one in template.fields]
    return answer(TemplateShown(number=template.number, fields=fields))


def _walk(nodes: Sequence[Node], above: tuple[str, ...]) -> Iterator[CategoryShown]:
    for node in nodes:
        path = (*above, node.title)
        yield CategoryShown(
            id=node.id,
            title=node.title,
            path=category_path(path),
            labels=dict(node.labels),
            description=node.description,
            depth=node.depth,
            parent_id=node.parent_id,
        )
        yield from _walk(node.children, path)


def _paged(name: str, rows: list[Row], query: Paged) -> tuple[list[Row], str | None]:
    place = read_cursor([name], query.cursor, (int,))
    begin = max(place[0], 0) if place else 0
    end = begin + query.limit
    return rows[begin:end], write_cursor([name], [end]) if end < len(rows) else None
