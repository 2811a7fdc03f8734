"""Mail reaches everybody once: whatever the server does, nothing is lost and nothing is sent twice."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from scenariowiki.accounts.commands import people
from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import Actor
from scenariowiki.jobs import drain, process
from scenariowiki.kernel import clock, outbox
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.notifications import commands, queries
from scenariowiki.notifications.models import MailBox, Notice
from scenariowiki.notifications.rules import MAIL, NoticeKind
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import facts
from scenariowiki.scenarios.commands.facts import FactsInput
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.rules.states import Audience
from tests import personas
from tests.mail.acts import address_of, deliver, digest, make_due, subscribe, tell, waiting
from tests.mail.conftest import MORNING, SetClock
from tests.mail.post_office import PostOffice, text_of
from tests.scenarios.writing import published, situation

pytestmark = pytest.mark.usefixtures("app", "set_clock")
ADA, ANN, CY, DAN, LEE, PAT, ZOE = (
    personas.ADA,
    personas.ANN,
    personas.CY,
    personas.DAN,
    personas.LEE,
    personas.PAT,
    personas.ZOE,
)
HOUR = dt.timedelta(hours=1)


def box(person: Actor) -> MailBox:
    read().rollback()
    found = queries.find_box(read(), person.id)
    assert found is not None
    return found


def page_of(no: int) -> int:
    return read().scalars(select(Scenario.id).where(Scenario.no == no)).one()


def test_a_letter_says_what_the_inbox_says_and_leads_there(office: PostOffice) -> None:
    no = published(ANN, about=situation("客户说“<已缴费>”"))
    subscribe(ANN)

    tell("a", ANN, page=page_of(no))
    deliver()

    (letter,) = office.to(address_of(ANN))
    assert "F-1" in letter["Subject"]
    assert letter["From"].addresses[0].addr_spec == "wiki@example.com"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "https://wiki.example.com/feedback/1" in text_of(letter)
    assert "https://wiki.example.com/me/notices" in text_of(letter)
    assert f"S-{no} 客户说“<已缴费>”" in text_of(letter)
    rich = letter.get_body(("html",))
    assert rich is not None
    assert "&lt;已缴费&gt;" in rich.get_content()


def test_m19_one_event_is_mailed_once_however_often_the_postman_goes(office: PostOffice) -> None:
    subscribe(ANN, ZOE)
    tell("a", ANN, ZOE)

    deliver()
    tell("b", ANN)
    deliver()
    assert digest() == "0"

    assert len(office.to(address_of(ZOE))) == 1
    first, second = office.to(address_of(ANN))
    assert first["Message-ID"] != second["Message-ID"]


def test_what_comes_together_goes_in_one_letter(office: PostOffice) -> None:
    subscribe(ANN)
    tell("a", ANN)
    tell("b", ANN, kind=NoticeKind.SOP_UNREAD)

    deliver()

    (letter,) = office.letters
    assert letter["Subject"] == "2 条新通知"


def test_mail_down_and_up_again_loses_nothing_and_sends_nothing_twice(office: PostOffice) -> None:
    everybody = (ANN, CY, DAN, LEE, PAT, ZOE)
    subscribe(*everybody)
    office.close()
    tell("a", *everybody)
    deliver()
    assert waiting() == len(everybody)

    office.open()
    office.breaks_after = 3
    make_due()
    deliver()
    assert len(office.letters) == 3
    office.breaks_after = None
    make_due()
    deliver()

    assert sorted(one["To"] for one in office.letters) == sorted(map(address_of, everybody))
    assert waiting() == 0


def test_who_has_no_address_is_told_in_the_inbox_alone(office: PostOffice) -> None:
    tell("a", ANN)

    deliver()

    assert (office.letters, waiting()) == ([], 0)
    assert read().scalars(select(Notice.kind)).all() == ["ticket_for_you"]


def test_what_was_read_meanwhile_is_not_mailed(office: PostOffice) -> None:
    subscribe(ANN)
    tell("a", ANN)
    with write() as uow:
        commands.mark_all_read(uow, ANN)

    deliver()

    assert (office.letters, waiting()) == ([], 0)


def test_a_page_that_one_may_no_longer_read_is_not_mailed(office: PostOffice) -> None:
    no = published(ANN, about=situation("只给本组看"))
    subscribe(ZOE)
    tell("a", ZOE, page=page_of(no))
    with write() as uow:
        facts.change_facts(uow, CY, no, FactsInput(audience=Audience.TEAM, team=personas.RED))

    deliver()

    assert office.letters == []


def test_who_left_gets_no_mail(office: PostOffice) -> None:
    subscribe(ANN)
    tell("a", ANN)
    with write() as uow:
        people.disable_account(uow, ADA, ANN.id)

    deliver()

    assert (office.letters, waiting()) == ([], 0)


def test_an_address_that_is_refused_is_given_up_and_its_owner_told_why(office: PostOffice) -> None:
    subscribe(ANN, ZOE)
    office.refuses[address_of(ANN)] = "550 5.1.1 no such user"
    tell("a", ANN, ZOE)

    deliver()
    tell("b", ANN)
    deliver()

    assert [one["To"] for one in office.letters] == [address_of(ZOE)]
    assert (box(ANN).address, box(ANN).refused) == ("", "ann@example.com: 550 5.1.1 no such user")


@pytest.mark.parametrize(
    "answer",
    [
        "554 5.7.1 relay access denied",
        "550 relay denied",
        "550 5.1.8 sender's domain not found",
        "550 5.1.0 no",
    ],
)
def test_a_server_that_is_set_wrong_costs_nobody_an_address_and_no_letter(
    office: PostOffice, set_clock: SetClock, answer: str
) -> None:
    subscribe(ANN, ZOE)
    office.refuses = {address_of(ANN): answer, address_of(ZOE): answer}
    tell("a", ANN, ZOE)

    for later in range(12):
        deliver()
        set_clock(MORNING + later * dt.timedelta(minutes=20))

    assert (box(ANN).address, box(ANN).refused, waiting()) == (address_of(ANN), "", 2)
    assert outbox.backlog(read(), now=clock.now())[MAIL] == (2, MORNING, 2)
    assert read().scalars(select(OutboxRow.error).where(OutboxRow.kind == MAIL)).all() == [answer, answer]
    office.refuses = {}
    make_due()
    deliver()
    assert sorted(one["To"] for one in office.letters) == [address_of(ANN), address_of(ZOE)]


@pytest.mark.parametrize(("answer", "is_given_up"), [("550 unknown user", True), ("550 5.7.1 denied", False)])
def test_an_address_that_is_refused_without_a_reason_for_three_days_is_given_up(
    office: PostOffice, set_clock: SetClock, answer: str, *, is_given_up: bool
) -> None:
    """It was asked for every four hours until its owner changed it, and they never heard of it."""
    subscribe(ANN, ZOE)
    office.refuses[address_of(ANN)] = answer
    tell("a", ANN)
    for days in range(4):
        set_clock(MORNING + days * dt.timedelta(days=1))
        make_due()
        deliver()

    assert (box(ANN).address == "", waiting()) == (is_given_up, 0 if is_given_up else 1)
    told = read().scalars(select(Notice.account_id).where(Notice.kind == "mail_refused")).all()
    assert told == ([ANN.id] if is_given_up else [])


def test_a_letter_that_arrives_ends_the_three_days(office: PostOffice, set_clock: SetClock) -> None:
    subscribe(ANN)
    for days, answer in ((0, "550 unknown user"), (3, ""), (4, "550 unknown user")):
        set_clock(MORNING + days * dt.timedelta(days=1))
        office.refuses = {address_of(ANN): answer} if answer else {}
        tell(f"{days}", ANN)
        make_due()
        deliver()

    assert (box(ANN).address, len(office.letters)) == (address_of(ANN), 1)


def test_a_server_that_asks_to_come_again_is_asked_again_and_keeps_nobody_else_waiting(
    office: PostOffice, set_clock: SetClock
) -> None:
    subscribe(ANN, ZOE)
    office.refuses[address_of(ANN)] = "450 come again later"
    tell("a", ANN, ZOE)
    deliver()
    assert [one["To"] for one in office.letters] == [address_of(ZOE)]

    office.refuses.clear()
    deliver()
    assert len(office.letters) == 1
    set_clock(MORNING + HOUR)
    deliver()

    assert [one["To"] for one in office.letters] == [address_of(ZOE), address_of(ANN)]


def test_a_server_that_goes_down_meanwhile_has_all_of_it_tried_again_once(office: PostOffice) -> None:
    subscribe(ANN, ZOE)
    office.refuses[address_of(ANN)] = "421 going down"
    tell("a", ANN, ZOE)

    deliver()
    assert (office.letters, waiting()) == ([], 2)
    office.refuses.clear()
    make_due()
    deliver()

    assert [one["To"] for one in office.letters] == [address_of(ANN), address_of(ZOE)]


def test_a_server_that_takes_so_many_at_a_time_is_called_again(office: PostOffice) -> None:
    everybody = (ANN, CY, DAN, LEE, PAT, ZOE)
    subscribe(*everybody)
    office.takes_at_a_time = 2
    tell("a", *everybody)

    deliver()

    assert sorted(one["To"] for one in office.letters) == sorted(map(address_of, everybody))
    assert waiting() == 0


def test_a_letter_whose_answer_was_lost_goes_again_alone_and_under_the_same_name(office: PostOffice) -> None:
    subscribe(ANN, ZOE)
    tell("a", ANN, ZOE)
    office.swallows = 1

    deliver()
    make_due()
    deliver()

    first, again = office.to(address_of(ANN))
    assert first["Message-ID"] == again["Message-ID"]
    assert len(office.to(address_of(ZOE))) == 1


def test_the_postman_looks_up_between_a_few_letters(office: PostOffice) -> None:
    subscribe(ANN, CY, ZOE)
    tell("a", ANN, CY, ZOE)

    assert drain.drain_once(only=MAIL, limit=2) == 2

    assert len(office.letters) == 2
    deliver()
    assert len(office.letters) == 3


def test_a_title_is_mailed_in_the_script_that_its_reader_chose(office: PostOffice) -> None:
    no = published(ANN, about=situation("有货却说缺货"))
    subscribe(ZOE)
    with write() as uow:
        uow.session.execute(update(Account).where(Account.id == ZOE.id).values(script="hant"))
    tell("a", ZOE, page=page_of(no))

    deliver()

    assert "有貨卻說缺貨" in text_of(office.letters[0])


def test_what_people_type_ends_no_header(office: PostOffice) -> None:
    subscribe(ANN)
    with write() as uow:
        name = {"display_name": "Cy\r\nBcc: all@example.com\x07"}
        uow.session.execute(update(Account).where(Account.id == CY.id).values(**name))
    tell("a", ANN, kind=NoticeKind.TICKET_REOPENED)

    deliver()

    (letter,) = office.letters
    assert letter["Bcc"] is None
    assert "Bcc: all@example.com" in letter["Subject"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_a_server_with_a_password_takes_only_the_right_one(make_app: Callable[..., Flask]) -> None:
    guarded = PostOffice(password="p@ss word")
    guarded.open()
    subscribe(ANN)
    tell("a", ANN)
    try:
        for given, count in (("wrong", 0), ("p%40ss%20word", 1)):
            app = make_app(SMTP_URL=guarded.url.replace("//", f"//wiki:{given}@"), MAIL_FROM="w@example.com")
            with app.app_context():
                make_due()
                deliver()
                assert (len(guarded.letters), waiting()) == (count, 1 - count)
    finally:
        guarded.close()


@pytest.mark.parametrize("password", ["secret#1", "secret/1", "secret?1"])
def test_a_password_that_is_not_escaped_gets_into_no_log_and_no_outbox(
    make_app: Callable[..., Flask], caplog: pytest.LogCaptureFixture, password: str
) -> None:
    subscribe(ANN)
    tell("a", ANN)

    with make_app(SMTP_URL=f"smtps://me:{password}@127.0.0.1:1").app_context():
        make_due()
        deliver()

        errors = read().scalars(select(OutboxRow.error).where(OutboxRow.kind == MAIL)).all()
    assert errors == ["ValueError: mail_url_wrong"]
    assert "mail_url_wrong" in caplog.text
    assert "secret" not in caplog.text


def test_the_background_process_carries_mail_too(app: Flask, office: PostOffice) -> None:
    subscribe(ANN)
    tell("a", ANN)

    process.run_once(app, ())

    assert len(office.letters) == 1


def test_without_a_server_nothing_waits(make_app: Callable[..., Flask]) -> None:
    with make_app().app_context():
        subscribe(ANN)
        tell("a", ANN)
        deliver()

        assert waiting() == 0
