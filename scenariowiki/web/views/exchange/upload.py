"""The first steps of an import: a file comes in, its columns are chosen."""

from http import HTTPStatus
from types import SimpleNamespace as View
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import SYSTEM, Actor, Permission
from scenariowiki.exchange import exporting, jobs
from scenariowiki.exchange.exporting import MEDIA_TYPES, Format
from scenariowiki.exchange.flat import Layout
from scenariowiki.exchange.jobs import Settings
from scenariowiki.exchange.models import ImportJob
from scenariowiki.exchange.previews import look_at
from scenariowiki.exchange.rules import guess, make_plan
from scenariowiki.exchange.tables import opened
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, TooLarge
from scenariowiki.runtime import uploads
from scenariowiki.runtime.messages import text_of
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.queries import current_template
from scenariowiki.web import limits
from scenariowiki.web.forms.exchange import AuthorsForm, ColumnsForm, OptionsForm, UploadForm, settings
from scenariowiki.web.request import actor, require_permission
from scenariowiki.web.views.exchange.blueprint import bp


@bp.get("/imports/new")
def import_new() -> ResponseReturnValue:
    """Ask for a file."""
    require_permission(Permission.IMPORT)
    return _upload_page(UploadForm())


@bp.post("/imports/new")
@limits.export
def upload() -> ResponseReturnValue:
    """Take a file in and lead to its columns; what cannot be read is refused at once."""
    person = require_permission(Permission.IMPORT)
    form = UploadForm()
    try:
        job_id = _begin(person, request.files.get("file"))
    except (Invalid, TooLarge) as refusal:
        form.validate()
        fields = refusal.fields if isinstance(refusal, Invalid) else {}
        form.refuse(Invalid(fields=fields or {"file": refusal.reason}, **refusal.facts))
        return _upload_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for(".import_map", job_id=job_id), 303)


def _begin(person: Actor, sent: FileStorage | None) -> int:
    if sent is None or not sent.filename:
        raise Invalid(fields={"file": "no_file"})
    with sent.stream as stream:
        path = uploads.receive(stream)
    try:
        template = current_template(read()).fields
        with opened(path, template) as table:
            look, total = look_at(table, guess(table.columns, template)), table.total
        with write() as uow:
            job_id = jobs.begin_import(uow, person, sent.filename, look, total).id
            path.rename(uploads.file_of(job_id))
    finally:
        path.unlink(missing_ok=True)
    return job_id


def _upload_page(form: UploadForm) -> str:
    return render_template(
        "exchange/import_new.html",
        form=form,
        limits=_("CSV, Excel (.xlsx), JSON or JSON Lines, packed with gzip or not; up to 20 MB."),
        template_url=url_for(".empty_table"),
    )


@bp.get("/imports/empty-table")
@limits.export
def empty_table() -> ResponseReturnValue:
    """Give an empty table whose columns are known."""
    person = require_permission(Permission.IMPORT)
    layout = Layout(template=current_template(read()).fields, locale=person.locale)
    response = Response(
        b"".join(exporting.encode([], Format.XLSX, layout)), mimetype=MEDIA_TYPES[Format.XLSX]
    )
    response.headers["Content-Disposition"] = 'attachment; filename="scenarios.xlsx"'
    return response


@bp.get("/imports/<int:job_id>/columns")
def import_map(job_id: int) -> ResponseReturnValue:
    """Show which column is taken for which field."""
    person = require_permission(Permission.IMPORT)
    job = jobs.get_job(read(), person, job_id)
    chosen = Settings.of(job)
    options = _options(None, chosen)
    return _map_page(job, _columns(job, person, None), options, _authors(job, person, None))


@bp.post("/imports/<int:job_id>/columns")
@limits.edit
def choose_columns(job_id: int) -> ResponseReturnValue:
    """Take the choice of columns, and begin a dry run."""
    person = require_permission(Permission.IMPORT)
    job = jobs.get_job(read(), person, job_id)
    columns, options = _columns(job, person, request.form), _options(request.form, None)
    authors = _authors(job, person, request.form)
    try:
        if not (columns.validate() & options.validate() & authors.validate(_account)):
            return _map_page(job, columns, options, authors), HTTPStatus.UNPROCESSABLE_ENTITY
        _choose(person, job, settings(columns, options, authors.accounts(_account)))
    except (Invalid, Conflict, Forbidden) as refusal:
        options.form_errors.append(text_of(refusal))
        return _map_page(job, columns, options, authors), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for(".import_result", job_id=job_id), 303)


def _choose(person: Actor, job: ImportJob, chosen: Settings) -> None:
    template = current_template(read()).fields
    plan = make_plan(job.settings["columns"], template, mapping=chosen.mapping, fixed=chosen.fixed)
    if not {"title", "situation"} & {*plan.mapping.values(), *plan.fixed}:
        raise Invalid("no_title_column")
    if len(set(plan.mapping.values())) < len(plan.mapping):
        raise Invalid("column_twice")
    with write() as uow:
        jobs.choose_columns(uow, person, job.id, chosen, plan)


def _columns(job: ImportJob, person: Actor, data: Any) -> ColumnsForm:
    template = current_template(read()).fields
    chosen = Settings.of(job)
    mapping = chosen.mapping if chosen else guess(job.settings["columns"], template)
    return ColumnsForm(job.settings["columns"], template, person.locale, data, mapping)


def _authors(job: ImportJob, person: Actor, data: Any) -> AuthorsForm:
    """Ask an administrator, and nobody else, whose accounts the authors' names are."""
    if not person.may(Permission.MANAGE_PEOPLE):
        return AuthorsForm([])
    chosen = Settings.of(job)
    given = chosen.authors if chosen else {}
    names = accounts.sign_in_names(read(), given.values())
    known = {name: names[id_] for name, id_ in given.items() if id_ in names}
    return AuthorsForm(job.settings.get("authors", []), data, known)


def _account(name: str) -> int | None:
    found = accounts.find_actor(read(), name)
    return found.id if found and found.name != SYSTEM else None


def _options(data: Any, chosen: Settings | None) -> OptionsForm:
    known = {**chosen.fixed, "strip_glued": chosen.strip_glued, "publish": chosen.publish} if chosen else {}
    form = OptionsForm(data, data=known)
    form.team.choices = [("", "–"), *((team.name, team.name) for team in accounts.list_teams(read()))]
    if not actor().may(Permission.CURATE):
        del form.publish
    return form


def _map_page(job: ImportJob, columns: ColumnsForm, options: OptionsForm, authors: AuthorsForm) -> str:
    look = job.settings
    guessed = guess(look["columns"], current_template(read()).fields)
    pinyin = look["pinyin"]
    return render_template(
        "exchange/import_map.html",
        name=job.filename,
        rows=job.total or 0,
        form=options,
        columns=[
            View(name=name, field=columns.field(name), samples=samples, guessed=name in guessed)
            for name, samples in zip(look["columns"], look["samples"], strict=True)
        ],
        authors=list(authors),
        people=accounts.list_names(read()) if any(authors) else [],
        fixed=[options.layer, options.tags, options.category, options.team],
        pinyin=View(**pinyin, field=options.strip_glued) if pinyin["count"] else None,
        options=[options.publish] if "publish" in options else [],
    )
