"""The duplicate finder: candidates, probability, phrases and reasons, in both scripts."""

import random
import time
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.search.duplicates import (
    Candidate,
    Match,
    Probe,
    Statistics,
    candidate_terms,
    maybe,
    similar,
)
from scenariowiki.text.chinese import is_han, words

TOLD = (
    "客户周一在网上商城下单购买无线路由器，页面显示有货，付款以后仓库通知商品缺货，需要等待两个星期才能发出。"
    "客户非常不满，要求马上退款并赔偿优惠券，客服按流程登记后转交组长，客户在电话里多次打断并要求升级投诉。"
)
HANT = (
    "客戶週一在網上商城下單購買無線路由器，頁面顯示有貨，付款以後倉庫通知商品缺貨，需要等待兩個星期才能發出。"
    "客戶非常不滿，要求馬上退款並賠償優惠券，客服按流程登記後轉交組長，客戶在電話裡多次打斷並要求升級投訴。"
)
OTHER = (
    "夜班只有一名组长在岗，凌晨系统升级之后坐席全部无法登录，值班人员不知道应该联系哪一位工程师处理，"
    "排队的来电超过四十通，等了一个小时才恢复，事后发现联系表已经半年没有更新，离职人员的电话还在上面。"
)


class Corpus:
    """Counts words as an index does."""

    def __init__(self, *texts: str) -> None:
        self.documents = len(texts)
        self.held: Counter[str] = Counter()
        for text in texts:
            cut = {token.text for token in words(text)}
            self.held.update(cut | {sign for word in cut for sign in word if is_han(sign)})

    def document_frequency(self, terms: Sequence[str]) -> dict[str, int]:
        return {term: self.held[term] for term in terms if term in self.held}

    def statistics(self) -> Statistics:
        return Statistics(self.documents, self.document_frequency)


def matches(title: str, *others: str, situation: str = "") -> list[Match]:
    candidates = [Candidate(id=at, title=other, text="") for at, other in enumerate(others)]
    return similar(Probe(title=title, situation=situation), candidates, Corpus(*others).statistics())


def score(one: str, other: str) -> float:
    return matches(one, other)[0].score


def test_terms_are_the_rarest_words_that_the_index_holds() -> None:
    corpus = Corpus(*[TOLD] * 30, OTHER, *["别的" + str(no) for no in range(100)])

    terms = candidate_terms(OTHER + TOLD, corpus.document_frequency, corpus.documents)

    assert len(terms) == 16
    assert all(corpus.held[term] == 1 for term in terms)


def test_words_that_are_everywhere_are_not_asked_for() -> None:
    corpus = Corpus(*["投诉处理"] * 90, *["缺货投诉"] * 10)

    assert candidate_terms("缺货投诉", corpus.document_frequency, 100) == ("缺货", "缺", "货")


def test_short_texts_are_asked_for_by_characters_too() -> None:
    corpus = Corpus("断货了怎么办", "别的")

    assert "货" in candidate_terms("缺货", corpus.document_frequency, corpus.documents)


def test_works_from_the_second_scenario_on() -> None:
    corpus = Corpus(TOLD)

    assert candidate_terms(HANT, corpus.document_frequency, corpus.documents)


def test_the_same_case_is_likely_and_another_is_not() -> None:
    probe = Probe(title="缺货引起投诉升级", situation=TOLD[10:80])
    candidates = [
        Candidate(id=1, title="夜班系统故障无人处理", text=OTHER),
        Candidate(id=2, title="商品缺货导致客户投诉", text=TOLD),
    ]

    best, other = similar(probe, candidates, Corpus(TOLD, OTHER).statistics())

    assert best.id == 2
    assert best.score > 0.8
    assert other.score < 0.1


def test_english_is_ranked_by_the_pieces_of_its_words() -> None:
    told = ("Why was I charged for getting cash?", "My refund is missing.", "How do I get a virtual card?")
    candidates = [Candidate(id=id_, title=text, text="") for id_, text in enumerate(told)]

    found = similar(Probe(title="I have not been refunded yet"), candidates, Statistics(0, lambda _terms: {}))

    assert found[0].id == 1


def test_script_makes_no_difference() -> None:
    (same,) = matches("缺货投诉", "缺貨投訴", situation="")
    (hans,) = matches(TOLD[:100], TOLD)
    (hant,) = matches(HANT[:100], TOLD)

    assert same.score > 0.9
    assert hant.score == pytest.approx(hans.score)


@pytest.mark.parametrize(
    ("told", "reworded", "turned", "reason"),
    [
        ("怎么开通短信提醒", "请问如何开通短信提醒？", "怎么关闭短信提醒", "direction_differs"),
        ("会员可以退货吗", "会员能退货么", "会员不可以退货吗", "negation_differs"),
        ("超过7天能退款吗", "超过7天可以退款吗", "超过30天能退款吗", "numbers_differ"),
        ("怎么提前还款", "如何提前还款", "为什么提前还款", "question_differs"),
        ("从北京寄到上海多少钱", "从北京寄到上海要多少钱", "从上海寄到北京多少钱", "roles_differ"),
    ],
)
def test_what_turns_the_meaning_around_counts_against(
    told: str, reworded: str, turned: str, reason: str
) -> None:
    best, other = matches(told, turned, reworded)

    assert best.id == 1
    assert best.score > other.score
    assert reason in other.reasons
    assert reason not in best.reasons


def test_matched_phrases_are_those_of_the_candidate_in_its_script_longest_first() -> None:
    (match,) = matches("网上商城买的路由器缺货", HANT)

    assert match.matched == ("網上商城", "路由器", "缺貨")


def test_a_few_words_are_held_against_the_title_of_a_long_case() -> None:
    candidate = Candidate(id=1, title="商品缺货导致客户投诉", text=TOLD)

    (match,) = similar(Probe(title="商品缺货客户投诉"), [candidate], Corpus(TOLD).statistics())

    assert match.score >= maybe()


def test_the_same_category_counts_a_little() -> None:
    known = Candidate(id=1, title="缺货投诉", text="", category="orders")
    statistics = Corpus("缺货投诉").statistics()

    (same,) = similar(Probe(title="缺货退款", category="orders"), [known], statistics)
    (other,) = similar(Probe(title="缺货退款", category="network"), [known], statistics)

    assert same.score > other.score
    assert "same_category" in same.reasons


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=50))
def test_any_texts_can_be_compared(title: str, situation: str, other: str) -> None:
    corpus = Corpus(other)
    candidate_terms(title + situation, corpus.document_frequency, corpus.documents)

    (match,) = similar(
        Probe(title=title, situation=situation),
        [Candidate(id=1, title=other, text=situation)],
        corpus.statistics(),
    )

    assert 0 <= match.score <= 1
    assert all(phrase in f"{other}\n{situation}" for phrase in match.matched)


def test_nothing_to_compare_gives_nothing() -> None:
    assert similar(Probe(title=""), [], Corpus().statistics()) == []


def test_fifty_candidates_are_compared_within_60_ms() -> None:
    dice = random.Random(3)
    parts = [part for text in (TOLD, OTHER) for part in text.split("，")]
    texts = ["，".join(dice.choices(parts, k=12)) for _ in range(50)]
    candidates = [Candidate(id=at, title=text[:20], text=text) for at, text in enumerate(texts)]
    statistics = Corpus(*texts).statistics()
    similar(Probe(title="预热", situation=OTHER), candidates[:1], statistics)

    started = time.process_time()
    similar(Probe(title="缺货投诉", situation=TOLD * 2), candidates, statistics)

    assert time.process_time() - started <= 0.06
