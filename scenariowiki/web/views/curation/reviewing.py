"""Why a review was opened, as its item shows it: reasons, the numbers behind them, the SOP it is about."""

import datetime as dt
from collections.abc import Mapping
from types import SimpleNamespace as View
from typing import Any

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _

from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemKind
from scenariowiki.runtime.messages import word_for
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Solution
from scenariowiki.scenarios.queries import groups
from scenariowiki.sops.models import Sop
from scenariowiki.sops.rules.reviews import ReviewReason
from scenariowiki.web.reading import Reader


def why(item: QueueItem, reader: Reader) -> View | None:
    """Return what stands above a review: reasons in words, numbers, the SOP; None for other kinds."""
    if item.kind != ItemKind.STALE_REVIEW:
        return None
    given = [ReviewReason(one) for one in item.facts.get("reasons", ()) if one in set(ReviewReason)]
    sop = read().get(Sop, item.facts.get("sop_id", 0))
    return View(
        reasons=[word_for(one) for one in given],
        numbers=_numbers(item.facts.get("unused") or {}),
        sop=View(url=url_for("sops.show", sop_id=sop.id), title=reader.text(sop.title)) if sop else None,
        against=[one for found in item.facts.get("against") or () if (one := _against(found, reader))],
        may_name=sop is None and item.solution_id is None,
    )


def _against(found: Mapping[str, Any], reader: Reader) -> View | None:
    """Link to what contradicts an SOP: another one, or a solution on its page."""
    other = read().get(Sop, found.get("sop") or 0)
    if other is not None:
        return View(url=url_for("sops.show", sop_id=other.id), title=reader.text(other.title))
    solution = read().get(Solution, found.get("solution") or 0)
    if solution is None:
        return None
    no = groups.scenario_of(read(), solution).no
    return View(url=url_for("scenarios.show", no=no), title=f"S-{no} {reader.text(solution.title)}".strip())


def _numbers(found: Mapping[str, Any]) -> list[str]:
    """Say in words how little a page was used."""
    if not found:
        return []
    last = found.get("last_view")
    return [
        _("Not read, used, reported on or changed for %(days)s days", days=found["days"]),
        _("Last read on %(day)s", day=format_date(dt.date.fromisoformat(last))) if last else _("Never read"),
        _("Ever: read %(views)s times, used %(uses)s times, %(outcomes)s outcomes", **_counts(found)),
    ]


def _counts(found: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(found.get(name, 0)) for name in ("views", "uses", "outcomes")}
