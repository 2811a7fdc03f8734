"""What each refusal says: one plain sentence that names the way out."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask_babel import lazy_gettext as _

from scenariowiki.runtime.messages.api import API
from scenariowiki.runtime.messages.backups import BACKUPS
from scenariowiki.runtime.messages.catalogue import CATALOGUE
from scenariowiki.runtime.messages.curation import CURATION
from scenariowiki.runtime.messages.exchange import EXCHANGE
from scenariowiki.runtime.messages.feedback import FEEDBACK
from scenariowiki.runtime.messages.notices import ERRORS as NOTICES
from scenariowiki.runtime.messages.people import PEOPLE
from scenariowiki.runtime.messages.points import POINTS
from scenariowiki.runtime.messages.quality import ERRORS as QUALITY
from scenariowiki.runtime.messages.redaction import ERRORS as REDACTION
from scenariowiki.runtime.messages.rewards import REWARDS
from scenariowiki.runtime.messages.sops import ERRORS as SOPS
from scenariowiki.runtime.messages.wiki import WIKI

TITLES: Mapping[int, Any] = {
    HTTPStatus.BAD_REQUEST: _("This request makes no sense"),
    HTTPStatus.UNAUTHORIZED: _("Please sign in"),
    HTTPStatus.FORBIDDEN: _("You may not do this"),
    HTTPStatus.NOT_FOUND: _("Nothing here"),
    HTTPStatus.METHOD_NOT_ALLOWED: _("Not this way"),
    HTTPStatus.CONFLICT: _("Something has changed meanwhile"),
    HTTPStatus.GONE: _("No longer here"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("Too large"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: _("This kind of content is not taken"),
    HTTPStatus.UNPROCESSABLE_ENTITY: _("Something in the input is wrong"),
    HTTPStatus.TOO_MANY_REQUESTS: _("Too many tries"),
    HTTPStatus.INTERNAL_SERVER_ERROR: _("Something went wrong here"),
    HTTPStatus.SERVICE_UNAVAILABLE: _("Busy for a moment"),
    HTTPStatus.INSUFFICIENT_STORAGE: _("The disk is full"),
}

# Statuses that the web framework raises by itself, by the code that API clients see.
HTTP_CODES: Mapping[int, str] = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "timeout",
    409: "conflict",
    413: "too_large",
    414: "uri_too_long",
    415: "unsupported_media_type",
    422: "invalid",
    429: "throttled",
}

GENERAL: Mapping[str, Any] = {
    "refused": _("This was refused. Nothing was changed."),
    "bad_request": _("The request could not be understood. Nothing was changed."),
    "uri_too_long": _("This address is too long. Nothing was changed."),
    "method_not_allowed": _("This address does not take this kind of request."),
    "timeout": _("The request took too long to arrive. Please try again."),
    "unsupported_media_type": _("Please send the content in the form the page or the API describes."),
    "unauthenticated": _("You are not signed in, or your session has ended. Sign in and try again."),
    "forbidden": _("Your roles do not allow this. Ask an administrator if you need it."),
    "foreign_origin": _("The request came from another site and was refused. Nothing was changed."),
    "csrf": _(
        "The page was too old, or came from another session. Reload it and try again; nothing was changed."
    ),
    "not_found": _("There is no such page, or you may not see it."),
    "conflict": _("Somebody else was quicker. Look at the present state and try again."),
    "invalid": _("Something in the input is wrong. Nothing was saved."),
    "throttled": _("Too many tries. Please wait a moment and try again."),
    "too_large": _("This is more than can be taken at once."),
    "fault": _("The fault is ours and was noted. Nothing was half saved; please try again."),
    "disk_full": _("Nothing can be saved until an administrator makes room. Reading still works."),
    "database_away": _("The database is busy. Nothing was lost; please try again in a few seconds."),
    "idempotency_mismatch": _(
        "This was sent before, with other content. Look at what was saved, then send it anew."
    ),
}

ERRORS: dict[str, Any] = {
    **GENERAL,
    **NOTICES,
    **PEOPLE,
    **WIKI,
    **API,
    **BACKUPS,
    **CATALOGUE,
    **EXCHANGE,
    **CURATION,
    **FEEDBACK,
    **POINTS,
    **QUALITY,
    **REDACTION,
    **REWARDS,
    **SOPS,
}
