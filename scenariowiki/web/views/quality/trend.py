"""How the content does by the list, month by month: of categories and criteria, never of people."""

import datetime as dt
from collections.abc import Iterator, Sequence
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


@bp.get("/quality/trend")
def trend() -> ResponseReturnValue:
    """Show shares by month, criterion and category; small numbers are left out."""
    months = rules.months_until(periods.today_of(actor()))
    judged = list_judged(read(), since=months[0])
    category, month = _category(), _month(months)
    of_category = [one for one in judged if category in (None, one.category_id)]
    of_month = [one for one in judged if month in (None, one.month)]
    chosen = [one for one in of_category if month in (None, one.month)]
    by_month = rules.by_month(of_category, months)
    return render_template(
        "quality/trend.html",
        chart=_chart(by_month),
        months=[
            (periods.name_of(Period.MONTH, start), _share(share))
            for start, share in reversed(by_month)
            if share.reviews
        ],
        criteria=list(_criteria(chosen)),
        categories=[(_title(id_), _share(share)) for id_, share in rules.by_category(of_month)],
        total=_share(rules.share_of(chosen)),
        period=periods.name_of(Period.MONTH, month) if month else _("The last 12 months"),
        category=_title(category) if category is not None else None,
        month_choices=_month_choices(months, month),
        category_choices=_category_choices(judged, category),
        shown_from=SHOWN_FROM,
        authors_from=AUTHORS_FROM,
        reset_url=url_for(".trend") if category is not None or month else None,
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


def _criteria(judged: Sequence[Judged]) -> Iterator[tuple[str, str, View]]:
    """List the criteria in force, then those of older versions that were still asked."""
    reader = Reader.of(actor())
    versions = checklists.all_checklists(read())
    names = {one.key: one.name for number in sorted(versions) for one in versions[number].criteria}
    in_force = [one.key for one in versions[max(versions)].criteria]
    retired = sorted({key for one in judged for key in one.answers} - set(in_force))
    for key, share in rules.by_criterion(judged, [*in_force, *retired]):
        yield reader.text(names.get(key, key)), reader.lang(names.get(key, key)), _share(share)


def _category() -> int | None:
    """Read the top category from the address, 0 for what has none."""
    asked = request.args.get("category", ALL)
    if asked == "0":
        return 0
    known = {node.id for node in taxonomy.tree().roots}
    return int(asked) if asked.isascii() and asked.isdigit() and int(asked[:9]) in known else None


def _month(months: Sequence[dt.date]) -> dt.date | None:
    asked = request.args.get("month", ALL)
    return next((one for one in months if f"{one:%Y-%m}" == asked), None)


def _month_choices(months: Sequence[dt.date], month: dt.date | None) -> list[tuple[str, str, bool]]:
    named = [(f"{one:%Y-%m}", periods.name_of(Period.MONTH, one), one == month) for one in reversed(months)]
    return [(ALL, _("The last 12 months"), month is None), *named]


def _category_choices(judged: Sequence[Judged], category: int | None) -> list[tuple[str, str, bool]]:
    ids = [node.id for node in taxonomy.tree().roots]
    ids += [0] if any(one.category_id == 0 for one in judged) else []
    return [
        (ALL, _("All categories"), category is None),
        *((str(id_), _title(id_), id_ == category) for id_ in ids),
    ]


def _title(category_id: int | None) -> str:
    node = taxonomy.tree().find(category_id) if category_id else None
    return taxonomy.title(node, locale()) if node else str(_("Without a category"))
