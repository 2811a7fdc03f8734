"""What belongs to one person: working copies, favourites, watches."""

import pytest
from sqlalchemy import func, select

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Invalid, NotFound
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import personal
from scenariowiki.scenarios.models import Favourite, Subscription, WorkingCopy
from tests import personas
from tests.scenarios.writing import draft, happened, published, recorded, tag

pytestmark = pytest.mark.usefixtures("app")
ANN, ZOE = personas.ANN, personas.ZOE


def keep(actor: Actor, target: str, **body: str) -> None:
    with write() as uow:
        personal.keep_working_copy(uow, actor, target, body, base_seq=1)


def count(kind: type) -> int:
    return read().scalar(select(func.count()).select_from(kind)) or 0


def test_one_copy_a_person_and_target_whatever_was_typed() -> None:
    keep(ANN, "scenario:1", title="")
    keep(ANN, "scenario:1", title="半句 \x07")
    keep(ZOE, "scenario:1", title="别人的")

    mine = personal.find_working_copy(read(), ANN, "scenario:1")
    assert mine is not None
    assert (mine.body, mine.base_seq) == ({"title": "半句 \x07"}, 1)
    assert count(WorkingCopy) == 2
    assert happened() == []


def test_what_no_database_keeps_gets_a_sign_in_its_place() -> None:
    with write() as uow:
        body = {"steps": [{"text": "a\0b"}], "title": "c\ud800", "n": 1}
        personal.keep_working_copy(uow, ANN, "new:a", body)

    copy = personal.find_working_copy(read(), ANN, "new:a")
    assert copy is not None
    assert copy.body == {"steps": [{"text": "a\ufffdb"}], "title": "c\ufffd", "n": 1}


def test_a_copy_is_dropped_by_its_owner_alone() -> None:
    keep(ANN, "new:a", title="半句")

    with write() as uow:
        personal.drop_working_copy(uow, ZOE, "new:a")
    assert count(WorkingCopy) == 1

    with write() as uow:
        personal.drop_working_copy(uow, ANN, "new:a")
    assert count(WorkingCopy) == 0


@pytest.mark.parametrize(("target", "size"), [("x" * 81, 1), ("new:a", 600_001)])
def test_a_copy_has_its_limits(target: str, size: int) -> None:
    with pytest.raises(Invalid) as refused:
        keep(ANN, target, text="x" * size)

    assert refused.value.fields == {"body": "too_long"}


def test_nothing_is_thrown_away_to_make_room() -> None:
    with write() as uow:
        for number in range(personal.COPIES_MAX):
            personal.keep_working_copy(uow, ANN, f"new:{number}", {})

    with pytest.raises(Invalid, match="too_many_copies"):
        keep(ANN, "new:more")
    keep(ANN, "new:0", title="noch")


def test_favourites_are_kept_and_dropped_once() -> None:
    no = published(ANN)

    for act in (
        personal.keep_favourite,
        personal.keep_favourite,
        personal.drop_favourite,
        personal.drop_favourite,
    ):
        with write() as uow:
            act(uow, ZOE, no)

    assert [one["kept"] for one in recorded("FavouriteChanged")] == [True, False]
    assert count(Favourite) == 0


def test_watching_is_set_changed_and_forgotten() -> None:
    no = published(ANN)

    for level in ("watch", "watch", "mute", None, None):
        with write() as uow:
            personal.watch_scenario(uow, ZOE, no, level)

    assert [one["level"] for one in recorded("WatchChanged")] == ["watch", "mute", None]
    assert count(Subscription) == 0


def test_tags_are_watched_beside_scenarios() -> None:
    id_ = tag("停机")
    with write() as uow:
        personal.watch_tag(uow, ZOE, id_, "watch")
        personal.watch_tag(uow, ANN, id_, "watch")

    assert count(Subscription) == 2


def test_what_is_not_there_or_not_readable_is_not_found() -> None:
    no = draft(ANN)

    for act in (personal.keep_favourite, personal.drop_favourite):
        with pytest.raises(NotFound, match="no_scenario"), write() as uow:
            act(uow, ZOE, no)
    with pytest.raises(NotFound, match="no_scenario"), write() as uow:
        personal.watch_scenario(uow, ZOE, no, "watch")
    with pytest.raises(NotFound, match="no_tag"), write() as uow:
        personal.watch_tag(uow, ZOE, 99, "watch")


def test_a_level_that_is_none_of_ours_is_refused() -> None:
    with pytest.raises(Invalid) as refused, write() as uow:
        personal.watch_scenario(uow, ZOE, published(ANN), "loud")

    assert refused.value.fields == {"level": "not_a_choice"}
