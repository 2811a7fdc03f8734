"""Everything a scenario's page shows to readers with equal rights, as its template asks for it."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace as View
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scenariowiki.accounts import queries as accounts
from scenariowiki.feedback.queries.uses import count_uses
from scenariowiki.kernel.db import AnyRow
from scenariowiki.runtime.messages import STATES
from scenariowiki.scenarios.queries import catalogue, history
from scenariowiki.scenarios.queries.page import PageContent, SolutionPart
from scenariowiki.scenarios.rules.states import State
from scenariowiki.scenarios.rules.template import missing
from scenariowiki.text import markdown
from scenariowiki.web.forms.outcomes import CommentForm, FactsForm
from scenariowiki.web.reading import Reader
from scenariowiki.web.views.scenarios import presenting
from scenariowiki.web.views.scenarios.rights import Rights

LATEST = 3
KINDS = {State.PUBLISHED: "p", State.SUBMITTED: "p", State.REJECTED: "bad"}


def context(
    session: Session,
    content: PageContent,
    rights: Rights,
    related: Sequence[tuple[int, str]],
    reader: Reader,
    via: int | None = None,
) -> dict[str, Any]:
    """Make the context of `scenarios/show.html` but for what belongs to one person.

    `via` is the number of the merged scenario the reader came through: what they add belongs to it (M16).
    """
    no = content.row.no
    latest = history.list_history(session, content.row.Scenario.id, limit=LATEST)
    parts = enumerate(content.solutions, start=1)
    solutions = [_solution(number, part, content, rights, reader, via) for number, part in parts]
    _show_uses(session, solutions)
    return {
        "scenario": _scenario(session, content, latest, reader),
        "solutions": solutions,
        "related": presenting.links(related, reader),
        "backlinks": presenting.links([(row.no, row.title) for row in content.backlinks], reader),
        "revisions": [_revision(no, row, reader) for row in latest],
        "contributors_list": _contributors(session, content),
        "comments": _comments(content, rights, reader),
        "comment_form": _comment_form(solutions),
        "audience_form": _facts_form(session, content) if rights.change_facts else None,
        "may": _may(State(content.row.state), rights),
        "reasons": list(STATES["RejectReason"].items()) if State.REJECTED in _all_moves(rights) else [],
        "urls": _urls(no, via),
    }


def _may(state: State, rights: Rights) -> View:
    return View(
        edit=rights.edit,
        propose=rights.propose,
        add_solution=rights.add_solution,
        comment=rights.comment,
        report=rights.report,
        transition=[(to.value, move_label(state, to), KINDS.get(to, "")) for to in rights.moves],
        reject=State.REJECTED in rights.moves,
        change_audience=rights.change_facts,
    )


def _all_moves(rights: Rights) -> set[State]:
    return {*rights.moves, *(to for _id, moves in rights.solution_moves for to in moves)}


def move_label(before: State, to: State) -> str:
    """Name the button that moves something to a state."""
    if to is State.PUBLISHED and before is State.ARCHIVED:
        return str(_("Bring back"))
    labels = {
        State.SUBMITTED: _("Submit"),
        State.PUBLISHED: _("Publish"),
        State.NEEDS_WORK: _("Send back"),
        State.REJECTED: _("Reject"),
        State.ARCHIVED: _("Archive"),
    }
    return str(labels[to])


def _scenario(session: Session, content: PageContent, latest: Sequence[AnyRow], reader: Reader) -> View:
    row, snapshot = content.row, content.snapshot
    scenario, newest = row.Scenario, latest[0]
    html = {path: markdown.fill_references(text, content.titles) for path, text in content.html.items()}
    tags = catalogue.tags_of(session, [scenario.id]).get(scenario.id, [])
    return presenting.head(
        row.no,
        snapshot["title"],
        reader,
        snapshot["category"],
        state=row.state,
        confidence=content.confidence.value,
        seq=scenario.last_seq,
        author=row.author_name,
        updated_by=newest.author_name,
        updated_by_seed=newest.author_id,
        updated_at=newest.created_at,
        situation_html=reader.html(html.get("situation", "")),
        situation_lang=reader.lang(snapshot["situation"]),
        facts=presenting.facts(snapshot, html, content.template, reader),
        tags=presenting.tags(tags, reader),
        layer=snapshot["layer"],
        owner=row.owner_name,
        team=row.team_name,
        audience_team=row.team_name if scenario.audience == "team" else None,
        missing=_missing(content, has_tags=bool(tags), locale=reader.locale),
        source=scenario.credit,
        emergency=scenario.emergency,
    )


def _missing(content: PageContent, *, has_tags: bool, locale: str) -> list[str]:
    values = {path.removeprefix("fields."): value for path, value in content.snapshot.items()}
    lacking = [] if content.snapshot["layer"] else [_("Layer")]
    fields = (content.template.find(key) for key in missing(content.template.fields, values))
    lacking += [one.label(locale) for one in fields if one is not None]
    return lacking if has_tags else [*lacking, _("Tags")]


def _solution(
    number: int, part: SolutionPart, content: PageContent, rights: Rights, reader: Reader, via: int | None
) -> View:
    row, no = part.row, content.row.no
    shown = presenting.solution(number, part.snapshot, part.html, content.titles, reader)
    found = part.evidence
    best = number == 1 and row.state == State.PUBLISHED and row.lower_bound > 0
    shown.__dict__.update(
        id=row.id,
        state=row.state,
        author=row.author_name,
        seed=row.author_id,
        team=None,
        at=row.created_at,
        recommended=best,
        success=View(solved=found.solved, total=found.sample, low=found.low, high=found.high),
        outcomes=[_outcome(one, no, rights, reader) for one in part.outcomes],
        origin=origin(row, no),
        edit_url=url_for("scenarios.solution", no=no, solution_id=row.id),
        report_url=url_for("scenarios.report", no=no, solution_id=row.id, via=via),
        use_url=url_for("feedback.use", no=no, solution_id=row.id, via=via),
        thanks_url=url_for("points.thank_for", no=no, solution=row.id),
        feedback_url=url_for("feedback.new", no=no, solution=row.id, via=via) if rights.comment else None,
        transition_url=url_for("scenarios.move_solution", no=no, solution_id=row.id),
        may_transition=[(to.value, move_label(State(row.state), to)) for to in rights.moves_of(row.id)],
        may_reject=State.REJECTED in rights.moves_of(row.id),
        archive_reasons=list(STATES["ArchiveReason"].items())
        if State.ARCHIVED in rights.moves_of(row.id)
        else [],
        may_edit=rights.edit and row.state != State.ARCHIVED,
        may_report=rights.report and row.state in {State.DRAFT, State.SUBMITTED, State.PUBLISHED},
    )
    return shown


def _show_uses(session: Session, solutions: Sequence[View]) -> None:
    uses = count_uses(session, [one.id for one in solutions])
    for one in solutions:
        one.uses = uses.get(one.id)


def origin(row: AnyRow, no: int) -> tuple[str, str] | None:
    """Name the merged scenario that something was written on, with its address; None for this one's own."""
    if row.addressed_no == no:
        return None
    return f"S-{row.addressed_no}", url_for("scenarios.show", no=row.addressed_no, redirect="no")


