"""Mail keeps to people's shifts, digests come once a working day, and everybody chooses what comes how."""

import datetime as dt

import pytest
from sqlalchemy import update

from scenariowiki.accounts.models import Site
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock, outbox
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.notifications import commands
from scenariowiki.notifications.models import Notice
from scenariowiki.notifications.rules import MAIL, NoticeKind, Topic, Way
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.mail.acts import address_of, choose, deliver, digest, make_due, subscribe, tell, waiting
from tests.mail.conftest import MORNING, SetClock
from tests.mail.post_office import PostOffice, text_of

pytestmark = pytest.mark.usefixtures("app", "set_clock")
ANN, ZOE = personas.ANN, personas.ZOE
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
# MORNING is a Friday, 10:30 in Hefei.
NIGHT = MORNING + 12 * HOUR
MONDAY = MORNING + 3 * DAY


def work(person: Actor, opens: str, closes: str) -> None:
    with write() as uow:
        commands.choose_hours(uow, person, dt.time.fromisoformat(opens), dt.time.fromisoformat(closes))


def test_nothing_is_mailed_outside_the_shift_and_all_of_it_when_the_next_begins(
    office: PostOffice, set_clock: SetClock
) -> None:
    subscribe(ANN)
    set_clock(NIGHT)
    tell("a", ANN)
    deliver()
    set_clock(MORNING + DAY)  # a Saturday
    tell("b", ANN)
    deliver()
    assert office.letters == []

    set_clock(MONDAY)
    deliver()

    (letter,) = office.letters
    assert letter["Subject"] == "2 条新通知"


def test_a_holiday_is_quiet_too(office: PostOffice) -> None:
    with write() as uow:
        calendar = {"week": [1, 2, 3, 4, 5], "holidays": ["2026-11-27"]}
        uow.session.execute(update(Site).values(calendar=calendar))
    subscribe(ANN)
    tell("a", ANN)

    deliver()

    assert (office.letters, waiting()) == ([], 1)


def test_who_works_at_night_gets_mail_at_night(office: PostOffice, set_clock: SetClock) -> None:
    subscribe(ANN)
    work(ANN, "20:00", "06:00")
    tell("a", ANN)
    deliver()
    assert office.letters == []

    set_clock(NIGHT)
    deliver()

    assert len(office.letters) == 1


def test_a_mail_that_is_put_off_is_put_off_once_while_the_server_is_down(
    office: PostOffice, set_clock: SetClock
) -> None:
    subscribe(ANN, ZOE)
    work(ZOE, "20:00", "06:00")
    set_clock(NIGHT)
    office.close()
    tell("a", ANN, ZOE)

    for _round in range(4):
        deliver()
        with write() as uow:
            uow.session.execute(update(OutboxRow).where(OutboxRow.attempts > 0).values(not_before=NIGHT))

    assert waiting() == 2


def test_mail_that_waits_for_a_shift_is_not_called_late(office: PostOffice, set_clock: SetClock) -> None:
    subscribe(ANN)
    set_clock(NIGHT)
    tell("a", ANN)
    deliver()
    set_clock(MORNING + DAY)

    assert outbox.backlog(read(), now=clock.now()) == {"mail": (1, None, 0)}


def test_a_digest_that_goes_a_day_late_is_the_only_one_of_that_day(
    office: PostOffice, set_clock: SetClock
) -> None:
    subscribe(ANN)
    tell("a", ANN, kind=NoticeKind.THANKED)
    office.close()
    digest()
    set_clock(MONDAY)
    office.open()
    make_due()
    deliver()
    tell("b", ANN, kind=NoticeKind.THANKED)

    assert digest() == "0"

    assert len(office.letters) == 1


def test_a_digest_that_misses_its_shift_waits_for_the_next_one(
    office: PostOffice, set_clock: SetClock
) -> None:
    subscribe(ANN)
    tell("a", ANN, kind=NoticeKind.THANKED)
    office.close()
    digest()
    set_clock(NIGHT)
    office.open()
    make_due()
    deliver()
    assert (office.letters, waiting()) == ([], 0)

    set_clock(MONDAY)

    assert digest() == "1"
    assert len(office.letters) == 1


