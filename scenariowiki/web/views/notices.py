"""What a person is told, as their home page shows it."""

from collections.abc import Mapping
from types import SimpleNamespace as View

from flask import url_for

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.queries import merges
from scenariowiki.kernel import clock
from scenariowiki.notifications import queries
from scenariowiki.notifications.queries import Shown
from scenariowiki.notifications.rules import NoticeKind
from scenariowiki.runtime.messages import word_for
from scenariowiki.runtime.messages.notices import text_of_notice
from scenariowiki.runtime.session import read
from scenariowiki.sops.rules.reviews import ReviewReason
from scenariowiki.web.reading import Reader

# Where notices lead that are about no scenario.
PLACES: Mapping[str, str] = {
    **{kind: "points.rewards" for kind in NoticeKind if kind.startswith(("reward_", "points_expire"))},
    NoticeKind.REWARD_ASKED: "admin.rewards",
}


def shown(person: Actor, reader: Reader) -> list[View]:
    """Draw the newest notices of a person; whoever lost a page to a merge may object with one click (M34)."""
    found = queries.list_notices(read(), person, now=clock.now())
    ops = [one.op_id for one in found if one.op_id is not None and one.kind.startswith("your")]
    open_to = merges.open_to_objection(read(), person.id, ops, now=clock.now())
    return [_shown(one, reader, may_object=one.op_id in open_to) for one in found]


def unread(person: Actor) -> int:
    """Count what a person has not read, listed or not."""
    return queries.count_unread(read(), person, now=clock.now())


def _shown(one: Shown, reader: Reader, *, may_object: bool) -> View:
    names = {"no": one.no, "other": one.other_no, "by": one.by}
    if "reason" in one.facts:
        names["reason"] = word_for(ReviewReason(one.facts["reason"]))
    return View(
        text=text_of_notice(one.kind, {**one.facts, **names}),
        url=_url(one),
        title=reader.text(one.title),
        lang=reader.lang(one.title),
        at=one.at,
        is_read=one.is_read,
        read_url=url_for("home.read_notice", notice_id=one.id),
        object_url=url_for("scenarios.object_to_merge", op_id=one.op_id) if may_object else None,
    )


def _url(one: Shown) -> str:
    """Return where a notice leads: to what it is about, its scenario, or to the place of its kind."""
    if "review" in one.facts:
        return url_for("quality.review", review_id=one.facts["review"])
    if "ticket" in one.facts:
        return url_for("feedback.ticket", ticket_id=one.facts["ticket"])
    if "sop" in one.facts:
        return url_for("sops.show", sop_id=one.facts["sop"])
    if one.no is not None:
        return url_for("scenarios.show", no=one.no, via=one.other_no if one.kind == "yours_merged" else None)
    return url_for(PLACES.get(one.kind, "home.index"))
