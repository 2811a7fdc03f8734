"""Notices as letters: the sentence that the inbox shows, in the reader's language, with a link."""

import datetime as dt
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from types import SimpleNamespace as View
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import dates
from flask import current_app
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from markupsafe import escape

from scenariowiki.accounts.queries import instance
from scenariowiki.accounts.rules import Actor, ReadingScript
from scenariowiki.notifications.queries import Recipient, Shown
from scenariowiki.notifications.rules import CODE, Way
from scenariowiki.runtime.session import read
from scenariowiki.runtime.told import place_of, sentence_of
from scenariowiki.text import chinese
from scenariowiki.text.chinese import Script

SUBJECT_MAX = 120


def code_letter(recipient: Recipient, now: dt.datetime) -> EmailMessage:
    """Write to a new address which code to type in, so that nobody has another one's mail."""
    with force_locale(_catalogue(recipient)):
        subject = _("%(code)s is your code", code=recipient.code)
        texts = _rendered("code", recipient, subject, code=recipient.code)
        return _letter(recipient.wanted, subject, texts, _id(CODE, recipient, recipient.code), now)


def trial_letter(to: str, now: dt.datetime) -> EmailMessage:
    """Write what an administrator sends to see whether mail works."""
    name = instance.get_brand(read()).name
    subject = _("Mail of %(name)s works", name=name)
    text = _("If you read this, notices of %(name)s can be mailed.", name=name)
    return _letter(to, subject, (f"{text}\n", f"<p>{escape(text)}</p>\n"), make_msgid(domain=_domain()), now)


def notice_letter(
    recipient: Recipient, told: Sequence[Shown], more: int, way: Way, now: dt.datetime
) -> EmailMessage:
    """Write what is told, by page; `more` counts what the inbox holds beyond it."""
    with force_locale(_catalogue(recipient)):
        subject = _subject(told, more, way)
        texts = _rendered(
            "notices",
            recipient,
            subject,
            pages=[_page(recipient, its) for its in _by_page(told)],
            more=more,
            inbox_url=_url("home.inbox"),
            choice_url=_url("accounts.notices"),
        )
        newest = max(one.id for one in told)
        return _letter(recipient.address, subject, texts, _id(way, recipient, str(newest)), now)


def _subject(told: Sequence[Shown], more: int, way: Way) -> str:
    count = len(told) + more
    if way is Way.DIGEST:
        return str(ngettext("Your day: %(count)s notice", "Your day: %(count)s notices", count, count=count))
    if count == 1:
        return sentence_of(told[0])
    return str(ngettext("%(count)s new notice", "%(count)s new notices", count, count=count))


def _by_page(told: Sequence[Shown]) -> list[list[Shown]]:
    """Put together what is about the same page; what is about none stands by itself."""
    groups: dict[Any, list[Shown]] = {}
    for one in told:
        groups.setdefault(("page", one.no) if one.no is not None else ("notice", one.id), []).append(one)
    return list(groups.values())


def _page(recipient: Recipient, told: Sequence[Shown]) -> View:
    zone = ZoneInfo(recipient.actor.timezone)
    return View(
        title=chinese.to_script(_line(told[0].title), _script(recipient.actor)),
        no=told[0].no,
        notices=[
            View(
                text=sentence_of(one),
                url=_url(*place_of(one)),
                at=dates.format_datetime(one.at, "short", tzinfo=zone, locale=_catalogue(recipient)),
            )
            for one in told
        ],
    )


def _rendered(name: str, recipient: Recipient, subject: str, **context: Any) -> tuple[str, str]:
    """Render without the context of a request: a letter has no shell."""
    given = {
        **context,
        "name": recipient.actor.display_name,
        "subject": subject,
        "lang": recipient.actor.locale,
    }
    env = current_app.jinja_env
    plain, rich = (env.get_template(f"emails/{name}.{kind}").render(given) for kind in ("txt", "html"))
    return plain.strip() + "\n", rich


def _letter(to: str, subject: str, texts: tuple[str, str], id_: str, now: dt.datetime) -> EmailMessage:
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address(_line(instance.get_brand(read()).name), addr_spec=_sender())
    letter["To"] = Address(addr_spec=to)
    letter["Subject"] = _line(subject)[:SUBJECT_MAX]
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = id_
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(texts[0], cte="base64")
    letter.add_alternative(texts[1], subtype="html", cte="base64")
    return letter


def _id(kind: str, recipient: Recipient, what: str) -> str:
    """Name a letter by what it tells: sent again because no answer came, it has the same name."""
    return f"<{kind}.{recipient.actor.id}.{what}@{_domain()}>"


def _domain() -> str:
    return _sender().rpartition("@")[2]


def _sender() -> str:
    host = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    return str(current_app.config["MAIL_FROM"] or f"scenariowiki@{host}")


def _url(endpoint: str, values: dict[str, Any] | None = None) -> str:
    """Return a whole address; empty where BASE_URL is not set, so that no letter leads nowhere."""
    base = urlsplit(current_app.config["BASE_URL"])
    if not base.netloc:
        return ""
    places = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return places.build(endpoint, values or {}, force_external=True)


def _script(actor: Actor) -> Script:
    return Script.NONE if actor.script is ReadingScript.AS_WRITTEN else Script(actor.script.value)


def _catalogue(recipient: Recipient) -> str:
    return recipient.actor.locale.replace("-", "_")


def _line(text: str) -> str:
    """Keep what people typed on one line: a header ends where a line does."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
