"""Commands on people: who may, what is recorded, who is left to administer."""

import datetime as dt
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from scenariowiki.accounts import commands
from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.commands import AccountInput, RegisterInput, SettingsInput, SiteInput, TeamInput
from scenariowiki.accounts.commands.sign_in import PreparedSignIn
from scenariowiki.accounts.models import Account, AccountSession
from scenariowiki.accounts.queries import Filter
from scenariowiki.accounts.rules import Actor, Role, name_fault
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.kernel.events import EventRow
from scenariowiki.notifications.models import MailBox
from scenariowiki.runtime.session import read, write
from tests import personas


def events() -> Any:
    return list(read().scalars(select(EventRow.name).order_by(EventRow.position)))


def register(actor: Actor, **given: Any) -> Any:
    facts = {"name": "bob", "display_name": "Bob", "roles": frozenset({Role.READER})}
    prepared = commands.prepare_account(read(), RegisterInput(**{**facts, **given}))
    with write() as uow:
        return commands.register_account(uow, actor, prepared).id


def test_an_administrator_adds_a_person(app: Flask, ada: Actor) -> None:
    account_id = register(ada, display_name=" 小明 ")

    assert accounts.get_account(read(), account_id).display_name == "小明"
    assert events() == ["AccountRegistered"]


def test_nobody_else_does(app: Flask, cy: Actor) -> None:
    with pytest.raises(Forbidden):
        register(cy)

    assert accounts.find_account(read(), "bob") is None


@pytest.mark.parametrize("twin", ["ann", "Ann", "аnn", "system", "SYSTEM"])
def test_a_twin_is_refused(app: Flask, ada: Actor, twin: str) -> None:
    with pytest.raises(Invalid) as refusal:
        register(ada, name=twin)

    assert "name" in refusal.value.fields


def test_a_name_taken_meanwhile_is_refused(app: Flask, ada: Actor) -> None:
    prepared = [
        commands.prepare_account(read(), RegisterInput(name="bob", display_name="B", roles=frozenset()))
        for _ in range(2)
    ]
    with write() as uow:
        commands.register_account(uow, ada, prepared[0])

    with pytest.raises(Invalid), write() as uow:
        commands.register_account(uow, ada, prepared[1])


def test_roles_are_set_and_recorded(app: Flask, ada: Actor, ann: Actor) -> None:
    with write() as uow:
        commands.set_roles(uow, ada, ann.id, {Role.CURATOR, Role.CONTRIBUTOR})

    assert accounts.get_actor(read(), ann.id).roles == {Role.CURATOR, Role.CONTRIBUTOR}
    assert events() == ["RolesChanged"]


@pytest.mark.parametrize(
    "act",
    [
        lambda uow, ada: commands.set_roles(uow, ada, ada.id, {Role.READER}),
        lambda uow, ada: commands.disable_account(uow, ada, ada.id),
    ],
)
def test_the_last_administrator_stays(app: Flask, ada: Actor, act: Any) -> None:
    with pytest.raises(Conflict) as refusal, write() as uow:
        act(uow, ada)

    assert refusal.value.reason == "last_admin"


def test_one_of_two_administrators_may_go(app: Flask, ada: Actor, ann: Actor) -> None:
    with write() as uow:
        commands.set_roles(uow, ada, ann.id, {Role.ADMIN})
        uow.session.execute(update(Account).where(Account.id == ann.id).values(password_hash="x"))

    with write() as uow:
        commands.set_roles(uow, ada, ada.id, {Role.READER})

    assert Role.ADMIN not in accounts.get_actor(read(), ada.id).roles


def test_disabling_ends_tokens_and_enabling_brings_none_back(app: Flask, ada: Actor, ann: Actor) -> None:
    with write() as uow:
        issued = commands.issue_token(uow, ann, ann.id, "bot")
    with write() as uow:
        commands.disable_account(uow, ada, ann.id)
    with write() as uow:
        commands.enable_account(uow, ada, ann.id)

    assert accounts.actor_for_token(read(), issued.token, now=clock.now()) is None
    assert events() == ["TokenIssued", "AccountDisabled", "TokenRevoked", "AccountEnabled"]


def test_l19_a_forgotten_name_is_nowhere_and_never_comes_back(app: Flask, ada: Actor, ann: Actor) -> None:
    with write() as uow:
        uow.session.add(MailBox(account_id=ann.id, address="ann@example.org"))
        commands.begin_session(
            uow, PreparedSignIn(account_id=ann.id, keys={}, address="10.0.0.7", user_agent="x")
        )
    with pytest.raises(Conflict, match="not_disabled"), write() as uow:
        commands.anonymise_account(uow, ada, ann.id)
    with write() as uow:
        commands.disable_account(uow, ada, ann.id)
    for _again in range(2):
        with write() as uow:
            commands.anonymise_account(uow, ada, ann.id)
    with pytest.raises(Conflict, match="anonymised"), write() as uow:
        commands.enable_account(uow, ada, ann.id)

    row = read().get_one(Account, ann.id)
    assert (row.name, row.display_name, row.password_hash) == (f"#{ann.id}", f"离职同事{ann.id}", None)
    assert read().query(MailBox).count() == 0
    assert {(one.address, one.user_agent) for one in read().query(AccountSession)} == {("", "")}
    assert events()[-2:] == ["AccountAnonymised", "AccountChanged"]
    assert name_fault(row.name) == "name_characters"


def test_a_password_that_somebody_else_set_ends_the_tokens(app: Flask, ada: Actor, ann: Actor) -> None:
    with write() as uow:
        issued = commands.issue_token(uow, ann, ann.id, "bot")

    for actor, still in ((ann, True), (ada, False)):
        prepared = commands.prepare_password(read(), ann.id, f"correct horse {actor.name} battery")
        with write() as uow:
            commands.change_password(uow, actor, prepared)

        assert (accounts.actor_for_token(read(), issued.token, now=clock.now()) is not None) is still


