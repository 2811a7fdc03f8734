"""The words of the tariff's limits: what each is called, and what people read of them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

# Rule of fairness -> what it is called where the tariff is set.
GUARDS: Mapping[str, Any] = {
    "G1": _("Nothing for judging one's own text"),
    "G2": _("Reports by young accounts wait"),
    "G3": _("Held: two who earn for each other"),
    "G5": _("Held: one who earns often for another"),
}

LIMITS: Mapping[str, Any] = {
    "idle_days": _("days it may lie idle"),
    "first_team": _("percent, first team"),
    "second_team": _("percent, second team"),
    "third_team": _("percent, further teams"),
    "per_solution": _("at most for one solution"),
    "wrong_days": _("days in which it is taken back"),
    "per_year": _("times a year"),
    "least_characters": _("characters at least"),
    "full_characters": _("characters for all points"),
    "sitting_minutes": _("minutes of a pause in one sitting"),
    "per_week": _("times a week between two people"),
    "own_percent": _("percent of the text"),
    "account_days": _("days old"),
    "mutual_awards": _("times for each other"),
    "mutual_percent": _("percent of all uses of one of them"),
    "mutual_days": _("days looked at"),
    "serial_acts": _("times, held from the last one on"),
    "serial_hours": _("hours looked at"),
}

# Rule -> its limits as everybody reads them; how much of a text is much (G1) and what G3 and G5 look for is
# not told (G11).
LIMITED: Mapping[str, Any] = {
    "P1": _("Sent back and left alone for %(idle_days)s days, it does not count any more."),
    "P3": _(
        "The first team counts %(first_team)s%%, the second %(second_team)s%%, further ones "
        "%(third_team)s%%; one solution earns at most %(per_solution)s points."
    ),
    "P4": _("Taken back where it turns out wrong within %(wrong_days)s days."),
    "P5": _("At most %(per_year)s times a year for an SOP."),
    "P7": _(
        "From %(least_characters)s lasting characters on, all points from %(full_characters)s; "
        "changes less than %(sitting_minutes)s minutes apart are one."
    ),
    "P11": _("At most %(per_week)s times a week between the same two people."),
    "G2": _("A report by an account younger than %(account_days)s days counts when it is old enough."),
}
