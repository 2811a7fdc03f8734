"""`flask mail test`: an administrator sees whether the settings of mail are right."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.mail.post_office import PostOffice, text_of


def attempt(app: Flask, address: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["mail", "test", address])
    return result.exit_code, result.output


def test_a_letter_goes_at_once(app: Flask, office: PostOffice) -> None:
    code, said = attempt(app, "ada@example.com")

    assert (code, "ada@example.com" in said) == (0, True)
    (letter,) = office.letters
    assert (letter["To"], letter["From"].addresses[0].addr_spec) == ("ada@example.com", "wiki@example.com")
    assert "通知邮件" in text_of(letter)


@pytest.mark.parametrize("address", ["ada", "ada@example.com\nBcc: all@example.com", ".a@example.com"])
def test_what_is_no_address_gets_none(app: Flask, office: PostOffice, address: str) -> None:
    code, _said = attempt(app, address)

    assert (code, office.letters) == (1, [])


def test_a_refusal_is_told(app: Flask, office: PostOffice) -> None:
    office.refuses["ada@example.com"] = "550 no such user"

    code, said = attempt(app, "ada@example.com")

    assert (code, "no such user" in said) == (1, True)


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("", ""),
        ("smtp://127.0.0.1:1", ""),
        ("smtp://127.0.0.1:post", ""),
        ("smtp://127.0.0.1:1", "情景库 <wiki@example.com>"),
    ],
)
def test_settings_that_cannot_work_are_told(make_app: Callable[..., Flask], url: str, sender: str) -> None:
    code, said = attempt(make_app(SMTP_URL=url, MAIL_FROM=sender), "ada@example.com")

    assert code == 1
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "password", ["secret#1", "secret/1", "secret?1", "12345#secret", "\u212asecret\u2100", "secr\u00e9t"]
)
def test_a_password_that_is_not_escaped_is_not_shown(make_app: Callable[..., Flask], password: str) -> None:
    code, said = attempt(make_app(SMTP_URL=f"smtps://me:{password}@127.0.0.1:1"), "ada@example.com")

    assert (code, "SMTP_URL" in said) == (1, True)
    assert not any(part in said for part in ("secr", "12345", "\u00e9", "xe9"))
