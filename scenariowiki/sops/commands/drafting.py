"""Writing a version: saved by whoever keeps the SOP, dropped when it comes to nothing."""

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy as wiki
from scenariowiki.sops import policy
from scenariowiki.sops.commands import locking
from scenariowiki.sops.commands.facts import version_facts
from scenariowiki.sops.events import SopVersionDrafted, SopVersionRetired
from scenariowiki.sops.models import Sop, SopVersion
from scenariowiki.sops.queries import loading
from scenariowiki.sops.rules import texts
from scenariowiki.sops.rules.texts import SopText
from scenariowiki.sops.rules.versions import VersionState, check_transition


def save_draft(
    uow: UnitOfWork, actor: Actor, sop_id: int, given: SopText, *, seen: int | None = None, note: str = ""
) -> SopVersion:
    """Keep what was written; `seen` is the row version it was shown with, else `stale_preview`.

    Raises `no_draft`, or `bad_state` for a version that is in review already.
    """
    sop, scenario = locking.lock_sop(uow, actor, sop_id)
    wiki.require(policy.may_write(actor, sop.owner_id))
    version = locking.get_open(uow.session, sop)
    if version.state != VersionState.DRAFT:
        check_transition(version.state, VersionState.IN_REVIEW)
    locking.check_seen(version, seen)
    text = texts.checked(given)
    before = texts.as_source(texts.read_text(version.text), version.attribution)
    version.attribution = texts.attribute(text, actor.id, before)
    version.text = text.stored()
    version.change_note = texts.checked_note(note, required=False)
    version.author_id = actor.id
    version.version += 1
    _repeat_title(uow, sop, text)
    event = SopVersionDrafted(**version_facts(scenario, sop, version), number=version.number)
    uow.record(event, by=actor, subject=scenario.id)
    return version


def drop_draft(uow: UnitOfWork, actor: Actor, sop_id: int, note: str = "", *, seen: int | None = None) -> Sop:
    """Give up a version that never was in force; an SOP left without any is closed."""
    sop, scenario = locking.lock_sop(uow, actor, sop_id)
    wiki.require(policy.may_write(actor, sop.owner_id))
    version = locking.get_open(uow.session, sop)
    check_transition(version.state, VersionState.RETIRED)
    locking.check_seen(version, seen)
    version.state = VersionState.RETIRED
    version.ended_at, version.end_note = uow.now, texts.checked_note(note, required=False)
    version.version += 1
    uow.session.flush()
    if loading.effective_version(uow.session, sop.id) is None:
        sop.closed_at = uow.now
    event = SopVersionRetired(**version_facts(scenario, sop, version), wrong=False, effective_at=None)
    uow.record(event, by=actor, subject=scenario.id)
    return sop


def _repeat_title(uow: UnitOfWork, sop: Sop, text: SopText) -> None:
    """Let the SOP carry the draft's title as long as no version of it was in force."""
    if loading.effective_version(uow.session, sop.id) is None:
        sop.title = text.title
