"""Masking a text wherever it is kept (D1), so that nothing brings it back (U11)."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.rules.merging import Choice, FieldChoice, UnmergeReason
from scenariowiki.exchange.exporting import Format
from scenariowiki.exchange.models import ImportJob
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid
from scenariowiki.kernel.events import EventRow
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.redaction.commands import MaskInput, mask_text, preview_mask
from scenariowiki.redaction.queries.finding import mask_snapshot
from scenariowiki.redaction.queries.places import PLACES
from scenariowiki.runtime.session import db, read, write
from scenariowiki.scenarios.commands import reverting
from scenariowiki.scenarios.commands.reverting import RevertInput
from scenariowiki.scenarios.commands.revise import EditConflict
from scenariowiki.scenarios.models import Reference, Rendered, Revision, SearchLog, Tag
from scenariowiki.scenarios.queries import history
from scenariowiki.scenarios.rules import content
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import RevisionKind
from scenariowiki.scenarios.rules.template import FieldKind
from scenariowiki.text.masking import Mask
from tests import personas
from tests.curation.acts import merge_pages
from tests.exchange.files import HEADER, bring_in, csv_file, take_out
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
ADA, ANN, CY, ZOE = personas.ADA, personas.ANN, personas.CY, personas.ZOE
BLOCKS = "█" * len(SECRET)
TOLD = f"{TEXT}客户{SECRET}很急。请先核对。"


def look(no: int, words: str = SECRET, actor: Actor = ADA) -> str:
    return preview_mask(read(), actor, no, MaskInput(text=words, reason="客户资料")).seen


def mask(no: int, words: str = SECRET, actor: Actor = ADA) -> None:
    seen = look(no, words, actor)
    with write() as uow:
        mask_text(uow, actor, no, MaskInput(text=words, reason=f"资料 {SECRET}", seen=seen))


@pytest.fixture
def told() -> int:
    """Publish a page whose title, text, step and tag tell too much; its newest text no longer does so."""
    named: dict[str, Any] = {"title": f"{SECRET}停机", "tags": (f"客户{SECRET}",)}
    about = situation(text=TOLD, **named)
    no = published(ANN, solution(f"回电{SECRET}。"), about=about)
    save_text(ZOE, no, f"{TEXT}请先核对。", base_seq=head(no).seq or 0, **named)
    return no


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


def test_u11_going_back_does_not_bring_it_back(told: int) -> None:
    mask(told)
    prepared = reverting.prepare_revert(
        read(), ANN, told, RevertInput(seq=1, base_seq=scenario(told).last_seq)
    )
    with write() as uow:
        reverting.revert_page(uow, ANN, prepared)

    assert BLOCKS in head(told).snapshot["situation"]
    assert holding() == []


@pytest.mark.parametrize("through", ["winner", "loser"])
def test_u11_undoing_a_merge_does_not_bring_it_back(told: int, through: str) -> None:
    """Both parents are masked, through whichever page it is asked for (U5, M11)."""
    winner = published(ZOE, solution("人工复机。"), about=situation("有余额仍被停机", TOLD))
    (op,) = merge_pages(winner, told, fields={"title": FieldChoice(choice=Choice.TAKE_LOSER)})

    mask(winner if through == "winner" else told)
    assert holding() == []
    assert scenario(winner).title == f"{BLOCKS}停机"
    asked = UnmergeRequest(reason=UnmergeReason.NOT_THE_SAME, note="其实是两种情况，分开处理。")
    prepared = prepare_unmerge(read(), CY, op.id)
    with write() as uow:
        unmerge(uow, CY, prepared, asked)

    assert holding() == []
    assert head(winner).snapshot["title"] == "有余额仍被停机"


def test_u11_a_merge_undone_before_is_reached_too(told: int) -> None:
    winner = published(ZOE, about=situation("有余额仍被停机", TEXT))
    (op,) = merge_pages(winner, told, fields={"title": FieldChoice(choice=Choice.TAKE_LOSER)})
    prepared = prepare_unmerge(read(), CY, op.id)
    with write() as uow:
        asked = UnmergeRequest(reason=UnmergeReason.NOT_THE_SAME, note="其实是两种情况，分开处理。")
        unmerge(uow, CY, prepared, asked)

    mask(told)

    assert holding() == []


def test_d1_what_is_taken_out_and_brought_in_again_is_as_masked(told: int, tmp_path: Path) -> None:
    mask(told)

    taken = take_out(tmp_path / "out.jsonl", Format.JSONL)
    report = bring_in(taken)

    assert (SECRET in taken.read_text("utf-8"), BLOCKS in taken.read_text("utf-8")) == (False, True)
    assert (report.unchanged, report.updated, report.failed) == (1, 0, 0)
    assert holding() == []


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


@pytest.mark.parametrize("part", ["situation", "solution"])
def test_u11_a_form_that_was_open_meanwhile_does_not_bring_it_back(part: str) -> None:
    """What was begun on the text before it was masked has to be compared with it, not saved over it (D3)."""
    no = published(ANN, solution(f"回电{SECRET}。"), about=situation(text=TOLD))
    (way,) = solutions_of(no)
    shown = {None: head(no).seq or 0, way.id: read().get_one(Revision, way.head_rev_id).seq or 0}
    mask(no)

    typed = (
        PageInput(situation=situation(text=f"{TOLD}再回访。"), base_seq=shown)
        if part == "situation"
        else PageInput(solutions=(solution(f"回电{SECRET}，再回访。", id_=way.id),), base_seq=shown)
    )
    with pytest.raises(EditConflict) as refused:
        save(ZOE, no, typed)

    assert BLOCKS in str(refused.value.entities[0].merged)
    assert holding() == []


def test_d1_what_others_changed_elsewhere_meanwhile_is_merged() -> None:
    no = published(ANN, about=situation(text=TOLD))
    shown = head(no).seq or 0
    mask(no)

    save_text(ZOE, no, f"{TOLD.replace(SECRET, BLOCKS)}再回访。", base_seq=shown)

    assert head(no).snapshot["situation"].endswith("再回访。")


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


def test_d1_what_was_masked_does_not_lie_in_free_pages_that_backups_copy(told: int) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a backup of PostgreSQL holds rows, not pages")
    mask(told)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    assert SECRET.encode() not in Path(str(db.engine.url.database)).read_bytes()


def test_u11_the_file_it_came_with_does_not_bring_it_back(tmp_path: Path) -> None:
    file = csv_file(tmp_path / "a.csv", [HEADER, ["r1", "停机", TOLD, f"回电{SECRET}。"]])
    bring_in(file)
    mask(1)
    report = bring_in(file)

    assert (report.failed, report.updated) == (1, 0)
    assert holding() == []
