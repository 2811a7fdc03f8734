"""A review that is overdue: still holds, is to be revised, or goes into the archive."""

from sqlalchemy import select

from scenariowiki.curation.commands import opening
from scenariowiki.curation.rules.items import ItemKind, ItemState
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.models import Comment
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.browser import SignIn
from tests.curation.queueing import item
from tests.scenarios.writing import published, scenario
from tests.web.deciding import send

ANN, CY = personas.ANN, personas.CY


def review() -> int:
    """Open the review of a page of ann's."""
    no = published(ANN)
    with write() as uow:
        made = opening.open_item(
            uow,
            kind=ItemKind.STALE_REVIEW,
            key=f"stale_review:{no}",
            weight=0.0,
            by=personas.SYSTEM,
            scenario_id=scenario(no).id,
        )
        assert made is not None
        return made.id


def test_q4_the_page_asks_whether_it_still_holds(sign_in: SignIn) -> None:
    html = sign_in(CY).get(f"/queue/{review()}").text

    assert {f'value="{one}"' in html for one in ("keep", "archive", "revise:check")} == {True}


def test_q4_one_button_keeps_it(sign_in: SignIn) -> None:
    id_ = review()

    send(sign_in(CY), id_, "keep")

    assert (item(id_).state, item(id_).verdict) == (ItemState.APPLIED, "keep")


def test_q4_one_button_has_it_revised_and_tells_the_author_what(sign_in: SignIn) -> None:
    send(sign_in(CY), review(), "revise:check")

    assert "请核对" in read().scalars(select(Comment.text)).one()


def test_q4_one_button_archives_it(sign_in: SignIn) -> None:
    send(sign_in(CY), review(), "archive")

    assert scenario(1).state == State.ARCHIVED
