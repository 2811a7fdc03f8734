"""The words for states and other enums, by the name of the enum."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from scenariowiki.runtime.messages import boards, curation, exchange, feedback, points, quality, rewards, wiki
from scenariowiki.runtime.messages.notices import STATES as NOTICES
from scenariowiki.runtime.messages.sops import STATES as SOPS

STATES: Mapping[str, Mapping[str, Any]] = {
    "Role": {
        "reader": _("Reader"),
        "contributor": _("Contributor"),
        "curator": _("Curator"),
        "sop_owner": _("SOP owner"),
        "coach": _("Coach"),
        "reward_admin": _("Reward administrator"),
        "auditor": _("Auditor"),
        "admin": _("Administrator"),
    },
    "Permission": {
        "read": _("Read"),
        "comment": _("Comment"),
        "report_outcome": _("Report outcomes"),
        "capture": _("Capture scenarios"),
        "revise": _("Revise scenarios"),
        "curate": _("Curate"),
        "read_all_teams": _("Read what teams keep to themselves"),
        "manage_taxonomy": _("Manage categories and tags"),
        "import": _("Import"),
        "export": _("Export"),
        "manage_template": _("Manage the template"),
        "manage_people": _("Manage people"),
        "manage_site": _("Manage sites"),
        "read_status": _("Read the status page"),
        "read_audit_log": _("Read the audit log"),
        "manage_tariff": _("Manage the tariff"),
        "grant_points": _("Grant points"),
        "manage_rewards": _("Manage rewards"),
        "read_ledger": _("Read the ledger"),
        "approve_sop": _("Approve SOPs"),
        "review_quality": _("Look at content by the standard"),
        "read_quality": _("Read what coaches wrote"),
        "manage_checklist": _("Manage the content checklist"),
        "mask_text": _("Mask text"),
    },
    "BoardVisibility": {
        "public": _("With my name"),
        "initials": _("With my initials"),
        "hidden": _("Not at all"),
    },
    "ReadingScript": {
        "as_written": _("As written"),
        "hans": _("Simplified characters"),
        "hant": _("Traditional characters"),
    },
    **wiki.STATES,
    **exchange.STATES,
    **curation.STATES,
    **SOPS,
    **feedback.STATES,
    **quality.STATES,
    **boards.STATES,
    **points.STATES,
    **rewards.STATES,
    **NOTICES,
}
