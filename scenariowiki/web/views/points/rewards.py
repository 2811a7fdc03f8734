"""What points can be spent on, and what became of what one asked for."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points import policy
from scenariowiki.points.commands import redeeming, waiting
from scenariowiki.points.queries.rewards import offers, redemptions
from scenariowiki.runtime.session import read, write
from scenariowiki.web import limits
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.forms.rewards import RequestForm
from scenariowiki.web.once import Answer, act_once, kept_key
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.points import presenting
from scenariowiki.web.views.points.blueprint import bp

SHOWN = 10


@bp.get("/rewards")
def rewards() -> ResponseReturnValue:
    """Show what there is, what I can have, and what I asked for."""
    person = actor()
    reader = Reader.of(person)
    found = offers.list_offers(read(), person.id, now=clock.now())
    can = [offer for offer in found if offer.obstacle is None]
    only = request.args.get("show") == "can"
    before = number_or_none(request.args.get("before"))
    own = redemptions.list_own(read(), person.id, before=before, limit=SHOWN + 1)
    return render_template(
        "points/rewards.html",
        balance=offers.balance_of(read(), person.id),
        offers=[presenting.offer(one, reader) for one in (can if only else found)],
        filters=[
            (_("All %(num)s", num=len(found)), url_for(".rewards"), not only),
            (_("What I can have: %(num)s", num=len(can)), url_for(".rewards", show="can"), only),
        ],
        own=[presenting.redemption(one, reader) for one in own[:SHOWN]],
        older_url=url_for(".rewards", before=own[SHOWN - 1].redemption.id, _anchor="mine")
        if len(own) > SHOWN
        else None,
        may_manage=policy.may_manage_rewards(person),
    )


@bp.get("/rewards/<int:item_id>")
def reward(item_id: int) -> ResponseReturnValue:
    """Show one reward and what asking for it would mean."""
    person = actor()
    return _page(person, item_id, RequestForm())


@bp.post("/rewards/<int:item_id>")
@limits.edit
def request_reward(item_id: int) -> ResponseReturnValue:
    """Ask for a reward."""
    person = actor()
    form = RequestForm(request.form)
    if not form.validate():
        return _page(person, item_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        answer = act_once(person, lambda uow: _request(uow, person, item_id, form))
    except Invalid as error:
        form.refuse(error)
        return _page(person, item_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as error:
        form.refuse(error)
        return _page(person, item_id, form), HTTPStatus.CONFLICT
    flash(_("Asked for: R-%(no)s. You are told as soon as it is decided.", no=f"{answer['id']:04d}"), "ok")
    return redirect(url_for(".rewards", _anchor="mine"), 303)


@bp.post("/rewards/<int:item_id>/wait")
@limits.edit
def wait_for_reward(item_id: int) -> ResponseReturnValue:
    """Stand in line for a reward."""
    person = actor()
    offers.get_offer(read(), person.id, item_id, now=clock.now())
    with write() as uow:
        waiting.wait_for(uow, person, item_id)
    flash(_("You are in line, and told first when there are some again."), "ok")
    return redirect(url_for(".rewards"), 303)


@bp.post("/rewards/<int:item_id>/leave")
@limits.edit
def stop_waiting(item_id: int) -> ResponseReturnValue:
    """Leave the line for a reward."""
    with write() as uow:
        waiting.stop_waiting(uow, actor(), item_id)
    return redirect(url_for(".rewards"), 303)


@bp.post("/redemptions/<int:redemption_id>/cancel")
@limits.edit
def cancel_redemption(redemption_id: int) -> ResponseReturnValue:
    """Take one's own request back."""
    person = actor()
    act_once(person, lambda uow: {"id": redeeming.cancel(uow, person, redemption_id).id})
    flash(_("Taken back; your points are free again."), "ok")
    return redirect(url_for(".rewards", _anchor="mine"), 303)


def _request(uow: UnitOfWork, person: Actor, item_id: int, form: RequestForm) -> Answer:
    price = number_or_none(form.price.data)
    made = redeeming.request_reward(uow, person, item_id, price=price, note=form.note.data or "")
    return {"id": made.id}


def _page(person: Actor, item_id: int, form: RequestForm) -> str:
    offer = offers.get_offer(read(), person.id, item_id, now=clock.now())
    return render_template(
        "points/reward.html",
        balance=offers.balance_of(read(), person.id),
        offer=presenting.offer(offer, Reader.of(person)),
        form=form,
        once=kept_key(),
    )
