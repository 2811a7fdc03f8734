"""Masking a text wherever it is kept (D1)."""

from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from scenariowiki.exchange.models import ImportJob
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid
from scenariowiki.kernel.events import EventRow
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.redaction.commands import MaskInput, mask_text
from scenariowiki.redaction.queries.finding import mask_snapshot
from scenariowiki.redaction.queries.places import PLACES
from scenariowiki.runtime.session import db, read, write
from scenariowiki.scenarios.commands.personal import drop_working_copy, keep_working_copy
from scenariowiki.scenarios.models import Reference, Rendered, SearchLog, Tag
from scenariowiki.scenarios.queries import history
from scenariowiki.scenarios.rules import content
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import RevisionKind
from scenariowiki.scenarios.rules.template import FieldKind
from scenariowiki.text.masking import Mask
from tests.redaction.acts import ADA, ANN, BLOCKS, CY, TOLD, ZOE, look, mask
from tests.redaction.columns import LEFT
from tests.redaction.planting import NOW, SECRET, holding, plant, texts
from tests.scenarios.writing import (
    TEXT,
    head,
    published,
    recorded,
    revisions,
    save,
    save_text,
    scenario,
    situation,
    solution,
    solutions_of,
)

pytestmark = pytest.mark.usefixtures("app")


def test_d1_every_column_that_can_hold_words_was_decided_about() -> None:
    """A new column of words or JSON has to be masked (`places`), or named with a reason (`columns`)."""
    masked = {f"{place.name}.{name}" for place in PLACES for name in place.texts}

    assert {name for name, _column in texts()} == masked | LEFT
    assert masked & LEFT == set()


def test_d1_a_text_is_masked_wherever_it_is_kept(told: int) -> None:
    plant(told, published(ZOE, about=situation("另一件")))
    before = set(holding())
    assert {f"{place.name}.{name}" for place in PLACES for name in place.texts} - before <= {
        *("revision.summary", "scenario.credit", "scenario.source", "scenario.external_id", "tag.labels")
    }

    mask(told)

    assert holding() == []
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.execute(text("UPDATE kudos SET text = 'x'"))


def test_d1_masking_is_recorded_without_the_text(told: int) -> None:
    mask(told)

    newest = head(told)
    assert (newest.kind, newest.author_id, newest.summary) == (
        RevisionKind.REDACTION,
        ADA.id,
        f"资料 {BLOCKS}",
    )
    (event,) = recorded("TextMasked")
    assert (event["revision_id"], event["scenario_id"]) == (newest.id, scenario(told).id)
    assert (event["count"], event["rows"]) == (5, 4)
    rows = read().scalars(select(EventRow.payload).where(EventRow.actor_id == ADA.id))
    assert all(SECRET not in str(payload) for payload in rows)
    queued = read().scalars(select(OutboxRow.key).where(OutboxRow.kind == "index"))
    assert str(told) in set(queued)


def test_d1_lengths_hashes_and_html_follow_and_authors_stay(told: int) -> None:
    save_text(ZOE, told, TOLD, base_seq=head(told).seq or 0)
    wrote = {one.id: one.attribution for one in revisions(told)}
    version = scenario(told).page_version

    mask(told)

    for one in revisions(told):
        assert one.content_hash == content.content_hash(one.snapshot)
        assert one.attribution == wrote.get(one.id, one.attribution)
        if one.kind != RevisionKind.REDACTION:
            html = read().get_one(Rendered, one.id).html
            assert (BLOCKS in str(html)) == (BLOCKS in str({**one.snapshot, "title": ""}))
    pieces = history.who_wrote(read(), head(told))["situation"]
    assert {piece.author_name for piece in pieces} == {"Ann", "Zoe"}
    assert scenario(told).page_version > version
    assert solutions_of(told)[0].title == f"回电{BLOCKS}。"
    assert read().scalar(select(Tag.name).where(Tag.name.contains("█"))) == f"客户{BLOCKS}"


def test_d1_script_case_and_width_do_not_hide_it() -> None:
    no = published(ANN, about=situation("停机", "找張三ＡBC，再找张三 abc。"))

    mask(no, "张三Abc")

    assert head(no).snapshot["situation"] == "找█████，再找张三 abc。"
    mask(no, "张三  abc")
    assert head(no).snapshot["situation"] == "找█████，再找██████。"


