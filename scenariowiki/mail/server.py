"""The mail server of the settings: one connection for many letters, opened with the first."""

import smtplib
import socket
import ssl
from contextlib import suppress
from email.message import EmailMessage
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from scenariowiki.notifications.rules import server_of

PORTS = {"smtp": 25, "smtps": 465}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# A server that does not answer must not keep the others waiting.
TIMEOUT = 10.0
FINE, GOING_DOWN = 250, 421


class MailServer:
    """A server named by a URL: smtps:// is encrypted from the start, smtp:// where the server offers it."""

    def __init__(self, url: str) -> None:
        self._url = server_of(url)
        self._host = self._url.hostname or ""
        self._port = self._url.port or PORTS[self._url.scheme]
        self._open: smtplib.SMTP | None = None

    def send(self, letter: EmailMessage) -> None:
        """Hand one letter over; whatever is raised, no answer said that it was taken."""
        if self._open is not None and not _answers(self._open):
            self._hang_up()
        is_fresh = self._open is None
        try:
            self._line().send_message(letter)
        except smtplib.SMTPSenderRefused as refusal:
            # Servers take but so many letters at a time, and say so before they look at the next one.
            if is_fresh or refusal.smtp_code != GOING_DOWN:
                raise
            self._hang_up()
            self._line().send_message(letter)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._open is not None:
            with suppress(OSError):
                self._open.quit()
        self._hang_up()

    def _line(self) -> smtplib.SMTP:
        if self._open is None:
            self._open = self._connect()
        return self._open

    def _hang_up(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None

    def _connect(self) -> smtplib.SMTP:
        name, safe = socket.gethostname(), ssl.create_default_context()
        server: smtplib.SMTP
        if self._url.scheme == "smtps":
            server = smtplib.SMTP_SSL(
                self._host, self._port, local_hostname=name, timeout=TIMEOUT, context=safe
            )
        else:
            server = smtplib.SMTP(self._host, self._port, local_hostname=name, timeout=TIMEOUT)
        try:
            self._introduce(server, safe)
        except BaseException:
            server.close()
            raise
        return server

    def _introduce(self, server: smtplib.SMTP, safe: ssl.SSLContext) -> None:
        server.ehlo()
        is_safe = self._url.scheme == "smtps" or self._host in LOOPBACK
        if self._url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=safe)
            is_safe = True
        if self._url.username:
            if not is_safe:
                raise smtplib.SMTPNotSupportedError("The mail server offers no encryption for the password.")
            server.login(unquote(self._url.username), unquote(self._url.password or ""))


def _answers(server: smtplib.SMTP) -> bool:
    try:
        return server.noop()[0] == FINE
    except OSError:
        return False
