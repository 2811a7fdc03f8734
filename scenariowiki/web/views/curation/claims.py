"""What an item about points shows: whom it concerns, which awards, when and for what, and why they wait."""

from types import SimpleNamespace as View
from typing import Any

from flask import url_for

from scenariowiki.accounts import queries as accounts
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.rules.items import ItemKind
from scenariowiki.points.models import Award
from scenariowiki.points.rules.ledger import AwardState
from scenariowiki.runtime.messages import word_for
from scenariowiki.runtime.messages.points import SUSPICIONS, text_of_reason, text_of_rule
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.models import Scenario
from scenariowiki.web.reading import Reader


def claims_of(item: QueueItem, reader: Reader, person: Any) -> dict[str, Any]:
    """Show the awards of a suspicion, or the one of an appeal, with all that a decision needs."""
    ids = item.facts.get("award_ids") or [item.facts.get("award_id")]
    found = [award for award in (read().get(Award, id_) for id_ in ids) if award is not None]
    concerned = {award.account_id for award in found} | {award.caused_by for award in found}
    names = accounts.names_of(read(), sorted(concerned))
    note = str(item.facts.get("note", ""))
    return {
        "template": "curation/_points.html",
        "versions": subjects.versions_of(
            read(), subjects.entity_kind(item), subjects.merge_ids(read(), item)
        ),
        "is_appeal": item.kind == ItemKind.POINTS_APPEAL,
        "why": [SUSPICIONS[code] for code in item.facts.get("why", ()) if code in SUSPICIONS],
        "people": [names.get(id_, "") for id_ in item.facts.get("account_ids", ())],
        "objection": reader.text(note),
        "objection_lang": reader.lang(note),
        "awards": [_award(award, names, reader, person) for award in found],
        "in_all": sum(award.amount for award in found),
    }


def _award(award: Award, names: Any, reader: Reader, person: Any) -> View:
    scenario = read().get(Scenario, award.scenario_id) if award.scenario_id else None
    may_read = scenario is not None and policy.may_read(person, scenario)
    title = scenario.title if scenario is not None and may_read else ""
    return View(
        rule=text_of_rule(award.rule),
        points=award.amount,
        owner=names.get(award.account_id, ""),
        by=names.get(award.caused_by, ""),
        is_by_other=award.caused_by != award.account_id,
        at=award.occurred_at,
        state=word_for(AwardState(award.state)),
        reason=text_of_reason(award.reason) if award.reason else "",
        no=scenario.no if scenario is not None and may_read else None,
        url=url_for("scenarios.show", no=scenario.no) if scenario is not None and may_read else None,
        title=reader.text(title),
        lang=reader.lang(title),
    )
