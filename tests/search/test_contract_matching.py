"""What every engine must find."""

import re

import pytest

from scenariowiki.text.chinese import fold
from tests.search.conftest import EVERYTHING, Make, Opened, ids_of


def test_a_word_is_found_in_title_body_alias_and_tags(opened: Opened, document: Make) -> None:
    opened.writer.upsert(
        [
            document(1, "退款太慢"),
            document(2, "其他", "客户要求退款。"),
            document(3, "其他", also_known_as=("退款流程",)),
            document(4, "其他", tags=("退款",)),
            document(5, "其他", "退货，款项已付"),
        ],
        1,
    )

    assert opened.ids("退款") == [1, 2, 3, 4]


def test_a_title_outranks_a_body_of_the_same_length(opened: Opened, document: Make) -> None:
    opened.writer.upsert(
        [document(2, "物流停运", "客户询问退款"), document(1, "客户询问退款", "物流停运")], 1
    )

    assert ids_of(opened.find("退款")) == [1, 2]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("退款", [1, 2]),
        ("退款 投诉", [2]),
        ("退款 OR 发票", [1, 2, 3]),
        ("退款 -投诉", [1]),
        ("-退款", [3, 4]),
        ("退款 (发票 OR 投诉)", [2]),
        ("-(退款 OR 发票)", [4]),
        ("NOT NOT 退款", [1, 2]),
        ("“申请退款”", [1]),
        ("“款申”", []),
        ("vpn", [4]),
        ("VPN账号", [4]),
        ("“VPN 账号”", [4]),
        ("不存在的词", []),
        ("", [1, 2, 3, 4]),
    ],
)
def test_words_phrases_and_operators(opened: Opened, document: Make, query: str, expected: list[int]) -> None:
    opened.writer.upsert(
        [
            document(1, "客户申请退款"),
            document(2, "退款被投诉"),
            document(3, "发票抬头"),
            document(4, "VPN 账号被锁"),
        ],
        1,
    )

    assert opened.ids(query) == expected


def test_a_phrase_needs_its_words_in_order_and_side_by_side(opened: Opened, document: Make) -> None:
    opened.writer.upsert(
        [
            document(1, "", "请派出所出具证明"),
            document(2, "", "派出，出所"),
            document(3, "", "出所派出"),
            document(4, "派", "出所"),
            document(5, "", "account locked after three tries"),
            document(6, "", "locked account"),
        ],
        1,
    )

    assert opened.ids("派出所") == [1]
    assert opened.ids('"account locked"') == [5]
    assert opened.ids("account locked") == [5, 6]


def test_line_breaks_part_han_characters_but_not_latin_words(opened: Opened, document: Make) -> None:
    opened.writer.upsert([document(1, "", "登录\n失败"), document(2, "", "打开 VPN\n设置")], 1)

    assert opened.ids("录失") == []
    assert opened.ids("VPN设置") == [2]


def test_a_single_han_character_is_found(opened: Opened, document: Make) -> None:
    opened.writer.upsert([document(1, "税票"), document(2, "个税"), document(3, "发票")], 1)

    assert opened.ids("税") == [1, 2]


def test_traditional_and_simplified_find_each_other(opened: Opened, document: Make) -> None:
    opened.writer.upsert([document(1, "帳號無法登錄"), document(2, "账号无法登录"), document(3, "其他")], 1)

    assert opened.ids("账号") == opened.ids("帳號") == [1, 2]
    assert opened.ids("ＶＰＮ OR 無法") == [1, 2]


def test_pinyin_and_initials_find_titles_and_tags_by_their_beginning(opened: Opened, document: Make) -> None:
    opened.writer.upsert(
        [
            document(1, "缺货处理"),
            document(2, "其他", tags=("缺货",)),
            document(3, "其他", "缺货"),
            document(4, "qh 接口"),
            document(5, "αβγ 한글 Größe 处理"),
        ],
        1,
    )

    assert opened.ids("quehuo") == [1, 2]
    assert opened.ids("queh") == [1, 2]
    assert opened.ids("qh") == [1, 2, 4]
    assert opened.ids("q") == []
    assert opened.ids('"quehuo"') == []


def test_pinyin_finds_two_syllables_and_more_inside_titles_and_tags(opened: Opened, document: Make) -> None:
    opened.writer.upsert(
        [
            document(1, "节前小样缺货，客人着急"),
            document(2, "A3區小樣缺貨"),
            document(3, "其他", tags=("大促缺货",)),
            document(4, "其他", "小样缺货"),
            document(5, "西安的门店"),
            document(6, "不缺货源"),
        ],
        1,
    )

    assert opened.ids("quehuo") == [1, 2, 3, 6]
    assert opened.ids("xiaoyangquehuo") == [1, 2]
    assert opened.ids("dian") == opened.ids("uehuo") == opened.ids('"quehuo"') == []


def test_every_two_character_word_is_counted_as_by_a_plain_scan(
    opened: Opened, document: Make, hotline_cases: list[dict[str, str]]
) -> None:
    cases = hotline_cases[:600]
    texts = [fold(f"{case['title']}\n{case['situation']}") for case in cases]
    opened.writer.rebuild(
        (document(n, case["title"], case["situation"]) for n, case in enumerate(cases, 1)), watermark=1
    )
    found = re.findall("[\u4e00-\u9fff]{2}", "".join(texts[::7]))
    words = list(dict.fromkeys(found))[::25][:300]

    counted = {word: opened.find(word, limit=0).total for word in words}

    assert len(words) > 200
    assert counted == {word: sum(word in text for text in texts) for word in words}


def test_candidates_rank_by_the_rare_words_they_share(opened: Opened, document: Make) -> None:
    opened.writer.upsert(
        [
            document(1, "客户投诉物流", "快递丢失"),
            document(2, "客户询问发票"),
            document(3, "快递丢失赔偿", state="submitted"),
            document(4, "客户表扬"),
        ],
        1,
    )

    found = opened.index.candidates(["快递", "丢失", "赔偿", "没有"], 2, EVERYTHING)

    assert [id_ for id_, _ in found] == [3, 1]
    assert found[0][1] > found[1][1] > 0
    assert opened.index.candidates([], 5, EVERYTHING) == []
    assert {id_ for id_, _ in opened.index.candidates(["票"], 5, EVERYTHING)} == {2}


def test_document_frequency_counts_words_and_single_characters(opened: Opened, document: Make) -> None:
    opened.writer.upsert([document(1, "客户投诉", "客户"), document(2, "客户发票")], 1)

    assert opened.index.document_frequency(["客户", "投诉", "没有", "票"]) == {
        "客户": 2,
        "投诉": 1,
        "没有": 0,
        "票": 1,
    }
