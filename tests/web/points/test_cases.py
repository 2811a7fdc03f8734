"""The queue's pages about points: what a curator sees, and that deciding works without script."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemKind
from scenariowiki.runtime.session import read
from tests import personas
from tests.browser import Browser
from tests.points.earning import HOUR, MORNING, points, used, with_solution
from tests.web.deciding import send

pytestmark = pytest.mark.usefixtures("app")
SignIn = Callable[[Actor], Browser]


@pytest.fixture
def case() -> int:
    """Have zoe help ann four times within a day."""
    for number in range(4):
        made = with_solution(personas.ANN, title=f"停机第{number}种", at=MORNING + number * HOUR)
        used(personas.ZOE, made, at=MORNING + 6 * HOUR)
    return read().scalars(select(QueueItem.id).where(QueueItem.kind == ItemKind.FRAUD)).one()


def test_g5_a_case_shows_who_what_when_and_why(case: int, sign_in: SignIn) -> None:
    page = sign_in(personas.CY).get(f"/queue/{case}")

    assert page.status_code == 200
    for text in ("这些积分该不该算数", "Ann", "Zoe", "停机第3种", "一天之内", "该计入"):
        assert text in page.text


def test_g5_a_case_is_decided_from_its_page(case: int, sign_in: SignIn) -> None:
    answer = send(sign_in(personas.CY), case, "void", note="与工单核对过，没有这几单。")

    assert answer.status_code == 303
    assert points("P3")["voided"] == 15


def test_q8_whom_it_concerns_reads_it_and_cannot_decide(case: int, sign_in: SignIn) -> None:
    assert sign_in(personas.ANN).get(f"/queue/{case}").status_code in (403, 404)
