"""Prizes for ranks as pages show them: one's own on its way, or why it is not."""

from types import SimpleNamespace as View

from flask_babel import gettext as _

from scenariowiki.kernel import clock
from scenariowiki.points.queries.prizes import OwnPrize, list_own, list_withheld
from scenariowiki.runtime.messages import text_for
from scenariowiki.runtime.messages.points import WITHHELD
from scenariowiki.runtime.session import read
from scenariowiki.web.views.points.periods import name_of


def coming(account_id: int) -> list[View]:
    """Show somebody's prizes that are on their way, as lines of a statement."""
    return [_shown(one) for one in _unpaid(account_id) if not one.reason]


def withheld(account_id: int) -> list[View]:
    """Show the prizes that somebody will not get, or did not lately, with the reason (G11)."""
    settled = list_withheld(read(), account_id, clock.now())
    return [_shown(one) for one in [*_unpaid(account_id), *settled] if one.reason]


def _unpaid(account_id: int) -> list[OwnPrize]:
    now = clock.now()
    return list_own(read(), account_id, now, now.date())


def _name(one: OwnPrize) -> str:
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
        about=View(text=_name(one), url=None, lang=None),
        points=one.points,
        rule=None,
        rule_url=None,
        due_at=one.due_at,
        state="",
        text=str(told),
    )
