"""Lines of a statement in words: what, why, when, under which rule, where it leads."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from types import SimpleNamespace as View

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.rules.items import ItemState
from scenariowiki.kernel.db import AnyRow
from scenariowiki.points.queries.statement import Line, Readable
from scenariowiki.points.rules.ledger import AwardState, Code
from scenariowiki.points.rules.periods import Period
from scenariowiki.points.rules.statement import APPEAL, TAKEN, may_be_appealed
from scenariowiki.runtime.messages import points as words
from scenariowiki.runtime.messages.states import STATES
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import policy
from scenariowiki.web.reading import Reader
from scenariowiki.web.views.points.periods import name_of

# The colour of a badge, by what became of an award.
TONES = {"pending": "gold", "held": "gold", "posted": "ok", "reversed": "", "voided": "bad", "expired": "bad"}


def by_month(person: Actor, lines: Sequence[Line], now: dt.datetime) -> list[tuple[str, list[View]]]:
    """Show lines under the month they were posted in."""
    names = accounts.names_of(read(), _people(lines))
    told = [_line(person, line, names, now) for line in lines]
    return [(month, list(some)) for month, some in groupby(told, key=lambda one: one.month)]


def waiting(person: Actor, rows: Iterable[AnyRow]) -> list[View]:
    """Show awards that have not posted, or never will."""
    return [
        View(
            about=about(person, row),
            points=row.amount,
            rule=row.rule,
            rule_url=rule_url(row.rule),
            due_at=row.due_at if row.state == AwardState.PENDING else None,
            state=STATES["AwardState"][row.state],
            text=_waits(row),
        )
        for row in rows
    ]


def about(person: Actor, row: AnyRow) -> View:
    """Name what a line is about, with its link; a title that the reader may not see stays a number."""
    if row.no is None:
        return View(text=words.text_of_rule(row.rule), url=None, lang=None)
    if not policy.may_read(person, Readable(row)):
        return View(text=f"S-{row.no}", url=None, lang=None)
    reader = Reader.of(person)
    url = url_for("scenarios.show", no=row.no)
    return View(text=reader.text(row.title), url=url, lang=reader.lang(row.title))


def rule_url(code: str | None) -> str | None:
    """Return where a rule is told."""
    return url_for("points.rules", _anchor=code) if code else None


def _line(person: Actor, line: Line, names: Mapping[int, str], now: dt.datetime) -> View:
    row = line.row
    rule = row.rule or ("P12" if line.code is Code.MANUAL else None)
    taken_later = line.code in (Code.AWARD, Code.REPAYMENT) and row.award_state == AwardState.REVERSED
    return View(
        id=line.id,
        month=format_date(line.posted_day, "yyyy MMMM" if person.locale == "en" else "yyyy年M月"),
        day=line.posted_day,
        about=about(person, row)
        if rule or line.code in TAKEN
        else View(text=_kind(line), url=None, lang=None),
        text=_told(line, names),
        rule=rule,
        rule_name=words.text_of_rule(rule),
        rule_url=rule_url(rule),
        badge=_("Taken back")
        if line.code in TAKEN
        else _("Taken back later")
        if taken_later
        else _("Posted"),
        tone="bad" if line.code in TAKEN else "" if taken_later else "ok",
        points=line.points,
        balance=line.balance,
        why=_why(line, now) if line.code in TAKEN else None,
    )


def _kind(line: Line) -> str:
    return str(words.LINES.get(line.code, line.code))


def _told(line: Line, names: Mapping[int, str]) -> str:
    row = line.row
    owed = [str(words.LINES["repayment"])] if row.facts.get("repays") else []
    if line.grant is not None:
        told = _(
            "%(reason)s (proposed by %(one)s, approved by %(other)s)",
            reason=line.grant.reason,
            one=names.get(line.grant.proposed_by, "–"),
            other=names.get(line.grant.decided_by, "–"),
        )
        return " · ".join([str(told), *owed])
    if line.code is Code.AWARD or line.code is Code.REPAYMENT:
        parts = [str(words.HAPPENED.get(row.rule, "")), *_cut(row)]
        if line.code is Code.REPAYMENT:
            parts.append(_kind(line))
        return " · ".join(part for part in parts if part)
    if line.code is Code.PRIZE:
        return " · ".join([_prize(line), *owed])
    return _kind(line) if line.code in TAKEN else ""


def _prize(line: Line) -> str:
    """Say for which rank of which period a prize is."""
    facts = line.row.facts
    period = name_of(Period(facts["period"]), dt.date.fromisoformat(facts["start"]))
    return str(_("Rank %(rank)s, %(period)s", rank=facts["rank"], period=period))


def _cut(row: AnyRow) -> list[str]:
    if row.asked is None or row.asked == row.award_amount:
        return []
    return [
        str(
            _(
                "%(asked)s points, of which the day's limit left %(left)s",
                asked=row.asked,
                left=row.award_amount,
            )
        )
    ]


def _why(line: Line, now: dt.datetime) -> View:
    """Explain a reversal: from which line, why, what it counts for, and until when it can be appealed."""
    row = line.row
    taken_at = row.resolved_at or line.posted_at
    is_open = line.appeal is None and not line.is_again
    may_appeal = is_open and may_be_appealed(row.award_amount or 0, taken_at, row.reason, now)
    return View(
        points=-line.points,
        reason=words.text_of_reason(row.reason),
        first_day=line.first_day,
        first_url=f"?before={line.first_id + 1}#t{line.first_id}" if line.first_id else None,
        counts_for=row.effective_day,
        is_debt=line.code is Code.CLAW_BACK,
        award_id=row.award_id,
        until=taken_at + APPEAL if may_appeal else None,
        appeal=_appeal(line.appeal) if line.appeal is not None else None,
    )


def _appeal(row: AnyRow) -> View:
    if row.state == ItemState.STALE:
        return View(text=_("Your appeal needs no decision any more."), tone="")
    if row.verdict == "overturn":
        return View(
            text=_("Your appeal was granted; the points come back with a line of their own."), tone="ok"
        )
    if row.verdict == "uphold":
        return View(
            text=_("Your appeal was looked at; it stays as it is. %(note)s", note=row.note), tone="bad"
        )
    return View(text=_("Your appeal waits for a curator who had no part in it."), tone="gold")


def _waits(row: AnyRow) -> str:
    if row.state == AwardState.HELD:
        return str(_("On hold until a curator has looked at it; nothing is lost"))
    if row.state == AwardState.PENDING:
        return str(words.WAITS_FOR.get(row.rule, words.HAPPENED.get(row.rule, "")))
    return words.text_of_reason(row.reason)


def _people(lines: Iterable[Line]) -> set[int]:
    grants = [line.grant for line in lines if line.grant is not None]
    return {one for grant in grants for one in (grant.proposed_by, grant.decided_by) if one}
