"""Rewards and redemptions as pages show them."""

from types import SimpleNamespace as View

from flask import url_for
from flask_babel import lazy_gettext as _

from scenariowiki.points.models import RewardItem
from scenariowiki.points.queries.rewards.offers import Offer
from scenariowiki.points.queries.rewards.redemptions import Shown, StepShown
from scenariowiki.points.rules.rewards import RESERVED, RedemptionState, RewardKind
from scenariowiki.runtime.messages import text_for, word_for
from scenariowiki.web.reading import Reader
from scenariowiki.web.views.scenarios.presenting import tag_name

WAY = (RedemptionState.REQUESTED, RedemptionState.APPROVED, RedemptionState.FULFILLED)
WAITS_FOR = {
    RedemptionState.APPROVED: _("Waits for approval"),
    RedemptionState.FULFILLED: _("Waits to be handed over"),
}


def name(item: RewardItem, reader: Reader) -> str:
    """Name a reward in the reader's language, or as it was made."""
    return tag_name(item.name, item.labels, reader)


def offer(one: Offer, reader: Reader) -> View:
    """Draw a reward of the catalogue, with the way on that is open."""
    item = one.item
    return View(
        id=item.id,
        name=name(item, reader),
        about=reader.text(item.description),
        icon=item.icon,
        kind=word_for(RewardKind(item.kind)),
        price=item.price,
        left=one.left,
        budget_left=one.budget_left,
        budget=one.budget,
        per_quarter=item.per_quarter,
        until=item.active_until,
        obstacle=one.obstacle,
        problem=text_for(one.obstacle) if one.obstacle else "",
        missing=one.missing,
        latest=one.latest,
        is_waiting=one.is_waiting,
        ahead=one.ahead,
        turn_until=one.turn_until,
        url=url_for("points.reward", item_id=item.id),
        wait_url=url_for("points.wait_for_reward", item_id=item.id),
        leave_url=url_for("points.stop_waiting", item_id=item.id),
    )


def redemption(one: Shown, reader: Reader) -> View:
    """Draw a redemption as the way it took, and is to take."""
    row = one.redemption
    state = RedemptionState(row.state)
    is_certified = state is RedemptionState.FULFILLED and row.certificate is not None
    return View(
        id=row.id,
        no=f"R-{row.id:04d}",
        name=name(one.item, reader),
        price=row.price,
        state=state.value,
        word=word_for(state),
        badge=_badge(state),
        note=reader.text(row.note),
        at=row.requested_at,
        expires_at=row.expires_at,
        steps=[*(_step(step, row.account_id, reader) for step in one.steps), *_ahead(state)],
        is_open=state in RESERVED,
        cancel_url=url_for("points.cancel_redemption", redemption_id=row.id),
        certificate=row.certificate if is_certified else None,
        certificate_url=url_for("points.certificate", redemption_id=row.id) if is_certified else None,
        who=one.who,
        who_id=row.account_id,
        site=one.site,
        available=one.available,
        stock=one.item.stock,
        budget_left=one.budget_left,
    )


def _step(step: StepShown, owner_id: int, reader: Reader) -> View:
    return View(
        word=word_for(step.state),
        kind="done" if step.state in WAY else "stop",
        at=step.at,
        by="" if step.by_id == owner_id else step.by,
        note=reader.text(step.note),
    )


def _ahead(state: RedemptionState) -> list[View]:
    """Draw what still comes, the next step as the present one."""
    coming = WAY[WAY.index(state) + 1 :] if state in RESERVED else ()
    return [
        View(
            word=WAITS_FOR[one] if at == 0 else word_for(one),
            kind="now" if at == 0 else "",
            at=None,
            by="",
            note="",
        )
        for at, one in enumerate(coming)
    ]


def _badge(state: RedemptionState) -> str:
    if state in RESERVED:
        return "gold"
    return "ok" if state is RedemptionState.FULFILLED else ""
