"""Who is told what, and how: kinds of notices, whose level counts, one notice a person and event."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum, auto
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from scenariowiki.accounts.rules.calendar import WorkingCalendar, next_shift
from scenariowiki.feedback.rules.uses import UNDO

# A decision taken back within this time is told to nobody (Q9).
HELD_BACK = dt.timedelta(seconds=60)
WATCH, MUTE = "watch", "mute"
# The outbox kind of mails; their keys are "now:<account>", "digest:<account>" and "code:<account>".
MAIL, CODE = "mail", "code"
ADDRESS_MAX = 254
# Plain ASCII, one @, nothing that could end a header, begin a second address or be read as coded words.
ADDRESS = re.compile(
    r"(?!=\?)(?=.{1,64}@)[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*",
    re.ASCII,
)


class NoticeKind(StrEnum):
    """What a notice says; `yours` is told to whoever wrote it."""

    YOURS_MERGED = auto()
    YOUR_SOLUTION_MERGED = auto()
    MERGED = auto()
    YOURS_UNMERGED = auto()
    YOUR_SOLUTION_UNMERGED = auto()
    DECISION_UNDONE = auto()
    UNMERGED = auto()
    OBJECTED = auto()
    OBJECTION_REFUSED = auto()
    PUBLISHED = auto()
    SENT_BACK = auto()
    REJECTED = auto()
    SOLUTION_PUBLISHED = auto()
    SOLUTION_SENT_BACK = auto()
    SOLUTION_REJECTED = auto()
    EDIT_ACCEPTED = auto()
    EDIT_REJECTED = auto()
    OVERRIDDEN = auto()
    REWARD_ASKED = auto()
    REWARD_APPROVED = auto()
    REWARD_FULFILLED = auto()
    REWARD_REJECTED = auto()
    REWARD_CANCELLED = auto()
    REWARD_EXPIRED = auto()
    REWARD_REFUNDED = auto()
    REWARD_TURN = auto()
    THANKED = auto()
    POINTS_EXPIRED = auto()
    POINTS_EXPIRE_SOON = auto()
    POINTS_PRIZE = auto()
    TICKET_WAITS = auto()
    TICKET_FOR_YOU = auto()
    TICKET_ANSWERED = auto()
    TICKET_ANSWERED_HERE = auto()
    TICKET_RATED = auto()
    TICKET_REOPENED = auto()
    TICKET_SET_ASIDE = auto()
    TICKET_ASKED_BEFORE = auto()
    TICKET_HALF = auto()
    TICKET_OVERDUE = auto()
    TICKET_TWICE = auto()
    GAP_ANSWERED = auto()
    SOP_IN_FORCE = auto()
    SOP_UNREAD = auto()
    SOP_WAITS = auto()
    SOP_SENT_BACK = auto()
    SOP_SUSPENDED = auto()
    SOP_CLEARED = auto()
    SOP_REVIEW = auto()
    PAGE_EDITED = auto()
    PAGE_EDITED_AGAIN = auto()
    PAGE_OUTCOMES = auto()
    PAGE_PUBLISHED = auto()
    PAGE_SOLUTION = auto()
    QUALITY_REVIEWED = auto()
    MAIL_REFUSED = auto()


EDITS = frozenset({NoticeKind.PAGE_EDITED, NoticeKind.PAGE_EDITED_AGAIN})
# Whoever edits saves more than once: so long after the first save, watchers are told of all.
EDITS_TOGETHER = dt.timedelta(minutes=10)
# So long an outcome may be taken back by whoever told it.
OUTCOMES_TOGETHER = UNDO
PUBLICATIONS = frozenset({NoticeKind.PAGE_PUBLISHED, NoticeKind.PAGE_SOLUTION})
VERDICTS = frozenset(
    {
        NoticeKind.PUBLISHED,
        NoticeKind.SENT_BACK,
        NoticeKind.REJECTED,
        NoticeKind.SOLUTION_PUBLISHED,
        NoticeKind.SOLUTION_SENT_BACK,
        NoticeKind.SOLUTION_REJECTED,
        NoticeKind.EDIT_ACCEPTED,
        NoticeKind.EDIT_REJECTED,
        NoticeKind.OBJECTION_REFUSED,
        NoticeKind.OVERRIDDEN,
    }
)


class Topic(StrEnum):
    """What people choose a way for: kinds of notices that are of one sort."""

    TO_ANSWER = auto()
    ANSWERS = auto()
    SOPS = auto()
    SOP_WORK = auto()
    OWN_TEXTS = auto()
    MERGES = auto()
    CURATION = auto()
    WATCHED = auto()
    REWARDS = auto()
    OTHER = auto()


class Way(StrEnum):
    """How a topic reaches a person; the inbox has it on all ways but NEVER."""

    NOW = auto()
    DIGEST = auto()
    INBOX = auto()
    NEVER = auto()


TOPICS: Mapping[Topic, frozenset[NoticeKind]] = {
    Topic.TO_ANSWER: frozenset(
        {
            NoticeKind.TICKET_WAITS,
            NoticeKind.TICKET_FOR_YOU,
            NoticeKind.TICKET_REOPENED,
            NoticeKind.TICKET_HALF,
            NoticeKind.TICKET_OVERDUE,
            NoticeKind.TICKET_TWICE,
        }
    ),
    Topic.ANSWERS: frozenset(
        {
            NoticeKind.TICKET_ANSWERED,
            NoticeKind.TICKET_RATED,
            NoticeKind.TICKET_SET_ASIDE,
            NoticeKind.TICKET_ASKED_BEFORE,
            NoticeKind.GAP_ANSWERED,
        }
    ),
    Topic.SOPS: frozenset(
        {NoticeKind.SOP_IN_FORCE, NoticeKind.SOP_UNREAD, NoticeKind.SOP_SUSPENDED, NoticeKind.SOP_CLEARED}
    ),
    Topic.SOP_WORK: frozenset({NoticeKind.SOP_WAITS, NoticeKind.SOP_SENT_BACK, NoticeKind.SOP_REVIEW}),
    Topic.OWN_TEXTS: (VERDICTS | {NoticeKind.QUALITY_REVIEWED})
    - {NoticeKind.OBJECTION_REFUSED, NoticeKind.OVERRIDDEN},
    Topic.MERGES: frozenset(
        {
            NoticeKind.YOURS_MERGED,
            NoticeKind.YOUR_SOLUTION_MERGED,
            NoticeKind.YOURS_UNMERGED,
            NoticeKind.YOUR_SOLUTION_UNMERGED,
            NoticeKind.OBJECTION_REFUSED,
        }
    ),
    Topic.CURATION: frozenset({NoticeKind.DECISION_UNDONE, NoticeKind.OBJECTED, NoticeKind.OVERRIDDEN}),
    Topic.WATCHED: frozenset(
        {
            NoticeKind.MERGED,
            NoticeKind.UNMERGED,
            NoticeKind.TICKET_ANSWERED_HERE,
            NoticeKind.PAGE_OUTCOMES,
            *EDITS,
            *PUBLICATIONS,
        }
    ),
    Topic.REWARDS: frozenset(
        kind for kind in NoticeKind if kind.startswith(("reward_", "points_")) or kind == NoticeKind.THANKED
    ),
}
_TOPIC_OF: Mapping[str, Topic] = {kind: topic for topic, kinds in TOPICS.items() for kind in kinds}
# What waits for somebody is mailed at once, the rest once a day.
AT_ONCE = frozenset({Topic.TO_ANSWER, Topic.SOPS, Topic.SOP_WORK, Topic.CURATION})
# Who may object is told (M34), deciders and administrators of what was undone or overridden (U12, M33),
# and everybody of an SOP that they are to read or to stop following: at the least in the inbox.
ALWAYS_TOLD = frozenset({Topic.MERGES, Topic.CURATION, Topic.SOPS})


@dataclass(frozen=True, kw_only=True)
class Telling:
    """One event as it is told: `key` names it once for all, `scenario_id` leads to where it is seen."""

    key: str
    scenario_id: int | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    delay: dt.timedelta = HELD_BACK


def effective_level(levels: Mapping[int, str], canonical_id: int) -> str | None:
    """Return what one person set for a group: on the canonical one if anything, else the strongest (M19)."""
    if canonical_id in levels:
        return levels[canonical_id]
    return WATCH if WATCH in levels.values() else next(iter(levels.values()), None)


def watching(
    pages: Iterable[tuple[int, int, str]], canonical_id: int, tags: Iterable[tuple[int, int, str]] = ()
) -> frozenset[int]:
    """Return who is to be told of a group, from rows of (account, scenario or tag as addressed, level).

    A page is told of by its tags too, but where it is muted itself, or one of its tags is.
    """
    levels: dict[int, dict[int, str]] = {}
    for account_id, scenario_id, level in pages:
        levels.setdefault(account_id, {})[scenario_id] = level
    own = {one: effective_level(its, canonical_id) for one, its in levels.items()}
    tagged = {WATCH: set[int](), MUTE: set[int]()}
    for account_id, _tag_id, level in tags:
        tagged[level].add(account_id)
    by_tag = tagged[WATCH] - tagged[MUTE] - own.keys()
    return frozenset(one for one, level in own.items() if level == WATCH) | by_tag


def once_each(told: Iterable[tuple[NoticeKind, Iterable[int | None]]], *, but: int) -> dict[int, NoticeKind]:
    """Give each person one notice of an event: the first that concerns them; none of their own act (M19)."""
    found: dict[int, NoticeKind] = {}
    for kind, accounts in told:
        for account_id in accounts:
            if account_id is not None and account_id != but:
                found.setdefault(account_id, kind)
    return found


def topic_of(kind: str) -> Topic:
    """Return the topic of a kind of notice; OTHER for one that nobody sorted in."""
    return _TOPIC_OF.get(kind, Topic.OTHER)


def usual_way(topic: Topic) -> Way:
    """Return how a topic reaches those who did not choose."""
    return Way.NOW if topic in AT_ONCE else Way.DIGEST


def ways_of(topic: Topic) -> tuple[Way, ...]:
    """Return the ways that people may choose for a topic."""
    return tuple(way for way in Way if way is not Way.NEVER or topic not in ALWAYS_TOLD)


def address_fault(address: str) -> str:
    """Return the code of what is wrong with a mail address, empty when nothing is."""
    if len(address) > ADDRESS_MAX:
        return "too_long"
    return "" if ADDRESS.fullmatch(address) else "no_mail_address"


def server_of(url: str) -> SplitResult:
    """Return the parts of a mail server's URL; ValueError `mail_url_wrong`, without any of the password.

    A password with an unescaped sign seems to go on as a port, a path or a fragment.
    """
    try:
        parts = urlsplit(url)
        is_right = parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # its words may hold a part of the password
        is_right = False
    if not is_right or parts.path.strip("/") or parts.query or parts.fragment or not _can_log_in(parts):
        raise ValueError("mail_url_wrong") from None
    return parts


def _can_log_in(parts: SplitResult) -> bool:
    """Tell whether name and password are of the signs that a mail server is sent."""
    return unquote(f"{parts.username or ''}{parts.password or ''}").isascii()


def own_calendar(site: WorkingCalendar, opens: dt.time | None, closes: dt.time | None) -> WorkingCalendar:
    """Return when one person works: by the site's days, at hours of their own where they gave any."""
    if opens is None or closes is None:
        return site
    return replace(site, opens=opens, closes=closes)


def quiet_until(now: dt.datetime, calendar: WorkingCalendar) -> dt.datetime | None:
    """Return when mail may be sent to somebody outside their shift; None while they work."""
    begins = next_shift(now, calendar)
    return None if begins <= now else begins
