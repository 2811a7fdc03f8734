"""Masking while others mask and write at the same moment: real processes, on both databases."""

import pytest
from flask import Flask

from scenariowiki.runtime.session import read
from tests.curation.test_races import at_once, centre
from tests.redaction.acts import ANN, TOLD, ZOE, mask
from tests.redaction.planting import SECRET, holding
from tests.scenarios.writing import head, published, recorded, save_text, situation, solution

__all__ = ["centre"]
pytestmark = pytest.mark.timeout(300)


def write_on(given: tuple[int, int]) -> None:
    no, seq = given
    save_text(ZOE, no, f"{TOLD}再回访。", base_seq=seq)


def left() -> list[str]:
    read().rollback()
    return holding()


def test_race_one_text_masked_twice_is_masked_once_d1(centre: Flask) -> None:
    no = published(ANN, solution(f"回电{SECRET}。"), about=situation(text=TOLD))

    met = at_once(centre, *[(mask, no)] * 3)

    assert met.count("done") == 1, met
    assert (left(), len(recorded("TextMasked"))) == ([], 1)


def test_race_of_masking_and_saving_brings_nothing_back_d1(centre: Flask) -> None:
    """A save that comes first is seen or makes the preview stale; one that comes after collides."""
    no = published(ANN, about=situation(text=TOLD))

    met = at_once(centre, (mask, no), (write_on, (no, head(no).seq or 0)))

    assert met in (["done", "edit_conflict"], ["stale_mask", "done"], ["done", "done"])
    assert (left() == []) == (met[0] == "done")