def test_d1_a_number_that_tells_it_goes_and_a_choice_stays() -> None:
    asked = Mask.of("138")
    assert asked is not None
    kinds = {"fields.phone": FieldKind.NUMBER, "fields.line": FieldKind.CHOICE}

    masked, count = mask_snapshot(
        {"title": "a138", "fields.phone": 13800, "fields.line": "x138", "tags": [138]}, asked, kinds
    )

    assert (masked, count) == ({"title": "a███", "fields.line": "x138", "tags": [138]}, 2)


def test_d1_only_administrators_mask(told: int) -> None:
    with pytest.raises(Forbidden):
        look(told, actor=CY)


@pytest.mark.parametrize(
    ("words", "code"),
    [("", "required"), ("王", "text_too_short"), ("█ █", "text_too_short"), ("无人", "text_not_found")],
)
def test_d1_what_cannot_be_masked_is_refused(told: int, words: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        look(told, words)

    assert refused.value.fields == {"text": code}


def test_d1_what_changed_since_it_was_shown_is_not_masked(told: int) -> None:
    seen = look(told)
    save(ANN, told, PageInput(situation=situation(text=TOLD), base_seq={None: head(told).seq or 0}))

    with pytest.raises(Conflict, match="stale_mask"), write() as uow:
        mask_text(uow, ADA, told, MaskInput(text=SECRET, reason="客户资料", seen=seen))

    assert "revision.snapshot" in holding()


def test_d1_a_masked_number_of_a_page_links_no_more() -> None:
    other = published(ZOE, about=situation("另一件"))
    no = published(ANN, solution(f"参见 S-{other}。"), about=situation(text=f"{TEXT}参见 S-{other}。"))

    mask(no, f"S-{other}")

    assert read().scalars(select(Reference)).all() == []


@pytest.mark.parametrize(
    ("text", "cut", "masked"),
    [
        (f"客户{SECRET[:6]}", 8, f"客户{BLOCKS[:6]}"),
        (f"{SECRET}的{SECRET[:2]}", 10, f"{BLOCKS}的██"),
        (f"客户{SECRET[:6]}", 9, f"客户{SECRET[:6]}"),
        ("客户王", 3, "客户王"),
    ],
)
def test_d1_the_beginning_that_is_left_of_a_cut_text_goes_too(text: str, cut: int, masked: str) -> None:
    asked = Mask.of(SECRET)
    assert asked is not None

    assert asked.put(text, cut)[0] == masked


def test_d1_searches_and_samples_that_were_cut_short_are_masked(told: int) -> None:
    """A search keeps 200 characters, a sample of an import 80."""
    known = {"account_id": ANN.id, "hits": 0, "at": NOW}
    with write() as uow:
        uow.session.add(
            SearchLog(key="a", query=f"{'停' * 195}{SECRET[:5]}", folded=f"{'停' * 195}{SECRET[:5]}", **known)
        )
        uow.session.add(
            ImportJob(
                account_id=ANN.id,
                filename="a",
                state="done",
                settings={"samples": [[f"{'停' * 75}{SECRET[:5]}"]]},
                created_at=NOW,
            )
        )

    mask(told)

    assert holding(SECRET[:5]) == []


def test_d1_what_was_thrown_away_does_not_lie_in_free_pages_that_backups_copy() -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a backup of PostgreSQL holds rows, not pages")
    with write() as uow:
        keep_working_copy(uow, ANN, "new:1", {"situation": "13800138000 " * 2_000})
    with write() as uow:
        drop_working_copy(uow, ANN, "new:1")
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    assert b"13800138000" not in Path(str(db.engine.url.database)).read_bytes()


def test_d1_who_confirms_second_finds_nothing_left(told: int) -> None:
    seen = look(told)
    mask(told)

    with pytest.raises(Invalid, match="invalid"), write() as uow:
        mask_text(uow, ADA, told, MaskInput(text=SECRET, reason="客户资料", seen=seen))

    assert len(recorded("TextMasked")) == 1


def test_d1_what_breaks_off_leaves_all_as_it_was_and_the_triggers_there(told: int) -> None:
    plant(told, published(ZOE, about=situation("另一件")))
    before, seen = holding(), look(told)

    def break_off() -> None:
        with write() as uow:
            mask_text(uow, ADA, told, MaskInput(text=SECRET, reason="客户资料", seen=seen))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        break_off()

    assert (holding(), recorded("TextMasked")) == (before, [])
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.execute(text("UPDATE kudos SET text = 'x'"))
