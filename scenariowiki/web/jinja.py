"""What every template can count on: the shell of the page, icons, language and time of the reader."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import Babel
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from jinja2 import StrictUndefined
from markupsafe import escape

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.queries import Brand
from scenariowiki.accounts.rules import LOCALES, PERMISSIONS, Actor, Permission, ReadingScript, Role
from scenariowiki.curation.policy import WORKING, may_work
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import read
from scenariowiki.web import waiting
from scenariowiki.web.assets import static_url
from scenariowiki.web.icons import drawings, icon
from scenariowiki.web.request import csrf_token, find_actor, find_session

# The tags of HTML are not the names of Babel's catalogues.
CATALOGUES = {"zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant", "en": "en"}
DEFAULT_LOCALE = "zh-Hans"
BRAND_SECONDS = 10
# endpoint, label, word of the bottom bar, icon, permissions any of which will do
CAPTURE = "scenarios.new"
QUEUE = "curation.queue"
FEEDBACK = "feedback.index"
COUNT_MOST = 99
NAVIGATION: Sequence[tuple[str, Any, Any, str, Collection[Permission]]] = (
    ("home.index", _("Home"), _("Home"), "house", {Permission.READ}),
    ("scenarios.index", _("Catalogue"), _("Catalogue"), "library-big", {Permission.READ}),
    (QUEUE, _("Queue"), _("Queue"), "git-merge", WORKING),
    (FEEDBACK, _("Feedback"), _("Feedback"), "flag", {Permission.READ}),
    ("sops.index", _("SOPs"), _("SOPs"), "book-open", {Permission.READ}),
    ("quality.index", _("Content standard"), _("Standard"), "clipboard-check", {Permission.REVIEW_QUALITY}),
    (CAPTURE, _("New scenario"), _("Capture"), "circle-plus", {Permission.CAPTURE}),
    ("points.leaderboard", _("Leaderboard"), _("Points"), "trophy", {Permission.READ}),
    (
        "admin.index",
        _("Administration"),
        _("Admin"),
        "settings-2",
        {Permission.MANAGE_TAXONOMY, Permission.READ_STATUS, Permission.READ_LEDGER},
    ),
)


@dataclass(frozen=True, kw_only=True)
class ShellAccount:
    id: int
    name: str
    initial: str


@dataclass(frozen=True, kw_only=True)
class NavItem:
    """A place of the main navigation; an `act` is a button in the top bar."""

    endpoint: str
    url: str
    label: Any
    short: Any
    icon: str
    count: int | None
    current: bool
    act: bool


@dataclass(frozen=True, kw_only=True)
class Navigation:
    """The places one person sees; `key` names what differs from another person and place."""

    items: tuple[NavItem, ...] = ()
    key: Hashable = ()


@dataclass(frozen=True, kw_only=True)
class Shell:
    """What the layouts need of the reader, the instance and the request; `layouts/base.html` lists it."""

    lang: str
    theme: str | None
    account: ShellAccount | None
    may_curate: bool
    may_admin: bool
    shortcuts: bool
    script: str
    csrf: str
    brand: Brand
    path: str
    navigation: Navigation
    unread: str = "0"

    @staticmethod
    def static(path: str) -> str:
        return static_url(path)


def init_jinja(app: Flask, translations: Path) -> None:
    """Make templates strict and give them the shell, the icons and the reader's language."""
    # The library calls its lazy strings safe HTML, those that quote what somebody typed too.
    LazyString.__html__ = lambda self: escape(str(self))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(translations))
    app.config.setdefault("BABEL_DEFAULT_LOCALE", CATALOGUES[DEFAULT_LOCALE])
    Babel(app, locale_selector=lambda: CATALOGUES[locale()], timezone_selector=timezone)
    drawings()
    app.jinja_env.filters["at_most"] = _at_most
    app.jinja_env.globals.update(icon=icon, endpoint_exists=lambda name: name in app.view_functions)
    app.context_processor(lambda: {"shell": shell()})


def locale() -> str:
    """Return the interface language: the person's choice, this browser's, its wish, or zh-Hans."""
    if not has_request_context():
        return DEFAULT_LOCALE
    person = find_actor()
    if person:
        return person.locale
    chosen = request.cookies.get("locale")
    if chosen in LOCALES:
        return chosen
    wished = request.accept_languages.best_match(
        ["zh-Hans", "zh-CN", "zh", "zh-Hant", "zh-TW", "zh-HK", "en"]
    )
    return {"zh-Hant": "zh-Hant", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "en": "en"}.get(
        wished or "", DEFAULT_LOCALE
    )


def shell() -> Shell:
    """Return the shell of this request, made once."""
    if "shell" not in g:
        g.shell = _make_shell()
    made: Shell = g.shell
    return made


def brand() -> Brand:
    """Return name, logo and colour of the instance; a change reaches every worker within seconds."""
    now = clock.now()
    kept = current_app.extensions.get("brand")
    if kept is None or (now - kept[1]).total_seconds() > BRAND_SECONDS:
        kept = current_app.extensions["brand"] = (accounts.get_brand(read()), now)
    found: Brand = kept[0]
    return found


def _make_shell() -> Shell:
    live = find_session()
    person = live.actor if live else None
    theme = request.cookies.get("theme")
    return Shell(
        lang=locale(),
        theme=theme if theme in ("light", "dark") else None,
        account=_account(person) if person else None,
        may_curate=person is not None and person.may(Permission.CURATE),
        may_admin=person is not None and person.may(Permission.MANAGE_PEOPLE),
        shortcuts=live.shortcuts if live else False,
        script=person.script if person else ReadingScript.AS_WRITTEN,
        csrf=csrf_token(),
        brand=brand(),
        path=request.full_path.rstrip("?"),
        navigation=_navigation_of(person) if person else Navigation(),
        unread=_at_most(waiting.counts(person).unread) if person else "0",
    )


def _at_most(count: int) -> str:
    """Write what waits for somebody in two digits: beside its number there is no room for more."""
    return str(count) if count <= COUNT_MOST else f"{COUNT_MOST}+"


def _account(person: Actor) -> ShellAccount:
    return ShellAccount(id=person.id, name=person.display_name, initial=person.display_name[:1].upper())


def _navigation_of(person: Actor) -> Navigation:
    """Say beside the queue and the feedback how much waits there."""
    queue = waiting.queue(person) if may_work(person) else 0
    tickets = waiting.counts(person).tickets
    return _navigation(person.roles, request.endpoint or "", request.script_root, tickets, queue)


@lru_cache(maxsize=1024)
def _navigation(roles: frozenset[Role], here: str, root: str, tickets: int, queue: int) -> Navigation:
    """Make the navigation once for all with equal roles at one place; addresses begin with `root`."""
    del root
    counts = {FEEDBACK: tickets, QUEUE: queue}
    room = "" if here == CAPTURE else here.partition(".")[0]
    items = tuple(
        NavItem(
            endpoint=endpoint,
            url=url_for(endpoint),
            label=label,
            short=short,
            icon=icon_name,
            count=counts.get(endpoint) or None,
            current=here == endpoint or (endpoint != CAPTURE and endpoint.partition(".")[0] == room),
            act=endpoint == CAPTURE,
        )
        for endpoint, label, short, icon_name, permissions in NAVIGATION
        if any(not roles.isdisjoint(PERMISSIONS[permission]) for permission in permissions)
    )
    return Navigation(items=items, key=tuple((item.url, item.count, item.current) for item in items))


def timezone() -> str:
    """Return the zone that the reader's times are shown in."""
    person = find_actor() if has_request_context() else None
    return person.timezone if person else "Asia/Shanghai"
