"""Documents as Markdown, to be read by people and put into other wikis; it does not come back in."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scenariowiki.exchange.flat import Layout
from scenariowiki.exchange.rules import heading
from scenariowiki.scenarios.queries.full import Document

FACTS = ("layer", "category", "team", "state", "author")


def write(found: Iterable[Document], layout: Layout) -> Iterator[str]:
    """Write one section a scenario."""
    for document in found:
        yield "\n\n".join(_section(document, layout)) + "\n\n"


def _section(document: Document, layout: Layout) -> Iterator[str]:
    yield f"# S-{document['no']} {document['title']}"
    yield "\n".join(f"- {name}: {value}" for name, value in _facts(document, layout))
    yield f"## {_word('situation', layout)}"
    yield document["situation"]
    for solution in document["solutions"]:
        yield from _solution(solution, layout)


def _facts(document: Document, layout: Layout) -> Iterator[tuple[str, str]]:
    for name in FACTS:
        if document[name]:
            yield _word(name, layout), layout.words.get(name, {}).get(document[name], document[name])
    if document["successor"]:
        yield _word("successor", layout), document["successor"].replace(f"{document['instance']}:", "S-")
    if document["tags"]:
        yield _word("tags", layout), "、".join(document["tags"])
    for one in layout.template:
        value = document["fields"].get(one.key)
        keys = value if isinstance(value, list) else [value]
        if value is not None:
            yield (
                one.label(layout.locale),
                "、".join(one.choice_label(str(key), layout.locale) for key in keys),
            )


def _solution(solution: Mapping[str, Any], layout: Layout) -> Iterator[str]:
    title = f": {solution['title']}" if solution["title"] else ""
    yield f"## {_word('solution', layout)}{title}"
    if solution["preconditions"]:
        yield f"**{_word('preconditions', layout)}**"
        yield solution["preconditions"]
    for number, step in enumerate(solution["steps"], start=1):
        yield _numbered(number, step["text"])
    for path, name in (("early_warning", "early_warning"), ("expected_effect", "outcome")):
        if solution[path]:
            yield f"**{_word(name, layout)}**"
            yield solution[path]


def _numbered(number: int, text: str) -> str:
    mark = f"{number}. "
    return mark + text.replace("\n", "\n" + " " * len(mark))


def _word(name: str, layout: Layout) -> str:
    return heading(name, layout.template, layout.locale)
