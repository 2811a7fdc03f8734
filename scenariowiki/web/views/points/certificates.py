"""Certificates of contribution: as a paper to take along, and by number for whoever wants to check one."""

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from scenariowiki.kernel.errors import NotFound
from scenariowiki.points.queries.rewards import redemptions
from scenariowiki.points.queries.rewards.merits import Merits, merits_of
from scenariowiki.points.queries.rewards.redemptions import Shown
from scenariowiki.points.rules.rewards import RedemptionState
from scenariowiki.runtime import paper
from scenariowiki.runtime.paper import Block, Lines, Paper, Title
from scenariowiki.runtime.session import read
from scenariowiki.web import limits
from scenariowiki.web.jinja import brand
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.points import presenting
from scenariowiki.web.views.points.blueprint import bp

NUMBER_MAX = 40


@bp.get("/redemptions/<int:redemption_id>/certificate")
@limits.export
def certificate(redemption_id: int) -> ResponseReturnValue:
    """Give one's certificate as a PDF."""
    person = actor()
    found = redemptions.get_redemption(read(), person, redemption_id)
    number = found.redemption.certificate
    if number is None or found.redemption.state != RedemptionState.FULFILLED:
        raise NotFound("no_redemption")
    response = Response(paper.write(_paper(found, number, Reader.of(person))), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="certificate-{number}.pdf"'
    return response


@bp.get("/certificates")
@limits.search
def certificates() -> ResponseReturnValue:
    """Tell whether a certificate of this number was issued, to whom and what for."""
    number = request.args.get("number", "")[:NUMBER_MAX].strip().upper()
    found = redemptions.find_certificate(read(), number) if number else None
    return render_template(
        "points/certificates.html",
        number=number,
        found=None
        if found is None
        else {
            "who": found.who,
            "name": presenting.name(found.item, Reader.of(actor())),
            "at": found.steps[-1].at,
            "lines": _lines(merits_of(read(), found.redemption.account_id, until=found.steps[-1].at)),
        },
    )


def _paper(found: Shown, number: str, reader: Reader) -> Paper:
    issued = found.steps[-1].at
    merits = merits_of(read(), found.redemption.account_id, until=issued)
    title = presenting.name(found.item, reader)
    day = format_date(issued, "long")
    blocks: list[Block] = [
        Lines(texts=[""] * 6),
        Title(text=title, is_centred=True),
        Lines(texts=[""] * 2),
        Title(text=found.who, level=2, is_centred=True),
        Lines(texts=[_("has put experience to work for everybody:"), "", *_lines(merits)], is_centred=True),
        Lines(
            texts=["", "", brand().name, day, _("Certificate no. %(number)s", number=number)],
            is_centred=True,
        ),
        Lines(
            texts=[
                _("Enter the number at %(url)s to check it.", url=url_for(".certificates", _external=True))
            ],
            is_small=True,
            is_centred=True,
        ),
    ]
    return Paper(title=title, blocks=blocks, footer=brand().name, language=str(get_locale()))


def _lines(merits: Merits) -> list[str]:
    """Say what somebody did, leaving out what they did not."""
    said = (
        (
            merits.scenarios,
            ngettext("%(num)s scenario adopted", "%(num)s scenarios adopted", merits.scenarios),
        ),
        (
            merits.solutions,
            ngettext("%(num)s solution adopted", "%(num)s solutions adopted", merits.solutions),
        ),
        (
            merits.applied,
            ngettext("used by other teams %(num)s time", "used by other teams %(num)s times", merits.applied),
        ),
        (merits.effects, ngettext("%(num)s effect confirmed", "%(num)s effects confirmed", merits.effects)),
        (merits.sops, ngettext("%(num)s SOP written", "%(num)s SOPs written", merits.sops)),
        (
            merits.curated,
            ngettext("%(num)s decision in curation", "%(num)s decisions in curation", merits.curated),
        ),
    )
    return [text for count, text in said if count] or [_("has begun to contribute")]
