"""A notice as it is read, on a page or in a mail: its sentence, and where it leads."""

from collections.abc import Mapping
from typing import Any

from scenariowiki.notifications.queries import Shown
from scenariowiki.notifications.rules import NoticeKind
from scenariowiki.runtime.messages import word_for
from scenariowiki.runtime.messages.notices import text_of_notice
from scenariowiki.sops.rules.reviews import ReviewReason

# Where notices lead that are about no scenario.
PLACES: Mapping[str, str] = {
    **{kind: "points.rewards" for kind in NoticeKind if kind.startswith(("reward_", "points_expire"))},
    NoticeKind.POINTS_PRIZE: "points.statement",
    NoticeKind.REWARD_ASKED: "admin.rewards",
    NoticeKind.MAIL_REFUSED: "accounts.notices",
}


def sentence_of(one: Shown) -> str:
    """Return what a notice says, in the reader's language."""
    names = {"no": one.no, "other": one.other_no, "by": one.by}
    if "reason" in one.facts:
        names["reason"] = word_for(ReviewReason(one.facts["reason"]))
    return text_of_notice(one.kind, {**one.facts, **names})


def place_of(one: Shown) -> tuple[str, dict[str, Any]]:
    """Return the endpoint it leads to and its values: what it is about, its scenario, its kind's place."""
    if "review" in one.facts:
        return "quality.review", {"review_id": one.facts["review"]}
    if "ticket" in one.facts:
        return "feedback.ticket", {"ticket_id": one.facts["ticket"]}
    if "sop" in one.facts:
        return "sops.show", {"sop_id": one.facts["sop"]}
    if one.no is not None:
        via = one.other_no if one.kind == NoticeKind.YOURS_MERGED else None
        return "scenarios.show", {"no": one.no, "via": via}
    return PLACES.get(one.kind, "home.index"), {}
