"""How the content does by the list, month by month: of categories and criteria, never of people."""

import datetime as dt
from collections.abc import Sequence
from types import SimpleNamespace as View

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.points.rules.periods import Period
from scenariowiki.quality.queries import checklists
from scenariowiki.quality.queries.trend import list_judged
from scenariowiki.quality.rules import trend as rules
from scenariowiki.quality.rules.trend import AUTHORS_FROM, SHOWN_FROM, Judged, Share
from scenariowiki.runtime.session import read
from scenariowiki.web import taxonomy
from scenariowiki.web.charts import line_chart
from scenariowiki.web.jinja import locale
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.points import periods
from scenariowiki.web.views.quality.blueprint import bp

ALL = ""
DAY = dt.timedelta(days=1)


@bp.get("/quality/trend")
def trend() -> ResponseReturnValue:
    """Show shares by month, category and criterion; small numbers are left out.

    Only of months that are over: whoever read the page day by day would see what one review added.
    """
    months = rules.months_until(periods.today_of(actor()).replace(day=1) - DAY)
    judged = [one for one in list_judged(read(), since=months[0]) if one.month <= months[-1]]
    names = _names(judged)
    whole = rules.by_criterion(judged, names)
    of_months = rules.table_of(judged, months, lambda one: one.month, whole)
    categories = sorted({one.category_id for one in judged})
    of_categories = rules.table_of(judged, categories, lambda one: one.category_id, whole)
    # One or the other: a month of a category is so little that it would follow from the rest.
    asked = request.args.get("of", ALL)
    month = next((one for one in months if f"{one:%Y-%m}" == asked), None)
    category = next((one for one in categories if f"c{one}" == asked), None)
    chosen, total = whole, rules.share_of(judged)
    if month is not None:
        chosen, total = rules.row_of(of_months, month)
    elif category is not None:
        chosen, total = rules.row_of(of_categories, category)
    by_month = [(one, of_months[one, None]) for one in months]
    return render_template(
        "quality/trend.html",
        chart=_chart(by_month),
        months=[
            (periods.name_of(Period.MONTH, start), _share(share))
            for start, share in reversed(by_month)
            if share.reviews
        ],
        criteria=[(*names[key], _share(share)) for key, share in chosen.items()],
        categories=[(_title(one), _share(of_categories[one, None])) for one in categories],
        total=_share(total),
        of=_words(month, category),
        choices=_choices(months, categories, asked),
        shown_from=SHOWN_FROM,
        authors_from=AUTHORS_FROM,
        reset_url=url_for(".trend") if month or category is not None else None,
    )


def _chart(by_month: Sequence[tuple[dt.date, Share]]) -> object:
    """Draw the months that may be shown; a line needs two of them."""
    shown = [(start, share.percent) for start, share in by_month if share.percent is not None]
    if len(shown) < 2:
        return None
    words = [periods.short_name(Period.MONTH, start) for start, _percent in shown]
    return line_chart([percent for _start, percent in shown], words)


def _share(share: Share) -> View:
    return View(
        reviews=None if share.is_hidden else share.reviews,
        percent=share.percent,
        weighted=share.weighted_percent,
        met=share.met,
        asked=share.asked,
    )


def _names(judged: Sequence[Judged]) -> dict[str, tuple[str, str]]:
    """Map the criteria in force, then those of older versions that were still asked, to name and language."""
    reader = Reader.of(actor())
    versions = checklists.all_checklists(read())
    names = {one.key: one.name for number in sorted(versions) for one in versions[number].criteria}
    in_force = [one.key for one in versions[max(versions)].criteria]
    retired = sorted({key for one in judged for key in one.answers} - set(in_force))
    texts = {key: names.get(key, key) for key in (*in_force, *retired)}
    return {key: (reader.text(text), reader.lang(text)) for key, text in texts.items()}


def _words(month: dt.date | None, category: int | None) -> str:
    if month is not None:
        return periods.name_of(Period.MONTH, month)
    return _title(category) if category is not None else _("The last 12 months")


def _choices(
    months: Sequence[dt.date], categories: Sequence[int], chosen: str
) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """List what the criteria may be shown of, in groups: value, text, whether it is chosen."""
    groups = [
        (_("Everything"), [(ALL, _("The last 12 months"))]),
        (_("Month"), [(f"{one:%Y-%m}", _words(one, None)) for one in reversed(months)]),
        (_("Category"), [(f"c{one}", _title(one)) for one in categories]),
    ]
    return [
        (name, [(value, text, value == chosen) for value, text in choices])
        for name, choices in groups
        if choices
    ]


def _title(category_id: int | None) -> str:
    node = taxonomy.tree().find(category_id) if category_id else None
    return taxonomy.title(node, locale()) if node else str(_("Without a category"))
