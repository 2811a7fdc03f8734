"""The web server's settings, for `flask serve`, `make run` and gunicorn by hand alike."""

import os
from pathlib import Path
from typing import Any

from scenariowiki.runtime import logs, production, warming
from scenariowiki.runtime.patience import PatientWorker

wsgi_app = "scenariowiki.app:create_app()"
bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WORKERS") or 2)
# Threads, so that a slow request does not hold a worker up.
worker_class = PatientWorker
threads = 4
keepalive = 5
# The longest that gunicorn allows: a search of 200 rare characters, kept in the address of the sign-in page.
limit_request_line = 8190
timeout = 60
graceful_timeout = 20
preload_app = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a heartbeat file off the disk
logconfig_dict = logs.settings()
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Refuse to serve in debug mode; forget the figures that workers of an earlier start left behind."""
    if fault := production.debug_fault(server.app.wsgi()):
        raise RuntimeError(fault)
    for stale in Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR", "/nowhere")).glob("*.db"):
        stale.unlink(missing_ok=True)


def when_ready(server: Any) -> None:
    """Load what workers share before they are forked."""
    warming.share(server.app.wsgi())


def post_fork(server: Any, worker: Any) -> None:
    """Give each worker connections of its own."""
    del server
    from scenariowiki.runtime.session import db  # noqa: PLC0415 - the application is loaded by now

    app = worker.app.wsgi()
    with app.app_context():
        db.engine.dispose(close=False)
