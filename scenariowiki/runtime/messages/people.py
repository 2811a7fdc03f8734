"""What refusals about people say."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

PEOPLE: Mapping[str, Any] = {
    "sign_in_failed": _("Name or password is wrong."),
    "sign_in_throttled": _("Too many wrong tries. Please wait %(retry_after)s seconds and try again."),
    "name_length": _("Please give a name that is not too long."),
    "name_characters": _("Letters and digits only, with . - ' between them; no hidden characters."),
    "name_taken": _("This name, or one that looks like it, is taken."),
    "unknown_locale": _("This language is not offered."),
    "password_short": _("Please use at least 8 characters."),
    "password_long": _("This password is too long."),
    "password_common": _("This password is easy to guess. Please choose another, a sentence for example."),
    "password_characters": _("This password holds characters that cannot be stored."),
    "password_wrong": _("The present password is not right."),
    "password_changed_meanwhile": _("The password was changed meanwhile. Please try again."),
    "last_admin": _("Nobody else could administer then. Make somebody else an administrator first."),
    "already_disabled": _("This account is closed already."),
    "anonymised": _("The name of this account is forgotten; nobody knows any more whose it was."),
    "confirm_needed": _("Please tick that this cannot be undone."),
    "not_disabled": _("This account is not closed."),
    "account_disabled": _("This account is closed."),
    "no_account": _("There is no such active account."),
    "too_many_tokens": _("No more than %(limit)s tokens at a time. Revoke one first."),
    "label_length": _("Please say in a few words what it is for."),
    "team_not_empty": _("Somebody is still in this team."),
    "team_closed": _("This team is closed."),
    "already_in_team": _("Is in this team already."),
    "day_in_future": _("This day is still to come."),
    "unknown_timezone": _("There is no such time zone."),
    "unknown_weekday": _("Please name at least one day of the week."),
    "too_many_days": _("Too many days."),
    "no_days": _("There is no day in this file."),
    "bad_day_line": _(
        "Line %(line)s: a day and what it is, please, as in 2026-10-01,holiday or 2026-10-10,workday."
    ),
    "ambiguous_day_line": _(
        "Line %(line)s: %(word)s may be the day off or the day worked for it; write holiday or workday."
    ),
    "day_twice": _("A day cannot be a holiday and a make-up workday at once."),
    "logo_kind": _("Please choose a PNG file; no other kind is taken."),
    "logo_bytes": _("The file is too large; %(kilobytes)s kB are the most."),
    "logo_pixels": _("The picture is too large; %(limit)s by %(limit)s pixels are the most."),
    "not_a_colour": _("Please give a colour like #1d55b0."),
}
