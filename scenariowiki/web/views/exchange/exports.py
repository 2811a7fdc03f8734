"""Scenarios out as a file: everything one may read, or what a search finds."""

from flask import Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from scenariowiki.accounts import commands as people
from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.exchange import exporting, finding
from scenariowiki.exchange.exporting import ENDINGS, MEDIA_TYPES, Format
from scenariowiki.exchange.flat import Layout
from scenariowiki.kernel import clock
from scenariowiki.runtime.finding import finder
from scenariowiki.runtime.messages import export_words
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.queries import current_template
from scenariowiki.search.grammar import MAX_LENGTH
from scenariowiki.web import limits
from scenariowiki.web.forms.exchange import ExportForm
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.exchange.blueprint import bp
from scenariowiki.web.views.scenarios import filters


@bp.get("/export")
def export() -> ResponseReturnValue:
    """Ask for the format; the address says what, with the words and filters of the catalogue."""
    person = require_permission(Permission.EXPORT)
    return _page(person, ExportForm())


@bp.post("/export")
@limits.export
def download() -> ResponseReturnValue:
    """Give the file as a stream; who takes how much out is recorded."""
    person = require_permission(Permission.EXPORT)
    form = ExportForm(request.form)
    if not form.validate():
        return _page(person, form), 422
    numbers, is_filtered = _numbers(person)
    kind = Format(form.format.data)
    with write() as uow:
        instance_id = people.settle_instance(uow)
        exporting.record_export(uow, person, len(numbers), kind, filtered=is_filtered)
    words = export_words(person.locale)
    layout = Layout(template=current_template(read()).fields, locale=person.locale, words=words)
    found = exporting.documents(read, person, numbers, instance_id)
    return _file(Response(stream_with_context(exporting.encode(found, kind, layout))), kind)


def _file(response: Response, kind: Format) -> Response:
    name = f"scenarios-{clock.now():%Y%m%d-%H%M}{ENDINGS[kind]}"
    response.headers["Content-Type"] = MEDIA_TYPES[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _numbers(person: Actor) -> tuple[list[int], bool]:
    text, chosen = request.args.get("q", "")[:MAX_LENGTH].strip(), filters.chosen().filters
    if not text and not chosen:
        return exporting.all_numbers(read(), person), False
    return finding.numbers(read(), finder().index, person, text, chosen), True


def _page(person: Actor, form: ExportForm) -> str:
    numbers, is_filtered = _numbers(person)
    count = len(numbers)
    what = ngettext("%(num)s scenario", "%(num)s scenarios", count)
    if is_filtered and (words := request.args.get("q", "")[:MAX_LENGTH].strip()):
        what = _("%(what)s found by %(words)s", what=what, words=words)
    return render_template(
        "exchange/export.html",
        form=form,
        what=what,
        hidden=[],
        imports_url=url_for(".imports") if person.may(Permission.IMPORT) else None,
    )
