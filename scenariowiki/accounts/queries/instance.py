"""What belongs to the instance as a whole: its id, its brand, whether anybody is there yet."""

import base64
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, InstanceSetting
from scenariowiki.accounts.rules import SYSTEM

BRAND_NAME = "情景库"
DEMO = "demo"  # the setting that stands once the demo content was loaded to its end


@dataclass(frozen=True, kw_only=True)
class Brand:
    """Name, logo and colour of the instance; without a logo the product's mark is drawn."""

    name: str = BRAND_NAME
    logo_url: str | None = None
    accent: str | None = None


def get_brand(session: Session) -> Brand:
    """Return the brand, or the product's own."""
    value = session.scalar(select(InstanceSetting.value).where(InstanceSetting.name == "brand"))
    if not value:
        return Brand()
    logo = value.get("logo")
    return Brand(
        name=value.get("name") or BRAND_NAME,
        logo_url=f"/brand/logo/{logo}.png" if logo else None,
        accent=value.get("accent") or None,
    )


def find_logo(session: Session, digest: str) -> bytes | None:
    """Return the PNG that goes by a digest, or None when the logo is another by now."""
    value = session.scalar(select(InstanceSetting.value).where(InstanceSetting.name == "logo"))
    return base64.b64decode(value["png"]) if value and value.get("digest") == digest else None


def get_instance_id(session: Session) -> str | None:
    """Return the id that exports carry, or None before the first use."""
    value = session.scalar(select(InstanceSetting.value).where(InstanceSetting.name == "instance"))
    return value["id"] if value else None


def is_empty(session: Session) -> bool:
    """Tell whether nobody has an account yet, so that the sign-in page can say how the first is made."""
    return session.scalar(select(Account.id).where(Account.name != SYSTEM).limit(1)) is None


def is_half_demo(session: Session) -> bool:
    """Tell whether loading the demo content was cut short, and nobody real has an account."""
    real = select(Account.id).where(Account.name != SYSTEM, ~Account.demo).limit(1)
    is_whole = session.get(InstanceSetting, DEMO) is not None
    return not is_whole and not is_empty(session) and session.scalar(real) is None
