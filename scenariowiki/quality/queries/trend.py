"""The reviews of some months as the trend counts them."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.quality.models import QualityReview
from scenariowiki.quality.queries.categories import top_categories, top_of
from scenariowiki.quality.queries.checklists import all_checklists
from scenariowiki.quality.rules.trend import Judged


def list_judged(session: Session, *, since: dt.date) -> list[Judged]:
    """List the reviews since a day that were not taken back, filed under the top category of today."""
    tops = top_categories(session)
    weights = {
        number: {one.key: one.weight for one in version.criteria}
        for number, version in all_checklists(session).items()
    }
    rows = session.execute(
        select(
            QualityReview.id,
            QualityReview.day,
            QualityReview.category_id,
            QualityReview.author_id,
            QualityReview.answers,
            QualityReview.checklist_number,
        )
        .where(QualityReview.day >= since, QualityReview.withdrawn_at.is_(None))
        .order_by(QualityReview.id)
    )
    return [
        Judged(
            review_id=row.id,
            month=row.day.replace(day=1),
            category_id=top_of(tops, row.category_id),
            author_id=row.author_id,
            answers=row.answers,
            weights=weights.get(row.checklist_number, {}),
        )
        for row in rows
    ]
