"""The instance's own logo, and its colour as a style sheet that can be read in light and in dark."""

from flask import Flask, Response

from scenariowiki.accounts import queries as accounts
from scenariowiki.kernel.errors import NotFound
from scenariowiki.runtime.session import read
from scenariowiki.web.jinja import brand

Colour = tuple[float, float, float]

WHITE: Colour = (1.0, 1.0, 1.0)
BLACK: Colour = (0.0, 0.0, 0.0)
DARK_SURFACE: Colour = (0.129, 0.169, 0.212)
READABLE = 4.7
LOGO_POLICY = "default-src 'none'; sandbox"
WEEK = 7 * 24 * 3600


def init_brand(app: Flask) -> None:
    """Serve style sheet and logo under the names that the layouts know."""
    app.add_url_rule("/brand.css", "home.brand_stylesheet", _stylesheet)
    app.add_url_rule("/brand/logo/<digest>.png", "home.brand_logo", _logo)


def _stylesheet() -> Response:
    css = stylesheet(brand().accent) if brand().accent else ""
    response = Response(css, mimetype="text/css")
    response.headers["Cache-Control"] = f"private, max-age={WEEK}"
    return response


def _logo(digest: str) -> Response:
    """Serve the logo for ever under its content's name; it is no page, whatever is in it."""
    content = accounts.find_logo(read(), digest)
    if content is None:
        raise NotFound
    response = Response(content, mimetype="image/png")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = LOGO_POLICY
    return response


def stylesheet(accent: str | None) -> str:
    """Write the tokens for a colour, made darker or lighter until text in it can be read."""
    if not accent:
        return ""
    light, dark = _tokens(accent, WHITE, BLACK), _tokens(accent, DARK_SURFACE, WHITE)
    return (
        f":root{{{light}}}"
        f'@media screen{{:root[data-theme="dark"]{{{dark}}}}}'
        f'@media screen and (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}'
    )


def _tokens(accent: str, ground: Colour, ink: Colour) -> str:
    colour = _readable(_parse(accent), ground, ink)
    values = {
        "brand": colour,
        "brand-hover": _mix(colour, ink, 0.25),
        "brand-soft": _mix(ground, colour, 0.1),
        "on-brand": WHITE if ink == BLACK else _mix(ground, BLACK, 0.5),
    }
    return ";".join(f"--{name}:{_hex(value)}" for name, value in values.items())


def _readable(colour: Colour, ground: Colour, ink: Colour) -> Colour:
    """Go towards the ink until it stands out even from its own soft tint."""
    for step in range(21):
        mixed = _mix(colour, ink, step / 20)
        if contrast(mixed, _mix(ground, mixed, 0.1)) >= READABLE:
            return mixed
    return ink


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours as WCAG reckons it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return red, green, blue


def _parse(text: str) -> Colour:
    red, green, blue = (int(text[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)