def _outcome(row: AnyRow, no: int, rights: Rights, reader: Reader) -> View:
    return View(
        id=row.id,
        result=row.result,
        state=row.state,
        applied_on=row.applied_on,
        reporter=row.reporter_name,
        seed=row.reporter_id,
        team=row.team_name,
        metric=reader.text(row.metric),
        before=reader.text(row.before) or None,
        after=reader.text(row.after) or None,
        note_html=reader.text(row.note),
        reaction_html=reader.text(row.customer_reaction),
        evidence=reader.text(row.evidence),
        decider=row.decider_name,
        decision_note=reader.text(row.decision_note),
        lang=reader.lang(f"{row.note}\n{row.customer_reaction}\n{row.metric}"),
        may_verify=row.id in rights.verify,
        may_dispute=row.id in rights.dispute,
        may_retract=row.id in rights.retract,
        transition_url=url_for("scenarios.move_outcome", no=no, outcome_id=row.id),
    )


def _revision(no: int, row: AnyRow, reader: Reader) -> View:
    return View(
        seq=row.seq,
        url=url_for("scenarios.revision", no=no, seq=row.seq),
        author=row.author_name,
        at=row.created_at,
        summary=reader.text(row.summary),
        kind=row.kind,
        lang=reader.lang(row.summary),
    )


def _contributors(session: Session, content: PageContent) -> list[View]:
    numbers: dict[int, list[int]] = {}
    for number, part in enumerate(content.solutions, start=1):
        numbers.setdefault(part.row.author_id, []).append(number)
    people = []
    for row in history.list_contributors(session, content.row.Scenario.id):
        did = [_("Wrote the situation")] if row.author_id == content.row.Scenario.author_id else []
        did += [_("Solution %(number)s", number=number) for number in numbers.get(row.author_id, [])]
        people.append(View(name=row.name, seed=row.author_id, did=did or [_("Edited")]))
    return people


def _comments(content: PageContent, rights: Rights, reader: Reader) -> list[View]:
    numbers = {part.row.id: number for number, part in enumerate(content.solutions, start=1)}
    return [_comment(row, numbers, content.row.no, rights, reader) for row in content.comments]


def _comment(row: AnyRow, numbers: Mapping[int, int], no: int, rights: Rights, reader: Reader) -> View:
    number = numbers.get(row.solution_id)
    about = _("Solution %(number)s", number=number) if number else None
    return View(
        author=row.author_name,
        seed=row.author_id,
        at=row.created_at,
        html=None if row.withdrawn_at else reader.html(row.html),
        quote=reader.text(row.quote) if not row.withdrawn_at else "",
        lang=reader.lang(row.text),
        about=about,
        about_url=f"#solution-{number}" if number else None,
        id=row.id,
        origin=origin(row, no),
        solution_url=url_for("scenarios.solution", no=no, comment=row.id)
        if rights.add_solution and not row.withdrawn_at
        else None,
        withdraw_url=url_for("scenarios.withdraw_comment", no=no, comment_id=row.id)
        if row.id in rights.withdraw
        else None,
    )


def _comment_form(solutions: Sequence[View]) -> CommentForm:
    form = CommentForm()
    named = [(str(one.id), _("Solution %(number)s", number=one.number)) for one in solutions]
    form.solution.choices = [*form.solution.choices, *named]
    return form


def _facts_form(session: Session, content: PageContent) -> FactsForm:
    row = content.row.Scenario
    form = FactsForm(data={"audience": row.audience, "team": str(row.team_id or "")})
    form.team.choices = [("", ""), *((str(team.id), team.name) for team in accounts.list_teams(session))]
    return form


def _urls(no: int, via: int | None) -> View:
    return View(
        edit=url_for("scenarios.edit", no=no),
        history=url_for("scenarios.history", no=no),
        add_solution=url_for("scenarios.solution", no=no, via=via),
        transition=url_for("scenarios.move", no=no),
        watch=url_for("scenarios.watch", no=no),
        favourite=url_for("scenarios.favourite", no=no),
        comments=url_for("scenarios.add_comment", no=no, via=via),
        give_feedback=url_for("feedback.new", no=no, via=via),
        feedback=url_for("feedback.on_page", no=no),
        audience=url_for("scenarios.save_facts", no=no),
    )
