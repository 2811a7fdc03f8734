"""One SOP: its text on screen and on paper, where it came from, who has read it, what may be done with it."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from types import SimpleNamespace as View
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.runtime.messages import word_for
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios.models import Revision, Scenario
from scenariowiki.sops import policy
from scenariowiki.sops.models import Acknowledgement, Sop, SopVersion
from scenariowiki.sops.queries import asked, loading, readers
from scenariowiki.sops.rules import reviews, texts
from scenariowiki.sops.rules.texts import Check
from scenariowiki.sops.rules.versions import OPEN, Standing, VersionState
from scenariowiki.web import pages
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.once import new_key
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.scenarios.drafts import today
from scenariowiki.web.views.sops.blueprint import bp
from scenariowiki.web.views.sops.listing import TONES

TEMPLATE = "sops/show.html"


@bp.get("/sops/<int:sop_id>")
def show(sop_id: int) -> ResponseReturnValue:
    """Show an SOP by the version in force, or by one that is asked for."""
    return pages.render_own(actor(), TEMPLATE, lambda: {**_context(sop_id), "problem": "", "typed": _typed()})


def draw(sop_id: int, problem: str) -> str:
    """Draw the page with what was refused and what was typed for it."""
    return render_template(
        TEMPLATE, **{**_context(sop_id), "once": new_key(), "problem": problem, "typed": _typed()}
    )


def _typed() -> View:
    """Return what was typed, for the act that it was typed for; nothing where a page is only read."""
    names = ("act", "note", "effective_from", "successor", "wrong")
    texts = {name: request.form.get(name, "") for name in names}
    return View(**texts, checklist=request.form.getlist("checklist"))


def _context(sop_id: int) -> dict[str, Any]:
    person, reader = actor(), Reader.of(actor())
    sop = loading.get_sop(read(), person, sop_id)
    versions = loading.readable_versions(read(), person, sop)
    version = loading.choose_version(versions, number_or_none(request.args.get("version")))
    scenario = loading.scenario_of(read(), sop)
    standing = loading.standing_of(sop, version)
    return {
        "sop": _head(sop, version, standing, scenario, reader),
        "text": _text(version, reader),
        "changes": _changes(version, versions, reader),
        "versions": [_version_line(sop, one, version) for one in versions],
        "readers": _readers(person, sop, version),
        "read_at": _read_at(person, version),
        "may": _may(person, sop, version, versions),
        "gives": wiki.may_comment(person, scenario),
        "checks": [(check.value, word_for(check)) for check in Check],
        "once": pages.ONCE,
        "today": today(person),
    }


def _head(sop: Sop, version: SopVersion, standing: Standing, scenario: Scenario, reader: Reader) -> View:
    names = accounts.names_of(read(), {sop.owner_id, version.author_id, sop.reviewed_by or sop.owner_id})
    source = read().get_one(Revision, version.source_rev_id)
    due = reviews.due(sop.review_due, today(actor()))
    return View(
        id=sop.id,
        title=reader.text(version.text["title"]),
        lang=reader.lang(version.text["title"]),
        scope=reader.text(sop.scope),
        number=version.number,
        row_version=version.version,
        state=version.state,
        standing=standing.value,
        word=word_for(standing),
        tone=TONES.get(standing, ""),
        owner=names[sop.owner_id],
        author=names[version.author_id],
        effective_at=version.effective_at,
        effective_from=version.effective_from,
        review_due=sop.review_due,
        due=due.value,
        due_word=word_for(due),
        asked=[word_for(one) for one in asked.reasons_for(read(), sop.id)],
        reviewed_by=names.get(sop.reviewed_by or 0, ""),
        reviewed_at=sop.reviewed_at,
        suspended_at=sop.suspended_at,
        suspended_note=reader.text(sop.suspended_note),
        by_outcome=sop.suspended_by_outcome is not None,
        end_note=reader.text(version.end_note),
        successor_url=url_for(".show", sop_id=sop.successor_id) if sop.successor_id else None,
        no=scenario.no,
        scenario_title=reader.text(scenario.title),
        scenario_url=url_for("scenarios.show", no=scenario.no),
        source_seq=source.seq,
        evidence=version.evidence,
        is_current=sop.in_force_on is not None and version.state == VersionState.EFFECTIVE,
        **_approval(version),
    )


def _approval(version: SopVersion) -> dict[str, Any]:
    """Name those who are asked in their order, and those who have agreed."""
    agreed = loading.approvals_of(read(), version)
    names = accounts.names_of(read(), {*version.approvers, *(one.account_id for one in agreed)})
    return {
        "approvers": [names.get(one, "") for one in version.approvers],
        "approvals": [(names[one.account_id], one.at) for one in agreed],
    }


def _text(version: SopVersion, reader: Reader) -> View:
    text = texts.read_text(version.text)
    parts = {part: reader.text(getattr(text, part)) for part in texts.PARTS}
    return View(steps=[reader.text(step) for step in text.steps], **parts)


def _changes(
    version: SopVersion, versions: Sequence[SopVersion], reader: Reader
) -> list[tuple[str, str, str]]:
    """List what differs from the version before, as (part, before, after)."""
    before = next((one for one in versions if one.number == version.number - 1), None)
    if before is None:
        return []
    old, new = texts.texts_of(texts.read_text(before.text)), texts.texts_of(texts.read_text(version.text))
    return [
        (part, reader.text(old.get(part, "")), reader.text(new.get(part, "")))
        for part in ("steps", *texts.PARTS)
        if old.get(part, "") != new.get(part, "")
    ]


def _version_line(sop: Sop, one: SopVersion, shown: SopVersion) -> View:
    return View(
        number=one.number,
        word=word_for(VersionState(one.state)),
        at=one.effective_at or one.created_at,
        note=one.change_note,
        url=url_for(".show", sop_id=sop.id, version=one.number),
        current=one.id == shown.id,
    )


def _read_at(person: Actor, version: SopVersion) -> dt.datetime | None:
    row = read().get(Acknowledgement, (version.id, person.id))
    return row.at if row else None


def _readers(person: Actor, sop: Sop, version: SopVersion) -> View | None:
    if not policy.may_see_readers(person, sop.owner_id) or version.state != VersionState.EFFECTIVE:
        return None
    whole = policy.may_write(person, sop.owner_id)
    seen = [one for one in readers.list_readers(read(), sop, version) if whole or one.team_id in person.leads]
    teams = [
        View(name=team, read=sum(one.at is not None for one in some), total=len(some), waiting=_waiting(some))
        for team, some in ((team, list(some)) for team, some in groupby(seen, key=lambda one: one.team))
    ]
    return View(
        teams=teams,
        read=sum(one.at is not None for one in seen),
        total=len(seen),
        waiting=sum(one.at is None for one in seen) if sop.suspended_at is None else 0,
    )


def _waiting(some: list[readers.Reader]) -> list[str]:
    return [one.name for one in some if one.at is None]


def _may(person: Actor, sop: Sop, version: SopVersion, versions: Sequence[SopVersion]) -> View:
    writes = policy.may_write(person, sop.owner_id)
    ends, shares = policy.may_end(person), texts.shares(version.attribution)
    state, open_now = version.state, any(one.state in OPEN for one in versions)
    effective = state == VersionState.EFFECTIVE
    held: Any = effective and sop.in_force_on is not None
    in_review = state == VersionState.IN_REVIEW
    approves = policy.may_approve(person, shares, version.author_id)
    return View(
        write=writes and state == VersionState.DRAFT,
        drop=writes and state in OPEN,
        begin=writes and effective and not open_now,
        approve=in_review and approves and _is_next(person, version),
        send_back=in_review and (approves or person.id == version.author_id),
        is_own=in_review and person.may(Permission.APPROVE_SOP) and not approves,
        renew=held and sop.suspended_at is None and policy.may_renew(person, sop.owner_id),
        suspend=held and sop.suspended_at is None and ends,
        clear=effective and sop.suspended_at is not None and ends,
        keep=effective and not held and ends,
        retire=effective and ends,
        settle=writes and sop.closed_at is None,
        acknowledge=held and sop.suspended_at is None,
    )


def _is_next(person: Actor, version: SopVersion) -> bool:
    agreed = [one.account_id for one in loading.approvals_of(read(), version)]
    return policy.is_next(person, version.approvers, len(agreed), said=person.id in agreed)