def test_a_token_acts_with_its_accounts_roles(app: Flask, ann: Actor) -> None:
    with write() as uow:
        issued = commands.issue_token(uow, ann, ann.id, "bot")

    live = accounts.actor_for_token(read(), issued.token, now=clock.now())
    assert live is not None
    assert live.actor == ann


def test_a_token_ends_by_itself_when_it_was_given_for_some_days(app: Flask, ann: Actor) -> None:
    with write() as uow:
        issued = commands.issue_token(uow, ann, ann.id, "bot", days=30, read_only=True)

    for days, is_good in ((29, True), (30, False)):
        at = clock.now() + timedelta(days=days)
        live = accounts.actor_for_token(read(), issued.token, now=at)
        assert (live is not None) is is_good
        assert live is None or live.read_only


@pytest.mark.parametrize("days", [0, -1, 3651])
def test_no_token_is_good_for_no_days_or_for_ever_so_many(app: Flask, ann: Actor, days: int) -> None:
    with pytest.raises(Invalid) as refusal, write() as uow:
        commands.issue_token(uow, ann, ann.id, "bot", days=days)

    assert refusal.value.fields == {"days": "out_of_range"}


def test_expired_tokens_leave_room_for_new_ones(app: Flask, ann: Actor) -> None:
    with write(now=clock.now() - timedelta(days=9)) as uow:
        for _number in range(20):
            commands.issue_token(uow, ann, ann.id, "bot", days=1)

    with write() as uow:
        assert commands.issue_token(uow, ann, ann.id, "bot")


def test_the_built_in_account_is_nobodys_to_change(app: Flask, ada: Actor) -> None:
    with pytest.raises(NotFound), write() as uow:
        commands.change_account(uow, ada, personas.SYSTEM.id, AccountInput(display_name="x"))


def test_the_built_in_account_is_made_once(app: Flask) -> None:
    with write() as uow:
        first = commands.ensure_system_account(uow)
        second = commands.ensure_system_account(uow)

    assert first == second
    assert (first.name, first.display_name) == ("system", "系统")


def test_the_built_in_account_loses_the_english_name_it_had(app: Flask) -> None:
    with write() as uow:
        account_id = commands.ensure_system_account(uow).id
        uow.session.get_one(Account, account_id).display_name = "system"

    with write() as uow:
        assert commands.ensure_system_account(uow).display_name == "系统"


def test_the_instance_has_one_id(app: Flask) -> None:
    with write() as uow:
        first = commands.settle_instance(uow)
        second = commands.settle_instance(uow)

    assert first == second == accounts.get_instance_id(read())


def test_moving_teams_leaves_the_old_one_on_record(app: Flask, ada: Actor, ann: Actor) -> None:
    with write() as uow:
        commands.move_to_team(uow, ada, ann.id, personas.BLUE)

    rows = accounts.list_memberships(read(), ann.id)
    assert [(row.team_id, row.until is None) for row in rows] == [
        (personas.BLUE, True),
        (personas.RED, False),
    ]
    assert events() == ["TeamLeft", "TeamJoined"]


def test_nobody_is_in_two_teams_at_a_time(app: Flask, ada: Actor) -> None:
    for team, day in ((personas.RED, 1), (personas.BLUE, 20), (personas.RED, 10)):
        with write() as uow:
            commands.join_team(uow, ada, ada.id, team, since=dt.date(2026, 1, day))

    rows = accounts.list_memberships(read(), ada.id)
    assert [(row.team_id, row.since.day, row.until and row.until.day) for row in rows] == [
        (personas.RED, 10, None),
        (personas.BLUE, 20, 20),
        (personas.RED, 1, 10),
    ]


def test_a_team_with_people_is_not_closed(app: Flask, ada: Actor) -> None:
    with pytest.raises(Conflict), write() as uow:
        commands.close_team(uow, ada, personas.RED)


def test_a_team_has_its_own_name(app: Flask, ada: Actor) -> None:
    with pytest.raises(Invalid), write() as uow:
        commands.save_team(uow, ada, TeamInput(name="红队"))

    with write() as uow:
        commands.save_team(uow, ada, TeamInput(name="红队", lead_id=ada.id), personas.RED)
    assert accounts.get_team(read(), personas.RED).lead_id == ada.id


@pytest.mark.parametrize(
    "wrong",
    [{"timezone": "Mars/Base"}, {"week": (8,)}, {"week": ()}, {"name": ""}, {"name": "合肥"}],
)
def test_a_site_makes_sense(app: Flask, ada: Actor, wrong: Any) -> None:
    with pytest.raises(Invalid), write() as uow:
        commands.save_site(uow, ada, SiteInput(**{"name": "台北", "timezone": "Asia/Taipei", **wrong}))


def test_settings_change_only_what_is_given(app: Flask, ann: Actor) -> None:
    with write() as uow:
        commands.change_settings(uow, ann, SettingsInput(locale="en"))

    assert accounts.get_actor(read(), ann.id).locale == "en"
    assert events() == ["AccountChanged"]


def test_people_are_found_by_either_name_and_by_role(app: Flask) -> None:
    rows = accounts.list_accounts(read(), Filter(q="AN", role=Role.CONTRIBUTOR)).rows

    assert [row.name for row in rows] == ["ann"]


def test_the_built_in_account_is_on_no_list(app: Flask) -> None:
    page = accounts.list_accounts(read(), Filter(leavers=True))

    assert page.total == len(personas.EVERYBODY)
