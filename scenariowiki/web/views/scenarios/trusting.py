"""What readers may rely on: the SOPs in force on a page, and who found it still right, until when."""

import datetime as dt
from types import SimpleNamespace as View

from flask import url_for

from scenariowiki.runtime.messages import word_for
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops.queries.trust import HeldSop, PageTrust
from scenariowiki.sops.rules import reviews
from scenariowiki.sops.rules.reviews import Due
from scenariowiki.web.reading import Reader

TONES = {Due.FRESH: "ok", Due.SOON: "warn", Due.OVERDUE: "bad"}


def due_of(state: str, trust: PageTrust, today: dt.date) -> Due | None:
    """Tell how far a page's review is from its day, a part of the page's key; None where it has none."""
    if state != State.PUBLISHED or trust.review is None:
        return None
    return reviews.due(trust.review.due_on, today)


def sops(trust: PageTrust, reader: Reader) -> list[View]:
    """Show the SOPs in force, the suspended ones too."""
    return [_sop(one, reader) for one in trust.sops]


def review(no: int, trust: PageTrust, due: Due | None, *, may: bool) -> View | None:
    """Show who looked at a page and when it is looked at again; `may` say that it is still right."""
    if trust.review is None or due is None:
        return None
    found = trust.review
    stopped = any(one.suspended for one in trust.sops)
    return View(
        by=found.by,
        at=found.at,
        due_on=found.due_on,
        days=found.days,
        least=reviews.DAYS_LEAST,
        most=reviews.DAYS_MOST,
        word=word_for(due),
        tone=TONES[due],
        badge=due is not Due.FRESH or (found.at is not None and not stopped),
        url=url_for("sops.review", no=no, back="page") if may else None,
    )


def _sop(one: HeldSop, reader: Reader) -> View:
    return View(
        title=reader.text(one.title),
        lang=reader.lang(one.title),
        scope=reader.text(one.scope),
        number=one.number,
        suspended=one.suspended,
        url=url_for("sops.show", sop_id=one.id),
    )
