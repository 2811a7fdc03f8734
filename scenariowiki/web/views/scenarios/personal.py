"""What a person keeps of a scenario or tag for themselves: favourites and watches."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from scenariowiki.runtime.session import write
from scenariowiki.scenarios.commands import personal
from scenariowiki.web.request import actor, safe_next
from scenariowiki.web.views.scenarios.blueprint import bp


@bp.post("/scenarios/<no:no>/favourite")
def favourite(no: int) -> ResponseReturnValue:
    """Keep among the favourites, or take off them."""
    change = personal.keep_favourite if request.form.get("on") else personal.drop_favourite
    with write() as uow:
        change(uow, actor(), no)
    return redirect(url_for(".show", no=no), 303)


@bp.post("/scenarios/<no:no>/watch")
def watch(no: int) -> ResponseReturnValue:
    """Watch a scenario, mute it, or neither any more."""
    with write() as uow:
        personal.watch_scenario(uow, actor(), no, _level())
    return redirect(safe_next(request.form.get("next")) or url_for(".show", no=no), 303)


@bp.post("/tags/<int:tag_id>/watch")
def watch_tag(tag_id: int) -> ResponseReturnValue:
    """Watch a tag, mute it, or neither any more."""
    with write() as uow:
        personal.watch_tag(uow, actor(), tag_id, _level())
    return redirect(safe_next(request.form.get("next")) or url_for(".index", tag=tag_id), 303)


def _level() -> str | None:
    """Read the level that is wanted; the eye on a page says `on` alone."""
    return request.form.get("level", "watch" if request.form.get("on") else "") or None
