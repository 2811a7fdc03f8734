"""Whole pages kept in memory for all who see the same; what differs by session is stamped in at the end.

The kept HTML holds random marks where the token, the name and the address belong. They are made anew with
every process and never leave it, so no stored text can hold one.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from flask import Flask, current_app, g, render_template, request, session
from markupsafe import Markup, escape

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.kernel.memory import Memory
from scenariowiki.runtime import watching
from scenariowiki.web.jinja import Shell, ShellAccount, shell

BYTES = 20 * 1024 * 1024
OWN_BYTES = 20 * 1024 * 1024
_SECRET = secrets.token_hex(12)
_MARKED = re.compile(b"mark-" + _SECRET.encode() + b"-([a-z_]+)-")
Filling = Mapping[str, str | bytes]


def mark(name: str) -> Markup:
    """Return what stands in a kept page for a value that is stamped in when it is given out."""
    return Markup(f"mark-{_SECRET}-{name}-")  # noqa: S704 - letters and digits


# Where a form of a kept page wants a key of its own, made anew every time it is given out.
ONCE = mark("once")


def init_pages(app: Flask) -> None:
    """Give the application its memory of pages."""
    app.extensions["pages"] = Memory(BYTES)
    app.extensions["own_pages"] = Memory(OWN_BYTES)


def kept() -> Memory:
    """Return this process's memory of pages."""
    memory: Memory = current_app.extensions["pages"]
    return memory


def shell_key() -> Hashable:
    """Return what of the shell decides how a page looks, without what is stamped in; found once a request."""
    if "shell_key" not in g:
        here = shell()
        rights = (here.may_curate, here.may_admin, here.navigation.key)
        g.shell_key = (here.lang, here.theme, here.shortcuts, here.script, here.brand, rights)
    key: Hashable = g.shell_key
    return key


def has_messages() -> bool:
    """Tell whether a message waits for this person: such a page is made for them alone."""
    return bool(session.get("_flashes"))


def render_kept(
    key: Hashable, template: str, context: Callable[[], dict[str, Any]], filling: Filling | None = None
) -> bytes:
    """Render a page, or take it from memory, and stamp this request's token, name and address in.

    `filling` is stamped in as well, where the context gave marks: text is escaped, bytes are HTML.
    """
    if has_messages():
        return _render_once(template, context(), filling)
    full_key = ("html", key, shell_key())
    pieces = kept().get(full_key)
    if pieces is None:
        html = _render_with_marks(template, context()).encode()
        pieces = _MARKED.split(html)
        kept().put(full_key, pieces, len(html))
    return _stamp(pieces, filling)


def render_own(person: Actor, template: str, context: Callable[[], dict[str, Any]]) -> bytes:
    """Render a page of one person that shows a little of everything, or take it from memory.

    It is kept until anybody commits anything, and for no longer than the clock shows the same minute. Where
    it holds a form that is sent once, the context gives `ONCE`.
    """
    if has_messages():
        return _render_once(template, context())
    memory: Memory = current_app.extensions["own_pages"]
    key = (person.id, request.full_path)
    standing = (watching.state(), clock.now().replace(second=0, microsecond=0), person, shell_key())
    found = memory.get(key)
    if found is None or found[0] != standing:
        html = _render_with_marks(template, context()).encode()
        found = (standing, _MARKED.split(html))
        memory.put(key, found, len(html))
    return _stamp(found[1])


def part(
    template: str, key: Hashable, context: Callable[[], dict[str, Any]], filling: Filling | None = None
) -> bytes:
    """Render a part of a page, or take it from memory: all that it shows is in the key, and the language.

    `filling` is stamped in where the context gave marks.
    """
    full_key = ("part", template, key, shell().lang)
    pieces = kept().get(full_key)
    if pieces is None:
        html = render_template(template, **context()).encode()
        pieces = _MARKED.split(html)
        kept().put(full_key, pieces, len(html))
    return _filled(pieces, filling or {})


def _render_once(template: str, context: dict[str, Any], filling: Filling | None = None) -> bytes:
    return _stamp(_MARKED.split(render_template(template, **context).encode()), filling)


def _render_with_marks(template: str, context: dict[str, Any]) -> str:
    own = shell()
    g.shell = _marked(own)
    try:
        return render_template(template, **context)
    finally:
        g.shell = own


def _marked(own: Shell) -> Shell:
    account = ShellAccount(id=cast(int, mark("account")), name=mark("name"), initial=mark("initial"))
    return replace(own, csrf=mark("csrf"), path=mark("path"), account=account, unread=mark("unread"))


def _stamp(pieces: Sequence[bytes], filling: Filling | None = None) -> bytes:
    own = shell()
    stamped = {"csrf": own.csrf, "path": own.path, "unread": own.unread}
    values = {**stamped, "once": secrets.token_urlsafe(16), **(filling or {})}
    if own.account is not None:
        person = own.account
        values |= {"name": person.name, "initial": person.initial, "account": str(person.id)}
    return _filled(pieces, values)


def _filled(pieces: Sequence[bytes], values: Filling) -> bytes:
    """Put HTML together; every second piece is the name of a mark."""
    stamps = {
        name: value if isinstance(value, bytes) else str(escape(value)).encode()
        for name, value in values.items()
    }
    whole = list(pieces)
    whole[1::2] = [stamps[name.decode()] for name in pieces[1::2]]
    return b"".join(whole)
