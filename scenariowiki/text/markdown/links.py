"""Which addresses a text may lead to."""

import re

# No user part before the host: https://bank.example@evil.example deceives.
_OUTSIDE = re.compile(r"https?://[^\s/?#@\\]+([/?#]\S*)?", re.IGNORECASE)
_CONTACT = re.compile(r"mailto:[^\s<>:]+@[^\s<>:]+|tel:[0-9+().*%-]+", re.IGNORECASE)
_INSIDE = re.compile(r"/(?![/\\]|%5c)[^\s\\]*|#[^\s\\]*", re.IGNORECASE)


def is_allowed(address: str) -> bool:
    """Tell whether a text may link there: web, mail, telephone, or a path of this site."""
    return is_outside(address) or is_inside(address) or _CONTACT.fullmatch(address) is not None


def is_outside(address: str) -> bool:
    """Tell whether the address leaves the site for the web."""
    return _OUTSIDE.fullmatch(address) is not None


def is_inside(address: str) -> bool:
    """Tell whether the address is a path of this site, or a place on the page."""
    return _INSIDE.fullmatch(address) is not None
