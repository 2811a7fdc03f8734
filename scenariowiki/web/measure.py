"""How much one request may bring: parameters, fields, bytes of a form; counted before anybody reads them."""

from flask import current_app, request
from werkzeug.exceptions import RequestEntityTooLarge, RequestURITooLarge

from scenariowiki.web.sent import URLENCODED

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PARAMETERS_MAX = 300


def require_measure() -> None:
    """Refuse a request that brings more than any page of ours sends.

    The library counts parts and bytes of multipart forms alone, so the other kind is counted here.
    """
    if request.query_string.count(b"&") >= PARAMETERS_MAX:
        raise RequestURITooLarge
    if request.method in SAFE:
        return
    if (
        request.mimetype == URLENCODED
        and (request.content_length or 0) > current_app.config["MAX_FORM_MEMORY_SIZE"]
    ):
        raise RequestEntityTooLarge
    if sum(map(len, request.form.listvalues())) > current_app.config["MAX_FORM_PARTS"]:
        raise RequestEntityTooLarge
