"""The words of leaderboards."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

STATES: Mapping[str, Mapping[str, Any]] = {
    "BoardKind": {
        "people": _("Leaderboard of people"),
        "teams": _("Leaderboard of teams"),
    },
    "Part": {
        "situation": _("Situations"),
        "solution": _("Solutions"),
        "outcome": _("Outcomes"),
        "curation": _("Curation"),
    },
    "StepKind": {
        "share": _("Share a first scenario"),
        "report": _("Report how a solution worked that you used"),
        "solution": _("Add a solution that gets adopted"),
    },
    "Period": {
        "week": _("Week"),
        "month": _("Month"),
        "quarter": _("Quarter"),
        "year": _("Year"),
        "all": _("All time"),
    },
}
