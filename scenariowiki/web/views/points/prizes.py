"""Prizes for ranks as pages show them: one's own on its way, or why it is not."""

from types import SimpleNamespace as View

from flask_babel import gettext as _

from scenariowiki.kernel import clock
from scenariowiki.points.queries.prizes import OwnPrize, list_own
from scenariowiki.runtime.messages import text_for
from scenariowiki.runtime.messages.points import WITHHELD
from scenariowiki.runtime.session import read
from scenariowiki.web.views.points.periods import name_of


def own(account_id: int) -> tuple[list[View], list[View]]:
    """Show somebody's prizes that are on their way, and those they will not get, as lines of a statement."""
    now = clock.now()
    found = list_own(read(), account_id, now, now.date())
    return [_shown(one) for one in found if not one.reason], [_shown(one) for one in found if one.reason]


def name_of_prize(one: OwnPrize) -> str:
    """Name a prize by its period and rank."""
    return str(_("Prize for rank %(rank)s, %(period)s", rank=one.rank, period=name_of(one.period, one.start)))


def _shown(one: OwnPrize) -> View:
    told = (
        WITHHELD[one.reason]
        if one.reason
        else text_for(one.waits)
        if one.waits
        else _("Paid within the hour")
    )
    return View(
        about=View(text=name_of_prize(one), url=None, lang=None),
        points=one.points,
        rule=None,
        rule_url=None,
        due_at=one.due_at,
        state="",
        text=str(told),
    )
