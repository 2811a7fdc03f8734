"""The logo: a small PNG and nothing else, told from its bytes (R116; cases 61-63)."""

import struct
import zlib
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from scenariowiki.accounts.rules import logo_fault
from tests import personas
from tests.browser import Browser, SignIn


def chunk(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 2, height: int = 2, *more: bytes) -> bytes:
    """Draw a picture; `more` chunks stand before its end."""
    pixels = zlib.compress((b"\0" + b"\x1d\x55\xb0" * min(width, 2)) * min(height, 2))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + b"".join(more) + chunk(b"IDAT", pixels) + chunk(b"IEND")
    return b"\x89PNG\r\n\x1a\n" + body


SCRIPT = b"<script>alert(1)</script>"
BAD = {
    "nothing": b"",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "html": b"<!doctype html>" + SCRIPT,
    "gif": b"GIF89a" + bytes(40),
    "only the signature": b"\x89PNG\r\n\x1a\n",
    "signature and html": b"\x89PNG\r\n\x1a\n" + SCRIPT,
    "html behind the end": png() + SCRIPT,
    "html before the beginning": SCRIPT + png(),
    "wide": png(513, 2),
    "pixel flood": png(30_000, 30_000),
    "negative": png(0xFFFFFFFF, 2),
    "empty": png(0, 2),
    "wrong checksum": png()[:-1] + b"x",
    "cut": png()[:-6],
    "lying length": png().replace(b"\0\0\0\x0dIHDR", b"\xff\xff\xff\xffIHDR"),
    "heavy": png(2, 2, chunk(b"tEXt", b"x" * 100_000)),
    "no picture": b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(b"IEND"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_small_picture_is_refused(kind: str) -> None:
    assert logo_fault(BAD[kind]) in ("logo_kind", "logo_bytes", "logo_pixels")


@pytest.fixture
def ada(sign_in: SignIn) -> Browser:
    return sign_in(personas.ADA)


def upload(browser: Browser, content: bytes, name: str = "logo.png", kind: str = "image/png") -> TestResponse:
    return browser.post("/admin/brand/logo", data={"logo": (BytesIO(content), name, kind)})


def test_it_stands_on_every_page_and_can_be_taken_away(ada: Browser, client: Browser) -> None:
    assert upload(ada, png()).status_code == 303
    address = client.get("/sign-in").text.split('<img src="')[1].split('"')[0]

    served = client.get(address)

    assert address.startswith("/brand/logo/")
    assert (served.data, served.mimetype) == (png(), "image/png")
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert served.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in served.headers
    assert ada.post("/admin/brand/logo/remove").status_code == 303
    assert "<img" not in ada.get("/admin/brand").text
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_changes_nothing(ada: Browser, client: Browser, kind: str) -> None:
    answer = upload(ada, BAD[kind])

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "<img" not in client.get("/sign-in").text


def test_name_and_type_that_the_browser_tells_count_for_nothing(ada: Browser, client: Browser) -> None:
    assert upload(ada, png(), "../../x.svg\0.html", "text/html").status_code == 303
    address = client.get("/sign-in").text.split('<img src="')[1].split('"')[0]

    assert "x.svg" not in address
    assert client.get(address).mimetype == "image/png"


def test_the_name_is_kept_when_the_logo_changes(ada: Browser) -> None:
    ada.post("/admin/brand", data={"name": "客服情景库", "accent": "#aa0000"})
    upload(ada, png())
    ada.post("/admin/brand", data={"name": "客服中心", "accent": ""})

    page = ada.get("/admin/brand").text

    assert "客服中心" in page
    assert '<img src="/brand/logo/' in page
