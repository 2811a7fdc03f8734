"""The texts that fragments are cut from: kept by version of the page, forgotten when there are too many."""

from flask import Flask

from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import catalogue
from scenariowiki.scenarios.queries.finding.bodies import Bodies
from tests import personas, wiki
from tests.web.scenarios.conftest import statements

ANN = personas.ANN


def test_a_text_is_read_once(app: Flask) -> None:
    del app
    cards = catalogue.cards(read(), ANN, [wiki.publish(ANN, "门店缺货")])
    bodies = Bodies()
    first = bodies.get(read(), cards)

    with statements() as sent:
        again = bodies.get(read(), cards)

    assert first == again
    assert first[cards[0].no]
    assert sent == []


def test_an_edited_text_is_read_anew(app: Flask) -> None:
    del app
    no = wiki.publish(ANN, "门店缺货")
    bodies = Bodies()
    before = bodies.get(read(), catalogue.cards(read(), ANN, [no]))[no]
    wiki.edit(ANN, no, 1, "门店缺货", "改过的情况：到货时间推迟到周五。")
    read().rollback()

    after = bodies.get(read(), catalogue.cards(read(), ANN, [no]))[no]

    assert "推迟到周五" in after
    assert "推迟到周五" not in before


def test_no_more_is_kept_than_there_is_room_for(app: Flask) -> None:
    del app
    numbers = [wiki.publish(ANN, f"第 {number} 种缺货") for number in range(3)]
    cards = catalogue.cards(read(), ANN, numbers)
    bodies = Bodies(limit=1)
    texts = bodies.get(read(), cards)

    with statements() as sent:
        again = bodies.get(read(), cards)

    assert again == texts
    assert sent
