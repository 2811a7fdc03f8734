"""The web server's worker: connections get a thread when their request has been said, not when they open."""

import json
import socket
import struct
import time
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.http.errors import LimitRequestLine
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import TConn, ThreadWorker

HEAD_BYTES = 16_384
BODY_SECONDS = 15
LOOK_SECONDS = 0.02
# Nothing is known of who asks, not even the language.
TOO_LONG = {
    "type": "about:blank",
    "title": "地址太长了",
    "status": 414,
    "code": "uri_too_long",
    "detail": "这个地址太长了。什么都没有改动。 This address is too long. Nothing was changed.",
}


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Gives a thread to a connection once it has said a whole head.

    Browsers open connections in advance, and who means harm says a letter a minute; gunicorn's own worker
    lets each of them hold a thread. A head has `keepalive` seconds, a silence within a body BODY_SECONDS.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unfinished: list[TConn] = []

    def enqueue_req(self, conn: TConn) -> None:
        """Leave a new connection to the poller until its first bytes arrive."""
        if conn.initialized or conn.data_ready:
            super().enqueue_req(conn)
            return
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", BODY_SECONDS, 0))
        conn.sock.setblocking(False)  # noqa: FBT003 - the signature of sockets
        self._await(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_pending_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """Hear a connection that begins to speak."""
        self.poller.unregister(client)
        self._hear(conn)

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """Hear a connection that speaks again; its next head has to be whole too."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await(conn)
        self._hear(conn)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Hear those again who had not finished."""
        super().wait_for_and_dispatch_events(LOOK_SECONDS if self._unfinished else timeout)
        unfinished, self._unfinished = self._unfinished, []
        for conn in unfinished:
            if conn in self.pending_conns:  # the worker closes those whose time is over
                self._hear(conn)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """Refuse an address that is too long for the server itself as the API refuses."""
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        body = json.dumps(TOO_LONG, ensure_ascii=False).encode()
        head = (
            "HTTP/1.1 414 URI Too Long\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with suppress(OSError):
            write_nonblock(client, head.encode() + body)

    def _await(self, conn: TConn) -> None:
        conn.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(conn)

    def _hear(self, conn: TConn) -> None:
        if not _is_worth_a_thread(conn.sock):
            self._unfinished.append(conn)
            return
        self.pending_conns.remove(conn)
        conn.data_ready = True
        super().enqueue_req(conn)


def _is_worth_a_thread(client: socket.socket) -> bool:
    """Tell whether the head is whole, too long, or never to come."""
    try:
        said = client.recv(HEAD_BYTES, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return not said or b"\r\n\r\n" in said or len(said) == HEAD_BYTES
