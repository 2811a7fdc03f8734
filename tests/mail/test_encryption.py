"""Letters and passwords go to nobody but the server that the settings name."""

import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from tests import personas
from tests.mail.acts import deliver, make_due, subscribe, tell, waiting
from tests.mail.post_office import HOST, PostOffice

pytestmark = pytest.mark.usefixtures("app", "set_clock")
ANN = personas.ANN
OTHER = "127.0.0.2"


def certificate(folder: Path, host: str) -> Path:
    """Make a certificate that a server signed itself, and its key, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl: apt-get install openssl")
    path = folder / "server.pem"
    what = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mail")
    names = ("-addext", f"subjectAltName=IP:{host}", "-addext", "keyUsage=digitalSignature,keyCertSign")
    where = ("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"))
    subprocess.run([openssl, *what, *names, *where], check=True, capture_output=True)
    path.write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())
    return path


@contextmanager
def encrypting(scheme: str, path: Path) -> Iterator[PostOffice]:
    """Open an office that shows a certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    one = PostOffice(scheme=scheme, certificate=context)
    one.open()
    try:
        yield one
    finally:
        one.close()


def send(make_app: Callable[..., Flask], url: str) -> None:
    """Tell Ann something and let the postman go, with another mail server than the usual one."""
    subscribe(ANN)
    tell("a", ANN)
    with make_app(SMTP_URL=url, MAIL_FROM="w@example.com").app_context():
        deliver()


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    make_app: Callable[..., Flask], tmp_path: Path, scheme: str
) -> None:
    with encrypting(scheme, certificate(tmp_path, HOST)) as office:
        send(make_app, office.url)

        assert (office.letters, waiting()) == ([], 1)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_of_another_host_is_refused(
    make_app: Callable[..., Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    path = certificate(tmp_path, "127.0.0.9")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with encrypting(scheme, path) as office:
        send(make_app, office.url)

        assert (office.letters, waiting()) == ([], 1)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_that_the_administrator_vouches_for_is_taken(
    make_app: Callable[..., Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    path = certificate(tmp_path, HOST)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with encrypting(scheme, path) as office:
        send(make_app, office.url)

        assert (len(office.letters), office.encrypted, waiting()) == (1, [True], 0)


@pytest.mark.allow_hosts([HOST, OTHER])
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_a_password_is_not_sent_to_another_machine_without_encryption(
    make_app: Callable[..., Flask],
) -> None:
    office = PostOffice(host=OTHER, password="secret")
    office.open()
    try:
        send(make_app, office.url.replace("//", "//wiki:secret@"))
        make_due()

        assert (office.letters, office.passwords, waiting()) == ([], [], 1)
    finally:
        office.close()
