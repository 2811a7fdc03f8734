"""A version of an SOP that waits for approval: its text beside the one in force, checklist and evidence."""

from types import SimpleNamespace as View
from typing import Any

from flask import url_for

from scenariowiki.accounts import queries as accounts
from scenariowiki.curation.queries import subjects
from scenariowiki.runtime.messages import word_for
from scenariowiki.runtime.session import read
from scenariowiki.sops.models import Sop, SopVersion
from scenariowiki.sops.queries import loading
from scenariowiki.sops.rules import texts
from scenariowiki.sops.rules.texts import Check
from scenariowiki.text import diff
from scenariowiki.web.reading import Reader
from scenariowiki.web.views.curation.looking import Opened
from scenariowiki.web.views.scenarios.comparing import SIGNS


def sop_body(opened: Opened) -> dict[str, Any]:
    """Show what is to become the standard, and what is the standard now."""
    item, reader = opened.item, opened.reader
    sop = read().get_one(Sop, item.facts["sop_id"])
    version = read().get_one(SopVersion, item.facts["version_id"])
    held = loading.effective_version(read(), sop.id)
    scenario = loading.scenario_of(read(), sop)
    kind, ids = subjects.entity_kind(item), subjects.merge_ids(read(), item)
    return {
        "template": "curation/_sop.html",
        "versions": subjects.versions_of(read(), kind, ids),
        "sop": View(
            title=reader.text(version.text["title"]),
            lang=reader.lang(version.text["title"]),
            number=version.number,
            held=held.number if held is not None else None,
            url=url_for("sops.show", sop_id=sop.id, version=version.number),
            no=scenario.no,
            scenario_url=url_for("scenarios.show", no=scenario.no),
            effective_from=version.effective_from,
            note=reader.text(version.change_note),
            evidence=version.evidence,
            checklist=[word_for(check) for check in Check if check in version.checklist],
        ),
        "parts": _parts(version, held, reader),
        **_people(version),
    }


def _parts(version: SopVersion, held: SopVersion | None, reader: Reader) -> list[View]:
    """List the parts of the text, each as what leads there from the one in force, if there is one."""
    text = texts.read_text(version.text)
    new = texts.texts_of(text)
    old = texts.texts_of(texts.read_text(held.text)) if held is not None else new
    if held is None:
        new["steps"] = "\n".join(f"{number}. {step}" for number, step in enumerate(text.steps, start=1))
    found = []
    for part in ("trigger", "steps", *texts.PARTS[1:]):
        before, after = reader.text(old.get(part, "")), reader.text(new.get(part, ""))
        if before or after:
            ops = [(SIGNS[run.op], run.text, False) for run in diff.diff_text(before, after).runs]
            found.append(View(part=part, changed=before != after, ops=ops))
    return found


def _people(version: SopVersion) -> dict[str, Any]:
    agreed = loading.approvals_of(read(), version)
    named = {version.author_id, *version.approvers, *(one.account_id for one in agreed)}
    names = accounts.names_of(read(), named)
    return {
        "author": names.get(version.author_id, ""),
        "at": version.submitted_at or version.created_at,
        "approvers": [names.get(one, "") for one in version.approvers],
        "approvals": [View(name=names.get(one.account_id, ""), at=one.at, note=one.note) for one in agreed],
    }
