from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.text.chinese import fold

anything = st.text(st.characters(codec=None, exclude_categories=()))


@given(anything)
def test_it_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(anything)
def test_it_folds_what_is_folded_to_itself(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_it_folds_every_character_to_one_that_stays() -> None:
    every = "".join(map(chr, range(0x110000)))

    assert len(fold(every)) == len(every)
    assert fold(fold(every)) == fold(every)


def test_it_brings_both_scripts_together() -> None:
    assert fold("客戶的帳號登錄後無法提交工單，看著回覆") == fold("客户的账号登录后无法提交工单，看着回复")


def test_it_brings_variants_together() -> None:
    assert fold("於並併復覆複臺裏裡爲鐘鍾著") == "于并并复复复台里里为钟钟着"


def test_it_brings_width_and_case_together() -> None:
    assert fold("ＶＰＮ　Ａ１（ok）") == "vpn a1(ok)"
