"""What a scenario's page shows: made once per page version, whoever may read it, and cached above."""

from scenariowiki.scenarios.queries.page.content import (
    PageContent,
    SolutionPart,
    load_page,
    load_texts,
    open_titles,
    public_titles,
)
from scenariowiki.scenarios.queries.page.form import FormTexts, load_form
from scenariowiki.scenarios.queries.page.rendering import html_of, references, render
from scenariowiki.scenarios.queries.page.rows import find_comment
from scenariowiki.scenarios.queries.page.standing import Personal, get_page, get_page_row

__all__ = [
    "FormTexts",
    "PageContent",
    "Personal",
    "SolutionPart",
    "find_comment",
    "get_page",
    "get_page_row",
    "html_of",
    "load_form",
    "load_page",
    "load_texts",
    "open_titles",
    "public_titles",
    "references",
    "render",
]
