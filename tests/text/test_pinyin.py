import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.text.pinyin import pinyin_keys, pinyin_pairs


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("客户", ("kehu", "kh")),
        ("客戶", ("kehu", "kh")),
        ("VPN 连不上", ("vpnlianbushang", "vpnlbs")),
        ("女装", ("nvzhuang", "nz")),
        ("重庆银行", ("chongqingyinhang", "cqyh")),
        ("VPN", ()),
        ("", ()),
    ],
)
def test_it_spells_in_full_and_by_initials(text: str, keys: tuple[str, ...]) -> None:
    assert pinyin_keys(text) == keys


def test_the_likeliest_spelling_comes_first() -> None:
    assert pinyin_keys("缺货")[:2] == ("quehuo", "qh")


def test_characters_of_several_readings_give_several_spellings() -> None:
    assert {"xing", "hang"} <= set(pinyin_keys("行"))


def test_a_long_title_has_one_spelling() -> None:
    assert len(pinyin_keys("行" * 40)) == 2


@given(st.text())
def test_there_are_never_many(text: str) -> None:
    assert len(pinyin_keys(text)) <= 12


def test_neighbouring_syllables_go_in_pairs() -> None:
    assert list(pinyin_pairs("A3區缺貨了")) == ["qu que", "que huo", "huo le"]
    assert list(pinyin_pairs("VPN")) == []
