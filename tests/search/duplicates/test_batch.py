"""All likely pairs of a collection: copies, excerpts and retellings, in both scripts, and not everything."""

import random
from collections.abc import Sequence
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.search.duplicates import LIKELY, Candidate
from scenariowiki.search.duplicates.batch import Collection, Judge
from scenariowiki.text.chinese import Script, to_script

PLACES = ["城南", "河西", "星沙", "梅溪", "东塘", "麓谷", "桂花", "望城", "高岭", "洪山", "侯家", "金霞"]
THINGS = ["路灯", "电梯", "暖气", "积水", "井盖", "围墙", "噪音", "油烟", "垃圾", "停车", "漏雨", "断网"]
ACTS = ["投诉", "咨询", "举报", "催办", "反映", "求助"]
TOLD = (
    "客户周一在网上商城下单购买无线路由器，页面显示有货，付款以后仓库通知商品缺货。"
    "需要等待两个星期才能发出。客户非常不满，要求马上退款并赔偿优惠券。客服按流程登记后转交组长。"
)


def others(count: int) -> list[str]:
    """Make texts that differ from each other in what they are about."""
    dice = random.Random(5)
    return [
        "，".join(
            f"{dice.choice(PLACES)}{no}号{dice.choice(THINGS)}{dice.choice(ACTS)}{no * 7 + at}"
            for at in range(9)
        )
        for no in range(count)
    ]


def collected(texts: Sequence[str]) -> Collection:
    collection = Collection()
    for at, text in enumerate(texts):
        collection.add(at, text)
    return collection


def pairs(collection: Collection, since: int = 0) -> set[tuple[int, int]]:
    return {(other, place) for place, found in collection.candidates(since) for other in found}


def test_a_copy_in_the_other_script_is_found_among_many() -> None:
    texts = [*others(200), TOLD, to_script(TOLD, Script.HANT)]

    assert (200, 201) in pairs(collected(texts))


def test_a_shuffled_half_of_a_text_is_found_by_its_rare_words() -> None:
    half = "请帮忙。" + "。".join(reversed(TOLD.split("。")[:3]))

    assert (200, 201) in pairs(collected([*others(200), TOLD, half]))


def test_strangers_are_hardly_ever_compared() -> None:
    everything = 300 * 299 / 2

    assert len(pairs(collected(others(300)))) < everything / 20


def test_long_texts_that_share_three_rare_words_alone_are_not_compared() -> None:
    rare = "优惠券、换货单、会员日。"
    lights = "小区门口的路灯坏了半个月，老人晚上散步看不清台阶，物业说归市政管，市政又让他找街道登记排期。"
    lights += "夜里骑电动车摔倒过两回，盼望尽快派维修队更换灯泡。"
    bread = "昨天在面包店买的蛋糕里有塑料片，孩子差点吞下去，店员不肯承认，只愿意换一个，家长要求去医院检查。"
    bread += "同事说冰柜温度偏高，奶油发酸，应当请食品监督所抽样化验。"
    texts = [*others(200), lights + rare, bread + rare]

    assert (200, 201) not in pairs(collected(texts))


def test_short_texts_that_share_them_are() -> None:
    texts = [*others(200), "无线路由器优惠券换货单怎么弄？", "城南的无线路由器、优惠券、换货单呢？"]

    assert (200, 201) in pairs(collected(texts))


def test_only_pairs_with_what_is_new_are_walked_from_the_watermark_on() -> None:
    texts = [TOLD, *others(50), TOLD + "谢谢。", *others(5), TOLD]
    collection = collected(texts)

    assert (0, 51) in pairs(collection)
    assert {place for _other, place in pairs(collection, since=52)} <= set(range(52, 58))
    assert {(0, 57), (51, 57)} <= pairs(collection, since=52)


def test_a_hundred_copies_of_a_form_do_not_make_five_thousand_pairs() -> None:
    found = pairs(collected([*others(40), *[TOLD] * 100]))

    assert len(found) < 1_000
    assert all((at, at + 1) in found for at in range(40, 139))


@given(st.lists(st.text(max_size=40), max_size=8))
def test_any_texts_can_be_collected(texts: list[str]) -> None:
    collection = collected(texts)

    for place, found in collection.candidates():
        assert all(other < place for other in found)


def test_a_pair_is_judged_by_a_probability_with_features_and_reasons() -> None:
    collection = collected([*others(60), TOLD])
    one = Candidate(id=1, title="缺货退款", text=TOLD)

    judge = Judge(collection.statistics())
    same = judge.judge(one, Candidate(id=2, title="缺货要求退款", text=TOLD))
    other = judge.judge(one, Candidate(id=3, title="路灯坏了", text=others(1)[0]))

    assert same.probability >= LIKELY
    assert same.worth
    assert "same_words" in same.reasons
    assert same.features["words_shared"] == 1
    assert other.probability < 0.1
    assert not other.worth


def test_what_was_cut_while_it_was_taken_in_is_judged_the_same() -> None:
    """The words kept with a collection stand for cutting its texts once more, and strangers are cut."""
    sides = [Candidate(id=at, title=title, text=text) for at, (title, text) in enumerate([
        ("缺货退款", TOLD), ("缺貨要求退款", to_script(TOLD, Script.HANT)), ("Refund 退款", f"OK {TOLD} OK"),
    ])]  # fmt: skip
    collection = collected([*others(60), *(f"{side.title}\n{side.text}" for side in sides[:2])])
    anew, kept = Judge(collection.statistics()), Judge(collection.statistics(), collection.cutter())

    for one, other in combinations(sides, 2):
        assert kept.judge(one, other) == anew.judge(one, other)
