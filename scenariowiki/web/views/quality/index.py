"""The content standard: its list, what was drawn for me, and the notes that I may read."""

from types import SimpleNamespace as View

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.notifications.rules import HELD_BACK
from scenariowiki.quality import policy
from scenariowiki.quality.queries import checklists, reviews
from scenariowiki.quality.queries.reviews import LISTED, PickRow, ReviewRow
from scenariowiki.quality.rules.checklist import Answer, Criterion
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import page as scenario_page
from scenariowiki.text import markdown
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.once import new_key
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.quality.blueprint import bp

AFTER_MOST = 100_000


@bp.get("/quality")
def index() -> ResponseReturnValue:
    """Show the list to everybody, samples to coaches, notes to those who may read them."""
    return page(actor())


def page(person: Actor, problem: str = "", unsent: str = "") -> str:
    """Draw the page, with what kept a sample from being drawn, or a note from being sent."""
    reader = Reader.of(person)
    checklist = checklists.current_checklist(read())
    after = min(number_or_none(request.args.get("after")) or 0, AFTER_MOST)
    told = clock.now() - HELD_BACK
    rows = reviews.list_reviews(read(), person, told=told, offset=after, limit=LISTED + 1)
    may_review = policy.may_review(person)
    picks = reviews.list_open_picks(read(), person, now=clock.now()) if may_review else []
    return render_template(
        "quality/index.html",
        problem=problem,
        unsent=unsent,
        may_review=may_review,
        reads_all=policy.may_read_reviews(person),
        manage_url=url_for("admin.checklist") if policy.may_manage_checklist(person) else None,
        picks=[_pick(one, reader) for one in picks],
        sample=reviews.find_last_sample(read(), person) if may_review else None,
        reviews=[line(one, reader) for one in rows[:LISTED]],
        criteria=criteria(checklist.criteria, reader),
        guide=guide(checklist.guide, reader),
        guide_lang=reader.lang(checklist.guide),
        size=checklist.size,
        next_url=url_for(".index", after=after + LISTED) if len(rows) > LISTED else None,
        previous_url=url_for(".index", after=max(after - LISTED, 0) or None) if after else None,
        once=new_key(),
    )


def criteria(given: tuple[Criterion, ...], reader: Reader) -> list[View]:
    """Show the criteria of a list."""
    return [
        View(
            key=one.key,
            name=reader.text(one.name),
            explanation=reader.text(one.explanation),
            lang=reader.lang(one.name + one.explanation),
            weight=one.weight,
        )
        for one in given
    ]


def guide(text: str, reader: Reader) -> Markup | None:
    """Show how to write, with the scenarios that it names as links; None where nothing is said."""
    if not text:
        return None
    html = markdown.render(text)
    titles = scenario_page.public_titles(read(), scenario_page.references([{"guide": html}]))
    return reader.html(markdown.fill_references(html, titles))


def line(row: ReviewRow, reader: Reader) -> View:
    """Show one review as a list does: how much was met of what applied, never a rank."""
    asked = [answer for answer in row.answers.values() if answer != Answer.NOT_APPLICABLE]
    return View(
        url=url_for("quality.review", review_id=row.id),
        no=row.no,
        title=reader.text(row.title),
        lang=reader.lang(row.title),
        coach=row.coach,
        at=row.created_at,
        met=_("%(met)s of %(asked)s met", met=asked.count(Answer.YES), asked=len(asked)),
        is_whole=all(answer == Answer.YES for answer in asked),
    )


def _pick(row: PickRow, reader: Reader) -> View:
    return View(
        url=url_for(".look", pick_id=row.id),
        no=row.no,
        title=reader.text(row.title),
        lang=reader.lang(row.title),
        at=row.drawn_at,
    )
