"""A mail address is taken when the code that went there came back, and given up when its owner says so."""

import datetime as dt
from email.headerregistry import Address

import pytest

from scenariowiki.kernel.errors import Invalid
from scenariowiki.notifications import commands, queries
from scenariowiki.notifications.models import MailBox
from scenariowiki.notifications.rules import address_fault
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.mail.acts import deliver, make_due, subscribe, tell, waiting
from tests.mail.conftest import MORNING, SetClock
from tests.mail.post_office import PostOffice

pytestmark = pytest.mark.usefixtures("app", "set_clock")
ANN = personas.ANN
NEW = "ann.li@example.com"


def ask(address: str = NEW) -> None:
    with write() as uow:
        commands.ask_address(uow, ANN, address)
    deliver()


def confirm(code: str) -> bool:
    with write() as uow:
        return commands.confirm_address(uow, ANN, code)


def box() -> MailBox:
    read().rollback()
    found = queries.find_box(read(), ANN.id)
    assert found is not None
    return found


def code_in(office: PostOffice) -> str:
    return str(office.letters[-1]["Subject"]).split()[-1]


def test_the_code_goes_to_the_new_address_and_nothing_else_does_before_it_came_back(
    office: PostOffice,
) -> None:
    ask()
    tell("a", ANN)
    deliver()
    assert [one["To"] for one in office.letters] == [NEW]

    assert confirm(f" {code_in(office)} ")

    assert (box().address, box().wanted, box().code) == (NEW, "", "")
    tell("b", ANN)
    deliver()
    assert [one["To"] for one in office.letters] == [NEW, NEW]


def test_the_old_address_is_good_until_the_new_one_is(office: PostOffice) -> None:
    subscribe(ANN)
    ask()
    tell("a", ANN)

    deliver()

    assert [one["To"] for one in office.letters] == [NEW, "ann@example.com"]


def test_a_code_is_guessed_five_times_at_most(office: PostOffice) -> None:
    ask()
    code = code_in(office)
    wrong = f"{(int(code) + 1) % 10**6:06}"

    assert [confirm(wrong) for _try in range(5)] == [False] * 5

    with pytest.raises(Invalid):
        confirm(code)
    assert box().address == ""


def test_a_code_is_good_for_an_hour(office: PostOffice, set_clock: SetClock) -> None:
    ask()
    set_clock(MORNING + dt.timedelta(minutes=61))

    with pytest.raises(Invalid):
        confirm(code_in(office))


def test_another_code_is_to_be_waited_for(office: PostOffice, set_clock: SetClock) -> None:
    ask()
    with pytest.raises(Invalid) as refusal:
        ask("somebody@example.com")
    assert refusal.value.fields == {"address": "code_just_sent"}

    set_clock(MORNING + dt.timedelta(minutes=2))
    ask()

    assert len(office.letters) == 2


@pytest.mark.parametrize(
    "address",
    [
        *("", "ann", "ann@", "@example.com", "a b@example.com", "ann@example.com\nBcc: x@example.com"),
        *("a@b@example.com", "安@example.com", "ann@exa..mple.com", "ann@-example.com"),
        *(".ann@example.com", "ann.@example.com", "=?utf-8?q?ann?=@example.com", "ann@example-.com"),
        "a" * 300 + "@example.com",
    ],
)
def test_what_is_no_address_is_refused(office: PostOffice, address: str) -> None:
    with pytest.raises(Invalid):
        ask(address)

    assert office.letters == []


def test_an_unknown_address_is_given_up_with_its_reason(office: PostOffice) -> None:
    subscribe(ANN)
    office.refuses[NEW] = "550 5.1.1 unknown"

    ask()

    assert (box().address, box().wanted) == ("ann@example.com", "")
    assert box().refused == f"{NEW}: 550 5.1.1 unknown"


def test_who_wants_no_more_mail_gets_none(office: PostOffice) -> None:
    subscribe(ANN)
    tell("a", ANN)
    with write() as uow:
        commands.drop_address(uow, ANN)

    deliver()

    assert office.letters == []


def test_every_address_that_is_taken_can_be_written_to() -> None:
    for local in ("ann", "a.b", "a+b", "o'neil", "a_b", "{x}|~", "a=b"):
        given = f"{local}@mail-1.example.com"
        assert address_fault(given) == ""
        assert Address(addr_spec=given).addr_spec == given


def test_a_code_that_is_over_is_not_sent(office: PostOffice, set_clock: SetClock) -> None:
    office.close()
    ask()
    set_clock(MORNING + dt.timedelta(minutes=61))
    office.open()

    deliver()

    assert (office.letters, waiting()) == ([], 0)


def test_a_code_is_sent_once_though_others_of_its_batch_fail(office: PostOffice) -> None:
    subscribe(personas.ZOE, personas.CY)
    with write() as uow:
        commands.ask_address(uow, ANN, NEW)
    tell("a", personas.ZOE, personas.CY)
    office.breaks_after = 1

    deliver()
    office.breaks_after = None
    make_due()
    deliver()

    assert sorted(one["To"] for one in office.letters) == [NEW, "cy@example.com", "zoe@example.com"]
