"""A real mail server on loopback: it takes letters, refuses some, breaks off or goes away as a test wants."""

import socket
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

HOST = "127.0.0.1"


@dataclass
class PostOffice:
    """What came in, and what is to be answered.

    `refuses` by address, `breaks_after` so many letters, `swallows` so many answers.
    """

    letters: list[EmailMessage] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    breaks_after: int | None = None
    password: str | None = None
    takes_at_a_time: int | None = None
    swallows: int = 0
    host: str = HOST
    scheme: str = "smtp"
    certificate: ssl.SSLContext | None = None
    encrypted: list[bool] = field(default_factory=list)
    passwords: list[str] = field(default_factory=list)
    port: int = 0
    _running: Controller | None = None

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"

    def open(self) -> None:
        """Begin to listen: on a free port the first time, on the same one again later."""
        more: dict[str, Any] = {}
        if self.password is not None:
            more = {"authenticator": self._knows, "auth_required": True, "auth_require_tls": False}
        if self.certificate is not None:
            how = {"ssl_context": self.certificate} if self.scheme == "smtps" else self._asks_for_tls()
            more |= how
        self.port = self.port or _free_port()
        self._running = Controller(self, hostname=self.host, port=self.port, **more)
        self._running.start()

    def close(self) -> None:
        """Go away."""
        if self._running is not None:
            self._running.stop()
            self._running = None

    def to(self, address: str) -> list[EmailMessage]:
        """Return the letters to an address."""
        return [one for one in self.letters if one["To"] == address]

    async def handle_MAIL(self, *given: Any) -> str:  # noqa: N802 - the library's name
        _server, session, envelope, address, _options = given
        taken = getattr(session, "taken", 0)
        if self.takes_at_a_time is not None and taken >= self.takes_at_a_time:
            return "421 too many letters, call again"
        session.taken = taken + 1
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, *given: Any) -> str:  # noqa: N802 - the library's name
        _server, _session, envelope, address, _options = given
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, *given: Any) -> str:  # noqa: N802 - the library's name
        server, _session, envelope = given
        if self.breaks_after is not None and len(self.letters) >= self.breaks_after:
            server.transport.abort()
            return "421 going down"
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        if self.swallows > 0:
            self.swallows -= 1
            server.transport.abort()
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 OK"

    def _asks_for_tls(self) -> dict[str, Any]:
        return {"tls_context": self.certificate, "require_starttls": True}

    def _knows(self, *given: Any) -> AuthResult:
        self.passwords.append(given[-1].password.decode())
        return AuthResult(success=given[-1].password.decode() == self.password)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def text_of(letter: EmailMessage) -> str:
    """Return the plain text of a letter."""
    plain = letter.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content())
