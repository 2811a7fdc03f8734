"""Who may call what: one row for every endpoint; a test fails when one is missing or answers otherwise.

Add a row beside every new view. `right` is the permission it asks for, SIGNED_IN when being signed in is
enough, PUBLIC when it answers strangers; `or_right` will do as well; `args` fill the address.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scenariowiki.accounts.rules import Permission
from tests import personas

PUBLIC = "public"
SIGNED_IN = "signed in"


@dataclass(frozen=True, kw_only=True)
class Route:
    right: str
    or_right: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)


def _people(**args: Any) -> Route:
    return Route(right=Permission.MANAGE_PEOPLE, args=args)


REA = {"account_id": personas.REA.id}
BLUE = {"team_id": personas.BLUE}

ROUTES: dict[str, Route] = {
    "static": Route(right=PUBLIC, args={"version": "x", "name": "app.css"}),
    "home.brand_stylesheet": Route(right=PUBLIC),
    "health.healthz": Route(right=PUBLIC),
    "health.readyz": Route(right=PUBLIC),
    "health.metrics": Route(right=PUBLIC),
    "accounts.sign_in": Route(right=PUBLIC),
    "accounts.sign_in_now": Route(right=PUBLIC),
    "accounts.sign_out": Route(right=SIGNED_IN),
    "accounts.sessions": Route(right=SIGNED_IN),
    "accounts.end_session": Route(right=SIGNED_IN, args={"session_id": 999}),
    "accounts.sign_out_everywhere": Route(right=SIGNED_IN),
    "accounts.change_password": Route(right=SIGNED_IN),
    "accounts.save_password": Route(right=SIGNED_IN),
    "accounts.settings": Route(right=SIGNED_IN),
    "accounts.save_settings": Route(right=SIGNED_IN),
    "accounts.tokens": Route(right=SIGNED_IN),
    "accounts.issue_token": Route(right=SIGNED_IN),
    "accounts.revoke_token": Route(right=SIGNED_IN, args={"token_id": 999}),
    "admin.index": Route(right=Permission.MANAGE_TAXONOMY, or_right=Permission.READ_STATUS),
    "admin.people": _people(),
    "admin.new_person": _people(),
    "admin.add_person": _people(),
    "admin.person": _people(**REA),
    "admin.change_person": _people(**REA),
    "admin.reset_password": _people(**REA),
    "admin.sign_person_out": _people(**REA),
    "admin.disable_person": _people(**REA),
    "admin.enable_person": _people(**REA),
    "admin.hand_over": _people(**REA),
    "admin.teams": _people(),
    "admin.new_team": _people(),
    "admin.add_team": _people(),
    "admin.team": _people(**BLUE),
    "admin.change_team": _people(**BLUE),
    "admin.add_member": _people(**BLUE),
    "admin.end_membership": _people(**BLUE, account_id=personas.ZOE.id),
    "admin.close_team": _people(**BLUE),
    "admin.sites": Route(right=Permission.MANAGE_SITE),
    "admin.add_site": Route(right=Permission.MANAGE_SITE),
    "admin.site": Route(right=Permission.MANAGE_SITE, args={"site_id": personas.SITE}),
    "admin.change_site": Route(right=Permission.MANAGE_SITE, args={"site_id": personas.SITE}),
    "admin.brand": Route(right=Permission.MANAGE_SITE),
    "admin.save_brand": Route(right=Permission.MANAGE_SITE),
}