def test_the_hour_that_the_clocks_skip_or_repeat_neither_loses_nor_doubles_a_digest(
    office: PostOffice, set_clock: SetClock
) -> None:
    with write() as uow:
        uow.session.execute(update(Site).values(timezone="Europe/Berlin", calendar={"week": [6, 7]}))
    subscribe(ANN)
    work(ANN, "02:30", "02:45")  # on 2027-03-28 the clocks skip it, on 2027-10-31 they repeat it
    for count, begin in (
        (1, dt.datetime(2027, 3, 28, 0, 0, tzinfo=dt.UTC)),
        (2, dt.datetime(2027, 10, 31, tzinfo=dt.UTC)),
    ):
        tell(str(count), ANN, kind=NoticeKind.THANKED)
        for minutes in range(0, 240, 5):
            set_clock(begin + dt.timedelta(minutes=minutes))
            digest()
        assert len(office.letters) == count


def test_hours_are_given_both_or_not_at_all() -> None:
    with pytest.raises(Invalid) as refusal, write() as uow:
        commands.choose_hours(uow, ANN, dt.time(8), None)

    assert refusal.value.fields == {"closes": "both_hours"}


def test_a_digest_comes_once_a_working_day_and_tells_what_came_since(
    office: PostOffice, set_clock: SetClock
) -> None:
    subscribe(ANN, ZOE)
    tell("a", ANN, kind=NoticeKind.PUBLISHED)
    tell("b", ANN, kind=NoticeKind.THANKED)
    deliver()
    assert office.letters == []

    assert digest() == "1"
    assert digest() == "0"
    tell("c", ANN, kind=NoticeKind.THANKED)
    set_clock(MORNING + HOUR)
    assert digest() == "0"
    set_clock(MONDAY)
    assert digest() == "1"

    first, second = office.to(address_of(ANN))
    assert (first["Subject"], second["Subject"]) == ("每日汇总：2 条通知", "每日汇总：1 条通知")


def test_after_days_of_downtime_one_digest_tells_it_all(office: PostOffice, set_clock: SetClock) -> None:
    subscribe(ANN)
    for number in range(3):
        tell(str(number), ANN, kind=NoticeKind.THANKED)
    set_clock(MONDAY + 2 * DAY)

    digest()
    digest()

    assert [one["Subject"] for one in office.letters] == ["每日汇总：3 条通知"]


def test_no_digest_begins_outside_the_shift(set_clock: SetClock) -> None:
    subscribe(ANN)
    tell("a", ANN, kind=NoticeKind.THANKED)
    set_clock(NIGHT)

    assert digest() == "0"


def test_a_long_digest_says_how_much_more_there_is(office: PostOffice) -> None:
    subscribe(ANN)
    for number in range(53):
        tell(str(number), ANN, kind=NoticeKind.THANKED)

    digest()

    assert "收件箱里还有 3 条" in text_of(office.letters[0])
    assert digest() == "0"


@pytest.mark.parametrize("topic", [Topic.MERGES, Topic.CURATION, Topic.SOPS])
def test_m34_u12_what_one_must_be_told_is_at_the_least_in_the_inbox(topic: Topic) -> None:
    with pytest.raises(Invalid) as refusal:
        choose(ANN, topic, Way.NEVER)

    assert refusal.value.fields == {topic: "not_a_choice"}


@pytest.mark.parametrize(
    ("way", "told", "at_once", "daily"),
    [(Way.NOW, 1, 1, 1), (Way.DIGEST, 1, 0, 1), (Way.INBOX, 1, 0, 0), (Way.NEVER, 0, 0, 0)],
)
def test_each_kind_comes_as_its_reader_chose(
    office: PostOffice, way: Way, told: int, at_once: int, daily: int
) -> None:
    subscribe(ANN)
    choose(ANN, Topic.TO_ANSWER, way)

    tell("a", ANN)
    deliver()
    assert len(office.letters) == at_once
    digest()

    assert len(office.letters) == daily
    assert read().query(Notice).count() == told


def test_who_wants_no_more_mail_of_a_kind_gets_not_even_what_waits(office: PostOffice) -> None:
    subscribe(ANN)
    tell("a", ANN)
    tell("b", ANN, kind=NoticeKind.SOP_UNREAD)

    choose(ANN, Topic.TO_ANSWER, Way.INBOX)
    deliver()

    (letter,) = office.letters
    assert "SOP" in letter["Subject"]


def test_what_is_due_after_a_mail_was_put_off_is_mailed_when_it_is_due(
    office: PostOffice, set_clock: SetClock
) -> None:
    """Notices that are held a while keep their own row: putting others off does not take it along."""
    set_clock(MONDAY - 2 * HOUR)  # half an hour before the shift
    subscribe(ANN)
    with write() as uow:
        key = f"{Way.NOW}:{ANN.id}"
        outbox.enqueue(uow.session, MAIL, key, {}, at=uow.now, not_before=MONDAY)
    tell("a", ANN)

    deliver()

    assert waiting() == 2
