"""A page as it stood: a situation and its solutions drawn from revisions, with nothing to change."""

from collections.abc import Mapping
from types import SimpleNamespace as View

from scenariowiki.accounts import queries as accounts
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Revision, Scenario
from scenariowiki.scenarios.queries import listing, page
from scenariowiki.scenarios.queries.templates import get_template, with_chosen
from scenariowiki.text import markdown
from scenariowiki.web.reading import Reader
from scenariowiki.web.views.scenarios import presenting


def old_page(scenario: Scenario, situation: Revision, reader: Reader) -> View:
    """Show a situation as a revision holds it."""
    snapshot = situation.snapshot
    template = with_chosen(read(), get_template(read(), situation.template_number), snapshot)
    html = _filled(page.render(snapshot, template))
    names = listing.tag_names(read(), snapshot["tags"])
    tags: list[presenting.TagRow] = [(id_, names[id_], {}) for id_ in snapshot["tags"] if id_ in names]
    return presenting.head(
        scenario.no,
        snapshot["title"],
        reader,
        scenario.category_id,
        situation_html=reader.html(html.get("situation", "")),
        facts=presenting.facts(snapshot, html, template, reader),
        tags=presenting.tags(tags, reader),
    )


def old_solution(number: int, one: Revision, reader: Reader) -> View:
    """Show a solution as a revision holds it."""
    html = page.render(one.snapshot, None)
    titles = page.public_titles(read(), page.references([html]))
    shown = presenting.solution(number, one.snapshot, html, titles, reader)
    author = accounts.names_of(read(), [one.author_id]).get(one.author_id, "")
    shown.__dict__.update(
        state="published",
        author=author,
        seed=one.author_id,
        team=None,
        at=one.created_at,
        recommended=False,
        origin=None,
        success=None,  # it is told of what stands now, not of an old text
    )
    return shown


def _filled(html: Mapping[str, str]) -> dict[str, str]:
    titles = page.public_titles(read(), page.references([html]))
    return {path: markdown.fill_references(text, titles) for path, text in html.items()}
