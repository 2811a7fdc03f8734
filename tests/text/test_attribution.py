"""Who wrote what (D4, M14)."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from scenariowiki.text.attribution import (
    Attributed,
    Run,
    attribute,
    runs_from_json,
    runs_to_json,
    shares,
)

ANN = "客户来电投诉夜间施工扰民，先安抚情绪，再登记地址与时段，转交。"
BEN = "两小时内回电告知处理进展与时限。"
TEXTS = st.lists(st.sampled_from(["先核实。", "再退款30元。", "回访。", "\n", "升级处理"]), max_size=6).map(
    "".join
)


def written(text: str, revision: int, *parents: Attributed) -> Attributed:
    return Attributed(text=text, runs=attribute(text, revision, parents))


def author(revision: int) -> str:
    return {1: "ann", 2: "ben", 3: "cem", 4: "cem"}[revision]


def test_equal_sentences_keep_their_author_and_new_ones_have_the_editor() -> None:
    second = written(ANN + BEN, 2, written(ANN, 1))

    assert second.runs == (Run(1, len(ANN)), Run(2, len(BEN)))


def test_d4_a_revert_that_copies_the_earlier_runs_earns_and_steals_nothing() -> None:
    second = written(ANN + BEN, 2, written(ANN, 1))
    emptied = written("", 3, second)
    naive = attribute(second.text, 4, [emptied])

    reverted = Attributed(
        text=second.text, runs=second.runs
    )  # what the caller does when the hashes are equal

    assert shares(reverted.runs, author) == {"ann": len(ANN), "ben": len(BEN)}
    assert shares(naive, author) == {"cem": len(ANN + BEN)}


def test_matches_of_two_characters_keep_their_author_inside_a_changed_sentence() -> None:
    second = written("先核对客户身份，再退款。", 2, written("先核实客户身份，再退款。", 1))

    assert second.runs == (Run(1, 2), Run(2, 1), Run(1, 9))


def test_a_single_character_in_common_is_chance() -> None:
    second = written("他的书丢了。", 2, written("我的包坏过？", 1))

    assert second.runs == (Run(2, 6),)


def test_a_moved_sentence_keeps_its_author() -> None:
    second = written(BEN + ANN, 2, written(ANN + BEN, 1))

    assert second.runs == (Run(1, len(ANN + BEN)),)


def test_m14_text_taken_from_the_loser_stays_its_authors() -> None:
    winner, loser = written(ANN, 1), written(BEN, 2)

    merged = written(ANN + BEN + "以上为准。", 3, winner, loser)

    assert shares(merged.runs, author) == {"ann": len(ANN), "ben": len(BEN), "cem": 5}


def test_m14_a_sentence_made_of_both_credits_both() -> None:
    winner, loser = written("先安抚客户情绪。", 1), written("登记地址与时段并转交。", 2)

    merged = written("先安抚客户情绪，登记地址与时段。", 3, winner, loser)

    assert shares(merged.runs, author) == {"ann": 7, "ben": 7, "cem": 2}


def test_d4_a_sentence_of_both_parents_stays_the_winners() -> None:
    winner, loser = written(ANN, 1), written(ANN + BEN, 2)

    merged = written(ANN + "完。", 3, winner, loser)

    assert merged.runs[0] == Run(1, len(ANN))


def test_d4_a_whole_sentence_of_the_loser_comes_before_parts_of_the_winners() -> None:
    winner, loser = written("先安抚客户，再登记时段。", 1), written("先安抚客户，再登记地址与时段。", 2)

    merged = written("先安抚客户，再登记地址与时段。以上为准。", 3, winner, loser)

    assert merged.runs[0] == Run(2, len(loser.text))


def test_text_equal_to_the_winners_is_the_winners_alone() -> None:
    winner, loser = written(ANN, 1), written(ANN + BEN, 2)

    assert attribute(ANN, 3, [winner, loser]) == winner.runs


def test_runs_survive_storage() -> None:
    runs = (Run(1, 34), Run(2, 16))

    assert runs_to_json(runs) == [[1, 34], [2, 16]]
    assert runs_from_json(json.loads(json.dumps(runs_to_json(runs)))) == runs


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=5), TEXTS)
def test_every_character_has_one_owner_from_the_texts_history(history: list[str], other: str) -> None:
    text = Attributed(text="", runs=())
    for revision, body in enumerate(history, start=1):
        text = written(body, revision, text)
    merged = written(history[0] + other, 100, text, written(other, 99))

    for attributed in (text, merged):
        assert sum(run.length for run in attributed.runs) == len(attributed.text)
        assert all(
            one.revision != two.revision
            for one, two in zip(attributed.runs, attributed.runs[1:], strict=False)
        )
    assert {run.revision for run in text.runs} <= set(range(1, len(history) + 1))
