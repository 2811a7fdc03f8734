"""One review: what was found, the word to the authors, and where it leads."""

from types import SimpleNamespace as View

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.quality import policy
from scenariowiki.quality.commands import reviewing
from scenariowiki.quality.queries import checklists, reviews
from scenariowiki.quality.rules.checklist import Answer
from scenariowiki.runtime.messages import word_for
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios.queries import parts
from scenariowiki.web import limits
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.quality import index
from scenariowiki.web.views.quality.blueprint import bp

TONES = {Answer.YES: "ok", Answer.NO: "bad", Answer.NOT_APPLICABLE: ""}


@bp.get("/quality/reviews/<int:review_id>")
def review(review_id: int) -> ResponseReturnValue:
    """Show a review to its coach, the authors, coaches and curators."""
    person = actor()
    reader = Reader.of(person)
    row, authors = reviews.get_review(read(), person, review_id)
    checklist = checklists.get_checklist(read(), row.checklist_number)
    scenario = parts.get_canonical(read(), person, row.no)
    edits = wiki.may_revise(person, scenario) or wiki.may_propose(person, scenario)
    return render_template(
        "quality/review.html",
        review=View(
            **index.line(row, reader).__dict__,
            page_url=url_for("scenarios.show", no=row.no),
            seq=row.page_seq,
            seq_url=url_for("scenarios.revision", no=row.addressed_no, seq=row.page_seq),
            compare_url=_compare_url(row),
            note=reader.text(row.note),
            note_lang=reader.lang(row.note),
            version=checklist.number,
            is_withdrawn=row.withdrawn_at is not None,
        ),
        answers=[
            (one, Answer(row.answers[one.key]), word_for(Answer(row.answers[one.key])), TONES)
            for one in index.criteria(checklist.criteria, reader)
            if one.key in row.answers
        ],
        is_mine=person.id in authors,
        edit_url=url_for("scenarios.edit", no=row.no) if edits else None,
        feedback_url=url_for("feedback.new", no=row.no, kind="suggestion")
        if wiki.may_comment(person, scenario)
        else None,
        withdraw_url=url_for(".withdraw", review_id=row.id)
        if policy.may_withdraw(person, row) and row.withdrawn_at is None
        else None,
    )


@bp.post("/quality/reviews/<int:review_id>/withdraw")
@limits.edit
def withdraw(review_id: int) -> ResponseReturnValue:
    """Take my review back."""
    person = actor()
    reviews.get_review(read(), person, review_id)
    with write() as uow:
        reviewing.withdraw_review(uow, person, review_id)
    flash(_("Taken back: it counts no more."), "ok")
    return redirect(url_for(".index"), 303)


def _compare_url(row: reviews.ReviewRow) -> str | None:
    """Lead to what was changed since, where anything was and it was not merged since."""
    if row.addressed_no != row.no or row.last_seq <= row.page_seq:
        return None
    return url_for("scenarios.compare", no=row.no, a=row.page_seq, b=row.last_seq)
