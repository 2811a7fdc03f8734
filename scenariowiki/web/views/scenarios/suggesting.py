"""Completions while typing: titles and tags, pinyin included, for the search box and the field of tags."""

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from scenariowiki.runtime.finding import finder
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import catalogue
from scenariowiki.search import highlight
from scenariowiki.search.highlight import Piece
from scenariowiki.search.suggest import MAX_LENGTH, Completion, Kind
from scenariowiki.text import characters
from scenariowiki.web import limits, taxonomy
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.scenarios.blueprint import bp

TAGS = 4
Entry = tuple[Markup, str, str | None, str | None]


@bp.route("/suggest", methods=["GET", "POST"])
@limits.typing
def suggest() -> ResponseReturnValue:
    """Complete what stands in the search box, as a fragment."""
    person = actor()
    typed = request.values.get("q", "").strip()[:MAX_LENGTH]
    found = finder().complete(read(), person, typed) if typed else []
    reader = Reader.of(person)
    titles = [_entry(one, reader) for one in found if one.kind is Kind.SCENARIO]
    tags = [_entry(one, reader) for one in found if one.kind is Kind.TAG][:TAGS]
    groups = [(_("Scenarios"), titles), (_("Tags"), tags)]
    return render_template("scenarios/_suggest.html", groups=groups)


@bp.post("/suggest/tags")
@limits.typing
def suggest_tags() -> ResponseReturnValue:
    """Complete a tag in a form: names as JSON, common ones first."""
    key = characters.skeleton(request.form.get("q", "").strip()[:MAX_LENGTH])
    rows = catalogue.suggest_tags(read(), actor(), key, taxonomy.tag_uses()) if key else []
    return jsonify([row.name for row in rows])


def _entry(one: Completion, reader: Reader) -> Entry:
    pieces = [Piece(is_hit=piece.is_hit, text=reader.text(piece.text)) for piece in one.pieces]
    if one.kind is Kind.TAG:
        quoted = f'tag:"{one.title}"' if " " in one.title else f"tag:{one.title}"
        return highlight.to_html(pieces), url_for("scenarios.index", q=quoted), None, reader.lang(one.title)
    return (
        highlight.to_html(pieces),
        url_for("scenarios.show", no=one.id),
        f"S-{one.id}",
        reader.lang(one.title),
    )
