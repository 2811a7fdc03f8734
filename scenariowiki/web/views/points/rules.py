"""The rules of points for everybody, in plain words, made from the tariff in force and the coming one."""

import datetime as dt
from collections.abc import Mapping
from types import SimpleNamespace as View

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.points.queries.prizes import list_plans
from scenariowiki.points.queries.tariffs import next_after, tariff_on
from scenariowiki.points.rules.ledger import Class
from scenariowiki.points.rules.periods import FLOORS, Period
from scenariowiki.points.rules.statement import APPEAL, APPEAL_FROM
from scenariowiki.points.rules.tariff import BUDGET, Tariff, TariffRule
from scenariowiki.runtime.messages import points as words
from scenariowiki.runtime.messages.limits import LIMITED
from scenariowiki.runtime.session import read
from scenariowiki.web.forms.prizes import WORDS
from scenariowiki.web.request import actor
from scenariowiki.web.views.points.blueprint import bp
from scenariowiki.web.views.points.periods import name_of

HOURS = dt.timedelta(hours=1)
DAY_HOURS = 24
FAIR = ("G2",)


@bp.get("/points/rules")
def rules() -> ResponseReturnValue:
    """Say what earns how much, when it counts, when it is taken back, and what earns nothing."""
    today = today_of(actor())
    tariff, coming = tariff_on(read(), today), next_after(read(), today)
    return render_template(
        "points/rules.html",
        tariff=tariff,
        coming=coming,
        rules=[told(rule, tariff, coming) for rule in tariff.rules.values()],
        guards=[text for code in FAIR if (text := limited(tariff, code))],
        guards_after=[text for code in FAIR if coming and (text := _limited_after(tariff, coming, code))],
        prizes=[
            View(
                period=WORDS[Period(one.period)],
                places=one.places,
                since=name_of(Period(one.period), one.since),
            )
            for one in list_plans(read())
            if one.until is None or one.until > today
        ],
        nothing=words.NOTHING,
        floor=FLOORS[Period.MONTH],
        appeal_days=APPEAL.days,
        appeal_from=APPEAL_FROM,
    )


def today_of(person: Actor) -> dt.date:
    """Return the working day of a person."""
    return clock.business_day(clock.now(), person.timezone, person.cutover)


def told(rule: TariffRule, tariff: Tariff, coming: Tariff | None = None) -> View:
    """Say one rule in words, and beside each value what it will be."""
    after = coming.rules.get(rule.code) if coming else None
    return View(
        code=rule.code,
        name=words.text_of_rule(rule.code),
        text=words.EARNED_BY.get(rule.code, ""),
        limited=limited(tariff, rule.code),
        limited_after=_limited_after(tariff, coming, rule.code) if coming else None,
        is_outcome=rule.earns is Class.OUTCOME,
        amounts=_amounts(rule.points, after.points if after else None),
        cap=_cap(rule),
        cap_after=_cap(after) if after and after.cap != rule.cap else None,
        counts=counts(rule),
        counts_after=counts(after) if after and after.waits != rule.waits else None,
        taken_back=words.TAKEN_BACK.get(rule.code, _("Not taken back")),
    )


def limited(tariff: Tariff, code: str) -> str | None:
    """Say the limits of a rule in a sentence; None where it has none, or none that is told (G11)."""
    text, limits = LIMITED.get(code), tariff.limits.get(code)
    return str(text) % dict(limits) if text and limits else None


def _limited_after(now: Tariff, coming: Tariff, code: str) -> str | None:
    return limited(coming, code) if now.limits.get(code) != coming.limits.get(code) else None


def counts(rule: TariffRule) -> str:
    """Say when an award of a rule counts."""
    if not rule.waits:
        return str(words.COUNTS_AT_ONCE.get(rule.code, _("At once")))
    text = words.COUNTS.get(rule.code)
    return (
        str(text) % {"time": waiting_time(rule.waits)}
        if text
        else str(_("After %(time)s", time=waiting_time(rule.waits)))
    )


def waiting_time(waits: dt.timedelta) -> str:
    """Say how long, in days where that is a whole number above three."""
    hours = int(waits / HOURS)
    if hours % DAY_HOURS == 0 and hours > 3 * DAY_HOURS:
        return str(ngettext("%(num)s full day", "%(num)s full days", hours // DAY_HOURS))
    return str(ngettext("%(num)s full hour", "%(num)s full hours", hours))


def _amounts(now: Mapping[str, int], after: Mapping[str, int] | None) -> list[View]:
    return [
        View(
            what=words.AMOUNTS.get(what, what) if len(now) > 1 or what == BUDGET else "",
            points=points,
            after=after[what] if after and after.get(what, points) != points else None,
        )
        for what, points in now.items()
    ]


def _cap(rule: TariffRule) -> str:
    return str(_("%(points)s a day", points=rule.cap)) if rule.cap is not None else str(_("No limit a day"))
