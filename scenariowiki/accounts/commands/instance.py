"""The instance itself: its id, made once, and its brand."""

import re
import uuid

from scenariowiki.accounts import policy
from scenariowiki.accounts.commands.people import ensure_system_account
from scenariowiki.accounts.events import BrandChanged
from scenariowiki.accounts.models import InstanceSetting
from scenariowiki.accounts.rules import Actor, display_fault
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork

ACCENT = re.compile(r"#[0-9a-f]{6}")


def settle_instance(uow: UnitOfWork) -> str:
    """Make the instance's id and the built-in account unless they exist; return the id."""
    ensure_system_account(uow)
    row = uow.session.get(InstanceSetting, "instance")
    if row is None:
        row = InstanceSetting(name="instance", value={"id": str(uuid.uuid4())})
        uow.session.add(row)
        uow.session.flush()
    return str(row.value["id"])


def set_brand(uow: UnitOfWork, actor: Actor, *, name: str, accent: str | None) -> None:
    """Set the name and the colour that every page shows; record BrandChanged."""
    policy.require(policy.may_manage_sites(actor))
    if fault := display_fault(name):
        raise Invalid(fields={"name": fault})
    if accent and not ACCENT.fullmatch(accent):
        raise Invalid(fields={"accent": "not_a_colour"})
    row = uow.session.get(InstanceSetting, "brand")
    if row is None:
        row = InstanceSetting(name="brand", value={})
        uow.session.add(row)
    row.value = {**row.value, "name": name.strip(), "accent": accent or None}
    uow.record(BrandChanged(), by=actor)
