"""Accounts: registering, naming, giving roles, disabling; never deleting."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scenariowiki.accounts import policy
from scenariowiki.accounts.commands.hashing import hash_password
from scenariowiki.accounts.commands.loading import count_other_admins, get_person, get_row, roles_of
from scenariowiki.accounts.commands.passwords import check_password
from scenariowiki.accounts.commands.sessions import end_sessions_of
from scenariowiki.accounts.commands.tokens import revoke_tokens_of
from scenariowiki.accounts.events import (
    AccountAnonymised,
    AccountChanged,
    AccountDisabled,
    AccountEnabled,
    AccountRegistered,
    RolesChanged,
)
from scenariowiki.accounts.models import Account, AccountRole, AccountSession, ApiToken, Site
from scenariowiki.accounts.queries import get_actor
from scenariowiki.accounts.rules import (
    SYSTEM,
    SYSTEM_SHOWN,
    Actor,
    Role,
    display_fault,
    is_pseudonym,
    name_fault,
    pseudonym,
    skeleton,
)
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class RegisterInput:
    """A new account; without a password nobody can sign in with it, a temporary one is changed first."""

    name: str
    display_name: str
    roles: frozenset[Role]
    password: str | None = None
    site_id: int | None = None
    locale: str | None = None
    demo: bool = False
    is_temporary: bool = False


@dataclass(frozen=True, kw_only=True)
class AccountInput:
    """What an administrator sets of an account."""

    display_name: str
    site_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class PreparedAccount:
    """A checked registration, its password hashed."""

    given: RegisterInput
    key: str
    password_hash: str | None


def prepare_account(session: Session, given: RegisterInput) -> PreparedAccount:
    """Check names and password of a new account and hash; raise Invalid with a code for each field."""
    key = skeleton(given.name)
    faults: dict[str, Any] = {
        "name": name_fault(given.name) or _twin_fault(session, key),
        "display_name": display_fault(given.display_name),
    }
    faults = {field: code for field, code in faults.items() if code}
    if faults:
        raise Invalid(fields=faults)
    if given.password is None:
        return PreparedAccount(given=given, key=key, password_hash=None)
    check_password(session, given.password, (given.name, given.display_name))
    return PreparedAccount(given=given, key=key, password_hash=hash_password(given.password))


def _twin_fault(session: Session, key: str) -> str | None:
    taken = session.scalar(select(Account.id).where(Account.key == key))
    return "name_taken" if taken or key == skeleton(SYSTEM) else None


def register_account(uow: UnitOfWork, actor: Actor, prepared: PreparedAccount) -> Account:
    """Add an account with its roles; record AccountRegistered."""
    policy.require(policy.may_manage_people(actor))
    given = prepared.given
    if given.site_id is not None:
        get_row(uow.session, Site, given.site_id)
    account = Account(
        name=given.name,
        key=prepared.key,
        display_name=given.display_name.strip(),
        password_hash=prepared.password_hash,
        password_changed_at=uow.now if prepared.password_hash else None,
        must_change_password=given.is_temporary,
        site_id=given.site_id,
        locale=given.locale,
        demo=given.demo,
        created_at=uow.now,
        created_by=actor.id,
    )
    _insert(uow, account)
    _grant(uow, actor, account.id, given.roles)
    uow.record(AccountRegistered(account_id=account.id), by=actor)
    return account


def _insert(uow: UnitOfWork, account: Account) -> None:
    try:
        with uow.session.begin_nested():
            uow.session.add(account)
    except IntegrityError as error:  # somebody took the name since it was looked up
        raise Invalid(fields={"name": "name_taken"}) from error


def change_account(uow: UnitOfWork, actor: Actor, account_id: int, given: AccountInput) -> None:
    """Set the name people read and the site; record AccountChanged when either differs."""
    policy.require(policy.may_manage_people(actor))
    account = get_person(uow.session, account_id)
    if fault := display_fault(given.display_name):
        raise Invalid(fields={"display_name": fault})
    if given.site_id is not None:
        get_row(uow.session, Site, given.site_id)
    fields = _set(account, display_name=given.display_name.strip(), site_id=given.site_id)
    if fields:
        uow.record(AccountChanged(account_id=account.id, fields=fields), by=actor)


def _set(account: Account, **values: Any) -> tuple[str, ...]:
    changed = tuple(name for name, value in values.items() if getattr(account, name) != value)
    for name in changed:
        setattr(account, name, values[name])
    if changed:
        account.version += 1
    return changed


def set_roles(uow: UnitOfWork, actor: Actor, account_id: int, roles: Collection[Role]) -> None:
    """Make these the roles of an account; its sessions end, so that no page of the old roles stays open.

    Raise Conflict when nobody could administer any more; record RolesChanged when anything differs.
    """
    policy.require(policy.may_manage_people(actor))
    account = get_person(uow.session, account_id)
    held, wanted = roles_of(uow.session, account.id), frozenset(roles)
    if held == wanted:
        return
    if Role.ADMIN in held:
        policy.require_an_admin_left(wanted, count_other_admins(uow.session, account.id))
    _revoke(uow, account.id, held - wanted)
    _grant(uow, actor, account.id, wanted - held)
    account.version += 1
    uow.record(
        RolesChanged(
            account_id=account.id, granted=tuple(sorted(wanted - held)), revoked=tuple(sorted(held - wanted))
        ),
        by=actor,
    )
    if actor.id != account.id:
        end_sessions_of(uow, actor, account.id, reason="roles_changed")


def _grant(uow: UnitOfWork, actor: Actor, account_id: int, roles: Collection[Role]) -> None:
    for role in sorted(roles):
        uow.session.add(
            AccountRole(account_id=account_id, role=role, granted_at=uow.now, granted_by=actor.id)
        )


def _revoke(uow: UnitOfWork, account_id: int, roles: Collection[Role]) -> None:
    for role in roles:
        uow.session.delete(get_role(uow.session, account_id, role))
    uow.session.flush()


def get_role(session: Session, account_id: int, role: Role) -> AccountRole:
    """Return the row that gives an account a role."""
    return session.get_one(AccountRole, (account_id, role.value))


def disable_account(uow: UnitOfWork, actor: Actor, account_id: int) -> None:
    """Close an account: its sessions and tokens end at once, its credits stay; record AccountDisabled."""
    policy.require(policy.may_manage_people(actor))
    account = get_person(uow.session, account_id)
    if account.disabled_at is not None:
        raise Conflict("already_disabled")
    if Role.ADMIN in roles_of(uow.session, account.id):
        policy.require_an_admin_left((), count_other_admins(uow.session, account.id))
    account.disabled_at = uow.now
    account.version += 1
    uow.record(AccountDisabled(account_id=account.id), by=actor)
    end_sessions_of(uow, actor, account.id, reason="disabled")
    revoke_tokens_of(uow, actor, account.id)


def enable_account(uow: UnitOfWork, actor: Actor, account_id: int) -> None:
    """Open a closed account again, or raise `anonymised`; record AccountEnabled."""
    policy.require(policy.may_manage_people(actor))
    account = get_person(uow.session, account_id)
    if account.disabled_at is None:
        raise Conflict("not_disabled")
    if is_pseudonym(account.name):
        raise Conflict("anonymised")
    account.disabled_at = None
    account.version += 1
    uow.record(AccountEnabled(account_id=account.id), by=actor)


def anonymise_account(uow: UnitOfWork, actor: Actor, account_id: int) -> None:
    """Put a pseudonym for the name of somebody who has left, for good; their history stays under it (L19).

    Raises `not_disabled` while the account is open. Records AccountAnonymised and, since pages show another
    name now, AccountChanged; nothing where it was done before.
    """
    policy.require(policy.may_manage_people(actor))
    account = get_person(uow.session, account_id)
    if account.disabled_at is None:
        raise Conflict("not_disabled")
    if is_pseudonym(account.name):
        return
    name, shown = pseudonym(account.id)
    _set(account, name=name, key=skeleton(name), display_name=shown, password_hash=None)
    own_sessions, own_tokens = AccountSession.account_id == account.id, ApiToken.account_id == account.id
    uow.session.execute(update(AccountSession).where(own_sessions).values(address="", user_agent=""))
    uow.session.execute(update(ApiToken).where(own_tokens).values(label=""))
    uow.record(AccountAnonymised(account_id=account.id), by=actor)
    uow.record(AccountChanged(account_id=account.id, fields=("name", "display_name")), by=actor)


def ensure_system_account(uow: UnitOfWork) -> Actor:
    """Return the built-in account that acts on the command line; make it at the first use."""
    found = uow.session.execute(
        select(Account.id, Account.display_name).where(Account.name == SYSTEM)
    ).one_or_none()
    account_id = found.id if found else None
    if found and found.display_name == SYSTEM:  # as it was called once
        uow.session.get_one(Account, found.id).display_name = SYSTEM_SHOWN
    if account_id is None:
        account = Account(name=SYSTEM, key=skeleton(SYSTEM), display_name=SYSTEM_SHOWN, created_at=uow.now)
        uow.session.add(account)
        uow.session.flush()
        account_id = account.id
        for role in (Role.ADMIN, Role.CURATOR):
            uow.session.add(AccountRole(account_id=account_id, role=role, granted_at=uow.now))
        uow.session.flush()
    return get_actor(uow.session, account_id)
