import pytest

from scenariowiki.text.chinese import (
    Script,
    folding,
    has_han,
    html_to_script,
    is_han,
    language_tag,
    making,
    script_of,
    to_script,
)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("客户的账号", Script.HANS),
        ("客戶的帳號", Script.HANT),
        ("客户的帳號", Script.MIXED),
        ("后台干里 VPN", Script.NONE),
        ("", Script.NONE),
    ],
)
def test_it_judges_by_characters_of_one_script_only(text: str, script: Script) -> None:
    assert script_of(text) is script


@pytest.mark.parametrize(
    ("text", "tag"),
    [("VPN down", "en"), ("后台", "zh-Hans"), ("客戶的帳號", "zh-Hant"), ("客户帐号的體", "zh-Hans")],
)
def test_it_names_the_language(text: str, tag: str) -> None:
    assert language_tag(text) == tag


def test_it_knows_han_characters() -> None:
    assert is_han("汉")
    assert is_han("𠀀")
    assert not is_han("a")
    assert not is_han("，")
    assert has_han("VPN 断")
    assert not has_han("VPN。")


def test_it_reads_in_the_other_script() -> None:
    assert to_script("头发和后台", Script.HANT) == "頭髮和後臺"
    assert to_script("看著頭髮", Script.HANS) == "看着头发"
    assert to_script("头髮", Script.MIXED) == "头髮"


def test_a_nul_ends_nothing() -> None:
    assert to_script("头\0发", Script.HANT) == "頭\0發"


def test_it_converts_only_the_text_nodes_of_html() -> None:
    html = '<p title="后>台">后台&amp;头&#22836; <code>头<b>头</b></code><pre><code>头</code>头</pre>头</p>'

    assert html_to_script(html, Script.HANT) == (
        '<p title="后>台">後臺&amp;頭&#22836; <code>头<b>头</b></code><pre><code>头</code>头</pre>頭</p>'
    )


def test_what_is_kept_of_single_characters_is_what_opencc_says() -> None:
    assert making.made() == folding.CHARACTERS, "run: python -m scenariowiki.text.chinese.making"
