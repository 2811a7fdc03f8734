"""How I am told: where mail goes, when, of what, and which pages and tags I watch or mute."""

from http import HTTPStatus

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.queries.calendars import working_calendar
from scenariowiki.kernel.errors import Invalid
from scenariowiki.notifications import commands, queries
from scenariowiki.notifications.rules import Topic
from scenariowiki.runtime.messages import text_for
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.queries import personal
from scenariowiki.scenarios.rules.template import localised
from scenariowiki.web import limits
from scenariowiki.web.forms.notices import AddressForm, CodeForm, WaysForm
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.accounts.blueprint import bp


@bp.get("/me/notices")
def notices() -> ResponseReturnValue:
    """Show how I am told."""
    return _page()


@bp.post("/me/notices")
def save_notices() -> ResponseReturnValue:
    """Keep how I hear of each topic, and the hours of my shift."""
    form = WaysForm(request.form)
    try:
        if not form.validate():
            return _page(ways=form), HTTPStatus.UNPROCESSABLE_ENTITY
        with write() as uow:
            commands.choose_hours(uow, actor(), form.opens.data, form.closes.data)
            commands.choose_ways(uow, actor(), form.ways())
    except Invalid as error:
        form.refuse(error)
        return _page(ways=form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved."), "ok")
    return redirect(url_for(".notices"), 303)


@bp.post("/me/notices/address")
@limits.edit
def ask_address() -> ResponseReturnValue:
    """Send a code to a new address of mine."""
    form = AddressForm(request.form)
    try:
        if not form.validate():
            return _page(address=form), HTTPStatus.UNPROCESSABLE_ENTITY
        with write() as uow:
            is_on = bool(current_app.config["SMTP_URL"])
            commands.ask_address(uow, actor(), form.address.data, is_on=is_on)
    except Invalid as error:
        form.refuse(error)
        return _page(address=form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("A code is on its way to %(address)s.", address=form.address.data), "info")
    return redirect(url_for(".notices"), 303)


@bp.post("/me/notices/code")
@limits.edit
def confirm_address() -> ResponseReturnValue:
    """Take the new address when the code is right."""
    form = CodeForm(request.form)
    try:
        if not form.validate():
            return _page(code=form), HTTPStatus.UNPROCESSABLE_ENTITY
        with write() as uow:
            is_right = commands.confirm_address(uow, actor(), form.code.data)
    except Invalid as error:
        form.refuse(error)
        return _page(code=form), HTTPStatus.UNPROCESSABLE_ENTITY
    if not is_right:
        form.code.errors = [text_for("code_wrong")]
        return _page(code=form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Mail goes to this address from now on."), "ok")
    return redirect(url_for(".notices"), 303)


@bp.post("/me/notices/drop")
def drop_address() -> ResponseReturnValue:
    """Send me no more mail."""
    with write() as uow:
        commands.drop_address(uow, actor())
    flash(_("You get no more mail; the inbox has everything."), "ok")
    return redirect(url_for(".notices"), 303)


def _page(
    *, ways: WaysForm | None = None, address: AddressForm | None = None, code: CodeForm | None = None
) -> str:
    person = actor()
    reader = Reader.of(person)
    box = queries.find_box(read(), person.id)
    site = working_calendar(read(), person.site_id)
    chosen = {topic.value: way.value for topic, way in queries.list_ways(read(), person.id).items()}
    hours = {"opens": box.opens if box else None, "closes": box.closes if box else None}
    return render_template(
        "accounts/notices.html",
        ways=ways or WaysForm(**chosen, **hours),
        address=address or AddressForm(),
        code=code or CodeForm(),
        topics=[topic.value for topic in Topic],
        box=box,
        is_on=bool(current_app.config["SMTP_URL"]),
        site_opens=site.opens.strftime("%H:%M"),
        site_closes=site.closes.strftime("%H:%M"),
        pages=[
            (row.no, reader.text(row.title), reader.lang(row.title), row.level)
            for row in personal.list_levels(read(), person)
        ],
        tags=[
            (row.id, localised(row.labels, person.locale) if row.labels else row.name, row.level)
            for row in personal.list_tag_levels(read(), person)
        ],
    )
