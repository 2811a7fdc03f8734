"""The rail at the left of the administration: the pages that the reader may open."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _

from scenariowiki.accounts.rules import Permission
from scenariowiki.web.request import find_actor
from scenariowiki.web.views.admin.blueprint import bp

PLACES: Sequence[tuple[str, Any, Permission]] = (
    ("index", _("Status"), Permission.READ_STATUS),
    ("people", _("People"), Permission.MANAGE_PEOPLE),
    ("teams", _("Teams"), Permission.MANAGE_PEOPLE),
    ("sites", _("Sites"), Permission.MANAGE_SITE),
    ("brand", _("Brand"), Permission.MANAGE_SITE),
    ("template", _("Template"), Permission.MANAGE_TEMPLATE),
    ("categories", _("Categories"), Permission.MANAGE_TAXONOMY),
    ("tags", _("Tags"), Permission.MANAGE_TAXONOMY),
    ("synonyms", _("Synonyms"), Permission.MANAGE_TAXONOMY),
    ("approvers", _("Approvers of SOPs"), Permission.MANAGE_TAXONOMY),
    ("checklist", _("Content checklist"), Permission.MANAGE_CHECKLIST),
    ("lint", _("Catalogue check"), Permission.MANAGE_TAXONOMY),
    ("rewards", _("Rewards"), Permission.MANAGE_REWARDS),
    ("tariff", _("Tariff"), Permission.MANAGE_TARIFF),
    ("grants", _("Points by hand"), Permission.GRANT_POINTS),
    ("ledger", _("Statements"), Permission.READ_LEDGER),
    ("exchange.imports", _("Import and export"), Permission.IMPORT),
    ("audit", _("Audit log"), Permission.READ_AUDIT_LOG),
)


@bp.context_processor
def rail() -> dict[str, Any]:
    """Give the administration's layout its places."""
    person = find_actor()
    return {"admin_places": [(name, text) for name, text, right in PLACES if person and person.may(right)]}
