"""Proposing an SOP, writing a version, and settling who keeps and who reads it."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Actor, Permission, Role
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.runtime.messages import word_for
from scenariowiki.runtime.session import read, write
from scenariowiki.runtime.status import status_of
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios.queries import parts
from scenariowiki.sops import policy
from scenariowiki.sops.commands import drafting, proposing, settling
from scenariowiki.sops.models import Sop, SopVersion
from scenariowiki.sops.queries import loading
from scenariowiki.sops.queries.evidence import evidence_of
from scenariowiki.sops.rules import readers, texts
from scenariowiki.sops.rules.promotion import lacking
from scenariowiki.sops.rules.versions import VersionState
from scenariowiki.web import limits, tickets
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.forms.sops import ProposalForm, SettingsForm, TextForm, offer
from scenariowiki.web.once import act_once, kept_key
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor, require_permission
from scenariowiki.web.views.scenarios.drafts import today
from scenariowiki.web.views.sops.blueprint import bp


@bp.get("/sops/new")
def propose() -> ResponseReturnValue:
    """Ask who keeps the new SOP and what it holds for."""
    person = require_permission(Permission.CURATE)
    return _proposal(person, _solution(), ProposalForm(data={"owner": str(person.id)}))


@bp.post("/sops/new")
@limits.edit
def propose_now() -> ResponseReturnValue:
    """Propose that a solution become the standard."""
    person = require_permission(Permission.CURATE)
    solution_id, form = _solution(), ProposalForm(request.form)
    try:
        if not form.validate():
            return _proposal(person, solution_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
        given = form.to_input()
        made = act_once(person, lambda uow: {"id": proposing.propose_sop(uow, person, solution_id, given).id})
    except (Invalid, Conflict) as error:
        form.refuse(error)
        return _proposal(person, solution_id, form), status_of(error)
    flash(_("Proposed. Here is the draft made from the solution."), "ok")
    return redirect(url_for(".edit", sop_id=made["id"]), 303)


@bp.get("/sops/<int:sop_id>/edit")
def edit(sop_id: int) -> ResponseReturnValue:
    """Show the draft in the form."""
    sop, version = _draft(actor(), sop_id)
    text = texts.read_text(version.text)
    parts_of = {part: getattr(text, part) for part in texts.PARTS}
    data = {"title": text.title, "steps": "\n".join(text.steps), "note": version.change_note, **parts_of}
    return _page(sop, version, TextForm(data=data), version.version)


@bp.post("/sops/<int:sop_id>/edit")
@limits.edit
def save(sop_id: int) -> ResponseReturnValue:
    """Keep the draft."""
    person, form = actor(), TextForm(request.form)
    sop, version = _draft(person, sop_id)
    seen = number_or_none(request.form.get("seen"))
    try:
        if not form.validate():
            return _page(sop, version, form, seen), HTTPStatus.UNPROCESSABLE_ENTITY
        with write() as uow:
            drafting.save_draft(uow, person, sop_id, form.to_input(), seen=seen, note=form.note.data or "")
            tickets.settle_sop(uow, person, sop_id, version.number)
    except (Invalid, Conflict) as error:
        form.refuse(error)
        return _page(sop, version, form, seen), status_of(error)
    flash(_("Draft saved."), "ok")
    return redirect(url_for(".show", sop_id=sop_id, version=version.number), 303)


@bp.get("/sops/<int:sop_id>/settings")
def settings(sop_id: int) -> ResponseReturnValue:
    """Show who keeps and who reads an SOP."""
    sop = _settled(actor(), sop_id)
    chosen = readers.read_back(sop.audience)
    form = SettingsForm(
        data={
            "owner": str(sop.owner_id),
            "review_days": sop.review_days,
            "teams": [str(team) for team in chosen.teams],
            "sites": [str(site) for site in chosen.sites],
            "roles": sorted(chosen.roles),
        }
    )
    return _settings(sop, form)


@bp.post("/sops/<int:sop_id>/settings")
@limits.edit
def save_settings(sop_id: int) -> ResponseReturnValue:
    """Settle who keeps and who reads an SOP."""
    person, form = actor(), SettingsForm(request.form)
    sop = _settled(person, sop_id)
    try:
        if not form.validate():
            return _settings(sop, form), HTTPStatus.UNPROCESSABLE_ENTITY
        with write() as uow:
            settling.settle_sop(uow, person, sop_id, form.to_input())
    except Invalid as error:
        fields = {"owner": "owner", **{name: name for name in ("teams", "sites", "roles", "review_days")}}
        error.fields = {fields.get(name, name): code for name, code in error.fields.items()}
        form.refuse(error)
        return _settings(sop, form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved."), "ok")
    return redirect(url_for(".show", sop_id=sop_id), 303)


def _solution() -> int:
    found = number_or_none(request.values.get("solution"))
    if found is None:
        raise NotFound("no_solution")
    return found


def _proposal(person: Actor, solution_id: int, form: ProposalForm) -> str:
    solution, scenario = parts.get_solution(read(), person, solution_id)
    reader = Reader.of(person)
    offer(form.owner, accounts.list_choices(read()))
    found = evidence_of(read(), (solution.id,), today(person))[solution.id]
    return render_template(
        "sops/propose.html",
        form=form,
        solution_id=solution_id,
        title=reader.text(scenario.title),
        solution=reader.text(solution.title),
        no=scenario.no,
        evidence=found,
        lacks=[(word_for(lack), count) for lack, count in lacking(found).items()],
        once=kept_key(),
    )


def _draft(person: Actor, sop_id: int) -> tuple[Sop, SopVersion]:
    sop = loading.get_sop(read(), person, sop_id)
    wiki.require(policy.may_write(person, sop.owner_id))
    version = loading.find_version(read(), sop.id, VersionState.DRAFT)
    if version is None:
        raise Conflict("no_draft")
    return sop, version


def _page(sop: Sop, version: SopVersion, form: TextForm, seen: int | None) -> str:
    return render_template(
        "sops/edit.html",
        form=form,
        sop_id=sop.id,
        number=version.number,
        seen=seen or version.version,
        parts=texts.PARTS,
    )


def _settled(person: Actor, sop_id: int) -> Sop:
    sop = loading.get_sop(read(), person, sop_id)
    wiki.require(policy.may_write(person, sop.owner_id))
    return sop


def _settings(sop: Sop, form: SettingsForm) -> str:
    offer(form.owner, accounts.list_choices(read()))
    offer(form.teams, [(team.id, team.name) for team in accounts.list_teams(read())])
    offer(form.sites, [(site.id, site.name) for site in accounts.list_sites(read())])
    offer(form.roles, [(role.value, word_for(role)) for role in Role])
    return render_template("sops/settings.html", form=form, sop_id=sop.id, title=sop.title)
