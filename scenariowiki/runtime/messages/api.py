"""What refusals say that only programs meet."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

API: Mapping[str, Any] = {
    "no_token": _("Send a good API token in the header: Authorization: Bearer ..."),
    "read_only_token": _("This API token may read and change nothing."),
    "bad_json": _("The body has to be one JSON object."),
    "bad_encoding": _("Text has to be UTF-8."),
    "json_too_deep": _("The JSON is nested too deeply."),
    "json_duplicate_key": _("An object holds the same key twice."),
    "json_number": _("A number is not finite, or has too many digits."),
    "idempotency_key": _("An Idempotency-Key has 1 to 128 printable ASCII characters."),
    "bad_cursor": _("This cursor was not made for this list. Start again without one."),
    "twice": _("Give this parameter once."),
    "out_of_range": _("This number is too small or too large."),
    "ambiguous": _("Several have this name. Give the whole path, or the id."),
    "unknown_name": _("Nothing of this name is taken here."),
}
