"""The instance itself: its id, made once, and its brand."""

import base64
import hashlib
import re
import uuid

from scenariowiki.accounts import policy
from scenariowiki.accounts.commands.people import ensure_system_account
from scenariowiki.accounts.events import BrandChanged
from scenariowiki.accounts.models import InstanceSetting
from scenariowiki.accounts.rules import LOGO_MAX_BYTES, LOGO_MAX_PIXELS, Actor, display_fault, logo_fault
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
    _set_brand(uow, name=name.strip(), accent=accent or None)
    uow.record(BrandChanged(), by=actor)


def set_logo(uow: UnitOfWork, actor: Actor, content: bytes) -> None:
    """Set the picture beside the name, a small PNG; record BrandChanged."""
    policy.require(policy.may_manage_sites(actor))
    if fault := logo_fault(content):
        raise Invalid(fields={"logo": fault}, limit=LOGO_MAX_PIXELS, kilobytes=LOGO_MAX_BYTES // 1000)
    digest = hashlib.sha256(content).hexdigest()[:16]
    _row(uow, "logo").value = {"digest": digest, "png": base64.b64encode(content).decode()}
    _set_brand(uow, logo=digest)
    uow.record(BrandChanged(), by=actor)


def remove_logo(uow: UnitOfWork, actor: Actor) -> None:
    """Go back to the product's own mark; record BrandChanged."""
    policy.require(policy.may_manage_sites(actor))
    _row(uow, "logo").value = {}
    _set_brand(uow, logo=None)
    uow.record(BrandChanged(), by=actor)


def _set_brand(uow: UnitOfWork, **values: str | None) -> None:
    row = _row(uow, "brand")
    row.value = {**row.value, **values}


def _row(uow: UnitOfWork, name: str) -> InstanceSetting:
    row = uow.session.get(InstanceSetting, name)
    if row is None:
        row = InstanceSetting(name=name, value={})
        uow.session.add(row)
    return row
