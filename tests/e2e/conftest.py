"""A served copy of the demo, and browsers that watch what pages do."""

import fcntl
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from scenariowiki.accounts.queries import find_actor
from scenariowiki.app import create_app
from scenariowiki.jobs import children
from scenariowiki.jobs.process import run_forever, run_once
from scenariowiki.jobs.upkeep import SCHEDULE
from scenariowiki.kernel import clock
from scenariowiki.kernel import db as kernel_db
from scenariowiki.runtime.session import db, read
from tests.browser import session_for
from tests.conftest import settings

CHROMIUM = next(
    (path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), ""
)
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
WATCH = (Path(__file__).parent / "watch.js").read_text()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive Debian's chromium; nothing is downloaded."""
    if not CHROMIUM:
        pytest.skip("no chromium: apt-get install chromium")
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "chromium_sandbox": False,
        "args": FLAGS,
    }


def empty_app(folder: Path) -> Flask:
    """Make an application on an empty database."""
    app = create_app(settings(folder))
    with app.app_context():
        db.create_all()
        with db.engine.begin() as connection:
            kernel_db.create_triggers(connection)
    return app


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load the demo content and its index, once for all workers, and give a copy."""
    folder = tmp_path_factory.mktemp("demo", numbered=False)
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "loaded"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            half = shared.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir()
            load_demo(half)
            half.rename(shared)
    shutil.copytree(shared, folder, dirs_exist_ok=True)
    return folder


def load_demo(folder: Path) -> None:
    """Load the demo content and its index into a folder."""
    app = empty_app(folder)
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 0, result.output
    run_once(app, SCHEDULE)
    children.end_all()
    with app.app_context():
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()


@dataclass
class Site:
    """The served demo; `outside` and `errors` are what its browsers asked for and complained of."""

    app: Flask
    address: str
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, *, phone: bool = False, dark: bool = False, script: bool = True) -> Page:
        """Open a browser of its own that nobody is signed in on."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
            has_touch=phone,
            locale="zh-CN",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        context.set_default_timeout(10_000)
        context.add_init_script(WATCH)
        context.on("request", lambda request: self._watch(request.url))
        context.on("dialog", lambda dialog: self._asked(dialog.message, dialog.dismiss))
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def sign_in(self, name: str, **how: bool) -> Page:
        """Open a browser that somebody of the demo is signed in on."""
        page = self.open(**how)
        self.give_session(page, name)
        return page

    def give_session(self, page: Page, name: str) -> None:
        """Sign somebody in on a browser that is open, as another tab of it would."""
        with self.app.app_context():
            person = find_actor(read(), name)
            assert person is not None, name
            ticket = session_for(person, at=clock.now())
        page.context.add_cookies([{"name": "session", "value": ticket.token, "url": self.address}])

    def close(self) -> None:
        """Close the browsers; what they complained of is a failure."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()
        outside, errors = self.outside[:], self.errors[:]
        self.outside.clear()
        self.errors.clear()
        assert (errors, outside) == ([], [])

    def _watch(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.outside.append(url)

    def _asked(self, message: str, dismiss: Callable[[], None]) -> None:
        self.errors.append(f"dialog: {message}")
        dismiss()


@pytest.fixture(scope="session")
def served(demo_folder: Path, browser: Browser) -> Iterator[Site]:
    """Serve the demo; tests share its content."""
    with serving(demo_folder, browser) as site:
        yield site


@contextmanager
def serving(folder: Path, browser: Browser) -> Iterator[Site]:
    """Serve what is in a folder, with the background process beside it, as `make run` does."""
    app = create_app(settings(folder, PROPAGATE_EXCEPTIONS=False))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    stop = threading.Event()
    threads = [
        threading.Thread(target=server.serve_forever, daemon=True),
        threading.Thread(target=run_forever, args=(app, SCHEDULE, stop), daemon=True),
    ]
    for thread in threads:
        thread.start()
    yield Site(app=app, address=f"http://127.0.0.1:{server.server_port}", browser=browser)
    stop.set()
    server.shutdown()
    for thread in threads:
        thread.join(timeout=10)
    for child in children._running:  # an import or a scan would go on with a database that is gone
        child.terminate()
        child.wait(timeout=30)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def site(served: Site) -> Iterator[Site]:
    """Give the served demo; every browser a test opens on it is closed and asked for complaints."""
    yield served
    served.close()


@pytest.fixture
def look(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Take a picture of the whole page when SHOTS names a folder; for people's eyes."""
    folder = os.environ.get("SHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            height = page.evaluate("document.documentElement.scrollHeight")
            size = page.viewport_size
            assert size is not None
            page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
            page.screenshot(path=f"{folder}/{name}.png")
            page.set_viewport_size(size)

    return take
