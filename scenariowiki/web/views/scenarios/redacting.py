"""Masking a text for good: asked for, looked for, confirmed."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from scenariowiki.accounts.rules import Permission
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.redaction.commands import Preview, preview_mask
from scenariowiki.redaction.commands.masking import check_mask
from scenariowiki.runtime import masking
from scenariowiki.runtime.messages.redaction import PLACES
from scenariowiki.runtime.session import read
from scenariowiki.runtime.status import status_of
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.models import Scenario
from scenariowiki.web import limits
from scenariowiki.web.forms.redaction import MaskForm
from scenariowiki.web.request import actor, require_permission
from scenariowiki.web.views.scenarios.blueprint import bp


@bp.get("/scenarios/<no:no>/mask")
def mask(no: int) -> ResponseReturnValue:
    """Ask which text is to be masked, and why."""
    return _page(_maskable(no), MaskForm())


@bp.post("/scenarios/<no:no>/mask/preview")
@limits.edit
def preview_masking(no: int) -> ResponseReturnValue:
    """Show where the text stands and how often; nothing is changed yet."""
    scenario, form = _maskable(no), MaskForm(request.form)
    try:
        found = _look(form, no)
    except Invalid as refusal:
        form.refuse(refusal)
        return _page(scenario, form), status_of(refusal)
    return _page(scenario, form, found)


@bp.post("/scenarios/<no:no>/mask")
@limits.edit
def mask_now(no: int) -> ResponseReturnValue:
    """Mask the text wherever the preview found it."""
    scenario, form, person = _maskable(no), MaskForm(request.form), actor()
    may_read = policy.may_read(person, scenario)
    try:
        files = masking.files_with(check_mask(form.given()))
        masking.mask(person, no, form.given(files))
    except Invalid as refusal:
        form.refuse(refusal)
        return _page(_maskable(no), form), status_of(refusal)
    except Conflict as refusal:
        form.refuse(refusal)
        return _page(_maskable(no), form, _look(form, no)), HTTPStatus.CONFLICT
    flash(_("Masked for good, wherever it was found."), "ok")
    return redirect(url_for(".history" if may_read else ".mask", no=no), 303)


def _maskable(no: int) -> Scenario:
    require_permission(Permission.MASK_TEXT)
    scenario = queries.find_scenario(read(), no)
    if scenario is None:
        raise NotFound("no_scenario")
    return scenario


def _look(form: MaskForm, no: int) -> Preview:
    files = masking.files_with(check_mask(form.given()))
    return preview_mask(read(), actor(), no, form.given(files))


def _page(scenario: Scenario, form: MaskForm, preview: Preview | None = None) -> str:
    """Render the form; the title is shown only to who reads the page."""
    may_read = policy.may_read(actor(), scenario)
    counts = preview.found.counts if preview else {}
    if preview:
        form.seen.data = preview.seen
    return render_template(
        "scenarios/mask.html",
        scenario=scenario,
        back=url_for(".history", no=scenario.no) if may_read else url_for(".index"),
        form=form,
        preview=preview,
        places=[(PLACES[name], count) for name, count in counts.items()],
        files=len(preview.files) if preview else 0,
        said=ngettext(
            "It stands in %(num)s place.",
            "It stands in %(num)s places.",
            preview.found.total if preview else 0,
        ),
        pages=len(preview.found.group.scenarios) if preview else 0,
    )
