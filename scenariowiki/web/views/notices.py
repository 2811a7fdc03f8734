"""What a person is told, as home page and inbox draw it."""

from collections.abc import Iterable, Sequence
from types import SimpleNamespace as View
from zoneinfo import ZoneInfo

from flask import url_for

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.queries import merges
from scenariowiki.kernel import clock
from scenariowiki.notifications import queries
from scenariowiki.notifications.queries import Shown
from scenariowiki.runtime.session import read
from scenariowiki.runtime.told import place_of, sentence_of
from scenariowiki.web.reading import Reader


def shown(person: Actor, reader: Reader) -> list[View]:
    """Draw the newest notices of a person; whoever lost a page to a merge may object with one click (M34)."""
    return drawn(queries.list_notices(read(), person, now=clock.now()), person, reader)


def drawn(found: Sequence[Shown], person: Actor, reader: Reader) -> list[View]:
    """Draw notices in the order they come."""
    ops = [one.op_id for one in found if one.op_id is not None and one.kind.startswith("your")]
    open_to = merges.open_to_objection(read(), person.id, ops, now=clock.now())
    return [_shown(one, reader, may_object=one.op_id in open_to) for one in found]


def grouped(notices: Iterable[View], person: Actor) -> list[View]:
    """Put together what one day told of one page; days and pages keep the order of their newest notice."""
    zone = ZoneInfo(person.timezone)
    groups: dict[object, list[View]] = {}
    for one in notices:
        page = one.no if one.no is not None else f"notice {one.id}"
        groups.setdefault((one.at.astimezone(zone).date(), page), []).append(one)
    return [
        View(
            day=its[0].at.astimezone(zone).date(),
            no=its[0].no,
            title=its[0].title,
            lang=its[0].lang,
            notices=its,
        )
        for its in groups.values()
    ]


def _shown(one: Shown, reader: Reader, *, may_object: bool) -> View:
    endpoint, values = place_of(one)
    return View(
        id=one.id,
        no=one.no,
        text=sentence_of(one),
        url=url_for(endpoint, **values),
        title=reader.text(one.title),
        lang=reader.lang(one.title),
        at=one.at,
        is_read=one.is_read,
        read_url=url_for("home.read_notice", notice_id=one.id),
        object_url=url_for("scenarios.object_to_merge", op_id=one.op_id) if may_object else None,
    )
