"""One's own contribution record, as a page and as a paper to take to an appraisal."""

import datetime as dt
from collections.abc import Iterable, Sequence
from types import SimpleNamespace as View
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.db import AnyRow
from scenariowiki.points.queries.record import Record, Span, get_record
from scenariowiki.points.queries.statement import Readable
from scenariowiki.runtime import paper
from scenariowiki.runtime.messages import STATES, word_for
from scenariowiki.runtime.paper import Block, Lines, Paper, Table, Title
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import policy
from scenariowiki.web import limits
from scenariowiki.web.forms.points import PeriodForm
from scenariowiki.web.jinja import brand
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.points.blueprint import bp
from scenariowiki.web.views.points.rules import today_of

OLDEST, NEWEST = dt.date(1990, 1, 1), dt.date(2200, 1, 1)
WIDTHS = (1.2, 5.6, 1.8, 1.4)


@bp.get("/me/record")
def record() -> ResponseReturnValue:
    """Show what one gave in a period and what came of it."""
    person = actor()
    form, since, until = _period(person)
    return render_template(
        "points/record.html",
        form=form,
        since=since,
        until=until,
        parts=_parts(person, _gather(person, since, until)),
        file_url=url_for(".record_file", since=since.isoformat(), until=until.isoformat()),
    )


@bp.get("/me/record.pdf")
@limits.export
def record_file() -> ResponseReturnValue:
    """Give the record as a PDF."""
    person = actor()
    _form, since, until = _period(person)
    made = _paper(person, _parts(person, _gather(person, since, until)), since, until)
    response = Response(paper.write(made), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="record-{since}-{until}.pdf"'
    return response


def _period(person: Actor) -> tuple[PeriodForm, dt.date, dt.date]:
    """Read the days asked for; this year so far where they make no sense."""
    form, today = PeriodForm(request.args), today_of(person)
    form.validate()
    since, until = form.since.data or today.replace(month=1, day=1), form.until.data or today
    since, until = sorted(min(max(day, OLDEST), NEWEST) for day in (since, until))
    form.since.data, form.until.data = since, until
    return form, since, until


def _gather(person: Actor, since: dt.date, until: dt.date) -> Record:
    zone = ZoneInfo(person.timezone)
    begins = dt.datetime.combine(since, person.cutover, zone)
    ends = dt.datetime.combine(until + dt.timedelta(days=1), person.cutover, zone)
    span = Span(since=begins.astimezone(dt.UTC), until=ends.astimezone(dt.UTC))
    return get_record(read(), person.id, span)


def _parts(person: Actor, found: Record) -> list[View]:
    """Put the record under its headings; what is empty is left out."""
    parts = (
        View(name=_("Scenarios adopted"), tone="sit", rows=_rows(person, found.scenarios, "")),
        View(name=_("Solutions adopted"), tone="sol", rows=_rows(person, found.solutions, "solution")),
        View(
            name=_("Used by others, and it helped"), tone="out", rows=_rows(person, found.applied, "result")
        ),
        View(name=_("Became an SOP"), tone="sol", rows=_rows(person, found.sops, "number")),
        View(name=_("For others"), tone="", rows=_counted(found)),
        View(name=_("Badges"), tone="", rows=_badges(person, found)),
        View(name=_("Thanks"), tone="", rows=_thanks(person, found)),
    )
    for part in parts:
        part.total = sum(row.count for row in part.rows)
    return [part for part in parts if part.rows]


def _rows(person: Actor, rows: Iterable[AnyRow], more: str) -> list[View]:
    reader = Reader.of(person)
    return [_row(person, reader, row, row.at, _note(reader, row, more)) for row in rows]


def _row(person: Actor, reader: Reader, page: AnyRow | None, at: Any, note: str) -> View:
    """Tell of something on a page; whoever may no longer read the page sees its number alone."""
    if page is None:
        return View(no="", text=note, lang=None, url=None, note="", at=at, count=1)
    may = policy.may_read(person, Readable(page))
    return View(
        no=f"S-{page.no}",
        text=reader.text(page.title) if may else "",
        lang=reader.lang(page.title),
        url=url_for("scenarios.show", no=page.no) if may else None,
        note=note,
        at=at,
        count=1,
    )


def _badges(person: Actor, found: Record) -> list[View]:
    reader = Reader.of(person)
    return [_row(person, reader, page, won.at, str(word_for(won.badge))) for won, page in found.badges]


def _thanks(person: Actor, found: Record) -> list[View]:
    """Show thanks as their own page does: not those for what one may no longer read."""
    readable = [row for row in found.thanks if policy.may_read(person, Readable(row))]
    return _rows(person, readable, "thanks")


def _note(reader: Reader, row: AnyRow, more: str) -> str:
    if more == "result":
        return " · ".join(str(part) for part in (STATES["Result"][row.result], row.team) if part)
    if more == "number":
        return str(_("SOP version %(number)s", number=row.number))
    if more == "thanks":
        return f"{row.giver} · {reader.text(row.thanks)}"
    return reader.text(row.solution) if more == "solution" else ""


def _counted(found: Record) -> list[View]:
    said = [
        *((STATES["ItemKind"][kind], count) for kind, count in sorted(found.curated.items())),
        (_("Verified outcome reports"), found.reported),
        (_("Improvements that lasted"), found.improved),
    ]
    return [
        View(no="", text=str(what), lang=None, url=None, note=_times(count), at=None, count=count)
        for what, count in said
        if count
    ]


def _times(count: int) -> str:
    return str(ngettext("%(num)s time", "%(num)s times", count))


def _paper(person: Actor, parts: Sequence[View], since: dt.date, until: dt.date) -> Paper:
    title = str(_("Contribution record"))
    blocks: list[Block] = [
        Title(text=title),
        Lines(texts=[person.display_name, f"{format_date(since, 'long')} – {format_date(until, 'long')}"]),
    ]
    for part in parts:
        blocks += [Title(text=str(part.name), level=2), _table(part.rows)]
    if not parts:
        blocks.append(Lines(texts=[_("Nothing in this period.")]))
    today = format_date(today_of(person), "long")
    made = _(
        "From what is in %(name)s on %(day)s; each number leads to its page there.",
        name=brand().name,
        day=today,
    )
    blocks.append(Lines(texts=["", str(made)], is_small=True))
    return Paper(
        title=title,
        blocks=blocks,
        footer=f"{brand().name} · {person.display_name}",
        language=str(get_locale()),
    )


def _table(rows: Sequence[View]) -> Table:
    return Table(
        heads=[_("Number of the scenario"), _("What"), _("Details"), _("Day")],
        rows=[[one.no, one.text, one.note, _day(one.at)] for one in rows],
        widths=WIDTHS,
        links=[urljoin(request.host_url, one.url) if one.url else "" for one in rows],
    )


def _day(at: Any) -> str:
    return format_date(at, "yyyy-MM-dd") if at else ""
