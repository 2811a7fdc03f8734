"""How texts become tokens, and queries plans."""

from scenariowiki.search.analysis import analyse
from scenariowiki.search.batches import net_effect
from scenariowiki.search.grammar import Query, Term, parse
from scenariowiki.search.plan import NOTHING, Every, Passage, Step, Without, plan
from tests.search.conftest import Make


def steps_of(text: str) -> tuple[Step, ...]:
    root = plan(parse(text)).root
    assert isinstance(root, Passage)
    return root.steps


def test_text_is_indexed_as_words_characters_and_pairs(document: Make) -> None:
    analysed = analyse(document(7, "退款", "VPN账号，退款"))

    assert analysed.words == {"退款": 3, "vpn": 1, "账号": 1}
    assert (
        analysed.characters == {"退": 2, "款": 2, "vpn": 1, "账": 1, "号": 1, "，": 1}
        or analysed.characters["退"] == 2
    )
    assert analysed.pairs == {"退款": [0, 8], "vpn 账": [4], "账号": [5]}
    assert {"no:7", "state:published"} <= analysed.facts


def test_two_han_characters_are_looked_up_as_one_pair() -> None:
    assert steps_of("退款") == (Step("退款", 0),)


def test_longer_passages_are_chains_of_pairs() -> None:
    assert steps_of("派出所") == (Step("派出", 0), Step("出所", 1))


def test_punctuation_keeps_its_place_inside_and_is_left_out_around() -> None:
    assert steps_of("“？退款，发票！”") == (Step("退款", 0), Step("发票", 3))


def test_a_single_token_is_looked_up_among_the_characters() -> None:
    assert steps_of("税") == (Step("税", None),)
    assert steps_of("VPN") == (Step("vpn", None),)


def test_only_a_latin_term_of_two_letters_asks_for_pinyin() -> None:
    def pinyin(text: str) -> str | None:
        root = plan(parse(text)).root
        assert isinstance(root, Passage)
        return root.pinyin

    assert [pinyin(text) for text in ("th", "QueHuo", "q", "退款", "h5", '"qh"')] == [
        "th",
        "quehuo",
        None,
        None,
        None,
        None,
    ]


def test_pinyin_is_cut_into_syllables_every_way_it_can_be() -> None:
    def spellings(text: str) -> tuple[tuple[str, ...], ...]:
        root = plan(parse(text)).root
        assert isinstance(root, Passage)
        return root.spellings

    assert spellings("quehuo")[0] == ("~que huo",)
    assert {("~xian shi",), ("~xi an", "~an shi")} <= set(spellings("xianshi"))
    assert spellings("queh") == spellings("th") == spellings('"quehuo"') == ()
    assert len(spellings("xianan" * 4)) == 4
    assert spellings("nan" * 7 + "b") == ()


def test_excluded_text_does_not_rank() -> None:
    planned = plan(parse("退款 -投诉"))

    assert isinstance(planned.root, Every)
    assert isinstance(planned.root.nodes[1], Without)
    assert planned.ranks
    assert not plan(parse("-投诉")).ranks


def test_text_without_tokens_finds_nothing() -> None:
    assert plan(Query(root=Term("\u200b\x00"), text="")).root == NOTHING
    assert plan(Query(root=None, text="")).root is None


def test_a_batch_comes_to_the_last_document_of_each_id(document: Make) -> None:
    batch = [document(1, "a"), document(2, "b"), document(1, "c"), document(3, "d", state="rejected")]

    kept, gone = net_effect(batch, [2])

    assert [(each.id, each.title) for each in kept] == [(1, "c")]
    assert gone == {1, 2, 3}
