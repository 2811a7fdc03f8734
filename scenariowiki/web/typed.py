"""What somebody had typed into a form that is refused: shown once more, so that no word of it is lost."""

import re
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from scenariowiki.web.measure import SAFE
from scenariowiki.web.request import safe_next

# Tokens, ids, choices and days: what a button or a list said, or what is typed again in a moment.
_SHORT = re.compile(r"[\w:.+/-]{0,40}", re.ASCII)
_NOT_CONTENT = frozenset({"csrf_token", "once", "act", "next"})


def typed_text() -> str:
    """Return the words that came with the form of this request; no passwords, and none of a foreign page."""
    is_own = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    if request.method in SAFE or request.blueprint == "accounts" or not is_own:
        return ""
    try:
        sent = request.form.items(multi=True)
    except HTTPException:  # too large a form is never read
        return ""
    return "\n\n".join(
        value for name, value in sent if name not in _NOT_CONTENT and not _SHORT.fullmatch(value.strip())
    )


def page_before() -> str | None:
    """Return the address of the page of ours that the form stood on, to go back to."""
    before = urlsplit(request.referrer or "")
    adapter = current_app.create_url_adapter(request)
    if before.netloc != request.host or adapter is None or not adapter.test(before.path, method="GET"):
        return None
    return safe_next(f"{before.path}?{before.query}" if before.query else before.path)
