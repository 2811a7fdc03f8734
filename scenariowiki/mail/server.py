"""The mail server of the settings: one connection for many letters, opened with the first."""

import smtplib
import socket
import ssl
from email.message import EmailMessage
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

PORTS = {"smtp": 25, "smtps": 465}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# A server that does not answer must not keep the others waiting.
TIMEOUT = 10.0


class MailServer:
    """A server named by a URL: smtps:// is encrypted from the start, smtp:// where the server offers it."""

    def __init__(self, url: str) -> None:
        self._url: SplitResult = urlsplit(url)
        self._open: smtplib.SMTP | None = None

    def send(self, letter: EmailMessage) -> None:
        """Hand one letter over; whatever is raised, the server did not take it."""
        if self._open is None:
            self._open = self._connect()
        self._open.send_message(letter)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open is not None:
            self._open.close()

    def _connect(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "", self._url.port or PORTS.get(self._url.scheme, 0)
        name, safe = socket.gethostname(), ssl.create_default_context()
        server: smtplib.SMTP
        if self._url.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, port, local_hostname=name, timeout=TIMEOUT, context=safe)
        else:
            server = smtplib.SMTP(host, port, local_hostname=name, timeout=TIMEOUT)
        try:
            self._introduce(server, host, safe)
        except BaseException:
            server.close()
            raise
        return server

    def _introduce(self, server: smtplib.SMTP, host: str, safe: ssl.SSLContext) -> None:
        server.ehlo()
        is_safe = self._url.scheme == "smtps" or host in LOOPBACK
        if self._url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=safe)
            is_safe = True
        if self._url.username:
            if not is_safe:
                raise smtplib.SMTPNotSupportedError("The mail server offers no encryption for the password.")
            server.login(unquote(self._url.username), unquote(self._url.password or ""))
