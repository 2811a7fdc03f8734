import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.text.glued import find_glued, strip_glued


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("標(biāo)簽", "標簽"),
        ("标（biāo）签（qiān）", "标签"),
        ("标(bia\u0304o)签", "标签"),
        ("标(biao1)签", "标签"),
        ("绿(lǜ)色、绿(lü)色", "绿色、绿色"),
        ("着【zháo】急", "着急"),
        ("重庆(chóng qìng)", "重庆"),
        ("重庆(chóngqìng)", "重庆"),
        ("西安(xī'ān)", "西安"),
        ("吗(ɡuò)", "吗"),
    ],
)
def test_glued_pinyin_is_taken_out(text: str, stripped: str) -> None:
    assert strip_glued(text) == stripped


@pytest.mark.parametrize(
    "text",
    [
        "会员(VIP)",
        "可以(OK)",
        "保持（hold）",
        "标(biao)签",
        "等待(wait)",
        "咖啡(café)",
        "简历(résumé)",
        "经理(Müller)",
        "版本(v2)",
        "版本(a1b)",
        "x(biāo)",
        "套餐(5)",
        "等级(12)",
        "款式(A1)",
        "标 biāo 签",
    ],
)
def test_the_writers_own_brackets_stay(text: str) -> None:
    assert strip_glued(text) == text


def test_it_tells_where_and_what() -> None:
    assert find_glued("標(biāo)簽") == [(1, 7, "biāo")]


@given(st.text(alphabet="标签(biāo)（）1 a'"))
def test_it_only_takes_the_spans_it_finds(text: str) -> None:
    taken = sum(span.end - span.start for span in find_glued(text))

    assert len(strip_glued(text)) == len(text) - taken
