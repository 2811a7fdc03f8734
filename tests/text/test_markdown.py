import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scenariowiki.text.markdown import (
    MAX_BYTES,
    RENDERER,
    excerpt,
    fill_references,
    is_too_long,
    plain,
    reading,
    references,
    render,
    render_inline,
    rendering,
)


def test_headings_stay_below_those_of_the_page() -> None:
    assert render("# a\n## b\n###### c") == "<h3>a</h3>\n<h4>b</h4>\n<h6>c</h6>\n"


def test_a_line_break_is_one() -> None:
    assert render("现象\n原因") == "<p>现象<br>\n原因</p>\n"


def test_tables_keep_their_alignment_without_styles() -> None:
    html = render("|a|b|\n|-|:-:|\n|1|2|")

    assert '<th>a</th>\n<th align="center">b</th>' in html
    assert "style" not in html


def test_tasks_are_boxes() -> None:
    assert render("- [ ] a\n- [x] **b**\n- [x]") == (
        "<ul>\n<li>☐ a</li>\n<li>☑ <strong>b</strong></li>\n<li>[x]</li>\n</ul>\n"
    )


def test_strikethrough_and_code_are_read() -> None:
    assert render("~~a~~\n\n```python x\nb\n```") == (
        '<p><s>a</s></p>\n<pre><code class="language-python">b\n</code></pre>\n'
    )


def test_html_is_shown_and_not_obeyed() -> None:
    assert render("<b>x</b> &lt;i&gt;") == "<p>&lt;b&gt;x&lt;/b&gt; &lt;i&gt;</p>\n"


def test_links_to_outside_cut_their_ties() -> None:
    assert render("[a](https://b.example/c)") == (
        '<p><a href="https://b.example/c" rel="noopener noreferrer nofollow">a</a></p>\n'
    )


@pytest.mark.parametrize("address", ["/scenarios/1", "#steps", "mailto:a@b.example", "tel:+86-10"])
def test_links_inside_mail_and_telephone_are_kept(address: str) -> None:
    assert render(f"[a]({address})") == f'<p><a href="{address}">a</a></p>\n'


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#x0A;script:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "/\\evil.example",
        "https://bank.example@evil.example",
        "https:evil.example",
        "relative/path",
        "mailto:",
    ],
)
def test_other_links_stay_text(address: str) -> None:
    assert "href" not in render(f"[a]({address})")
    assert "href" not in render(f"[a][b]\n\n[b]: {address}")
    assert "src" not in render(f"![a]({address})")


def test_images_of_this_site_are_shown_and_others_linked() -> None:
    assert render("![a](/attachments/1)") == '<p><img src="/attachments/1" alt="a"></p>\n'
    assert "<img" not in render("![a](https://b.example/c.png)")
    assert ">a</a>" in render("![a](https://b.example/c.png)")


def test_references_become_links() -> None:
    assert render("见S-218的步骤") == '<p>见<a href="/scenarios/218" data-ref="218">S-218</a>的步骤</p>\n'


@pytest.mark.parametrize("source", ["Ｓ－２１８", "（S-218）", "**S-218**", "# S-218", "- S-218.", "S-218,"])
def test_references_are_found_wherever_text_is(source: str) -> None:
    assert references(source) == (218,)


@pytest.mark.parametrize(
    "source",
    ["`S-218`", "    S-218", "[S-218](/x)", "S-218a", "MS-218", "S-0", "s-218", "S-1234567890", "x_S-2"],
)
def test_code_links_and_other_words_are_no_references(source: str) -> None:
    assert references(source) == ()
    assert "data-ref" not in render(source)


def test_references_are_listed_once_in_order() -> None:
    assert references("S-3 S-1\n\n> S-3 S-2") == (3, 1, 2)


def test_references_are_filled_with_titles_that_cannot_break_out() -> None:
    html = render("S-1 S-2")

    filled = fill_references(html, {1: '</a><script>"\u202e'})

    assert filled == (
        '<p><a href="/scenarios/1" data-ref="1">S-1 &lt;/a&gt;&lt;script&gt;&quot;⟦U+202E⟧</a> S-2</p>\n'
    )


def test_only_our_own_references_are_filled() -> None:
    html = render('[S-1](/x "data-ref=1") `<a data-ref="1">S-1</a>`')

    assert fill_references(html, {1: "title"}) == html


def test_a_single_paragraph_reads_inline() -> None:
    assert render_inline("打开 *设置*\n再试") == "打开 <em>设置</em><br>\n再试"
    assert render_inline("a\n\nb") == "<p>a</p>\n<p>b</p>\n"
    assert render_inline("- a") == "<ul>\n<li>a</li>\n</ul>\n"
    assert render_inline("") == ""


@given(st.text(alphabet=" \n\u3000\u2028\x0b甲a1.)-+=:!\"'(/@{}^$%"))
@example("一\n\n  二 \n三")
def test_prose_without_markup_reads_the_same_when_it_is_not_parsed(source: str) -> None:
    tokens = rendering.read(source)
    assert tokens is not None

    assert plain(source) == rendering.shown("\n".join(line for line in reading._lines(tokens) if line))


def test_plain_text_drops_the_markup() -> None:
    source = "# 标题\n\n见 S-218 与 [页面](/x) **粗**\n\n- [x] 一\n\n```\ncode\n```\n\n|a|\n|-|\n|b|"

    assert plain(source) == "标题\n见 S-218 与 页面 粗\n☑ 一\ncode\na\nb"


def test_an_excerpt_is_one_line_of_whole_characters() -> None:
    assert excerpt("# 标题\n\n正文", 10) == "标题 正文"
    assert excerpt("客户反映系统", 4) == "客户反…"
    assert excerpt("👩‍👧👩‍👧👩‍👧", 2) == "👩‍👧…"
    assert excerpt("长" * 9000, 80) == "长" * 79 + "…"


def test_what_is_too_long_comes_out_as_typed() -> None:
    source = "<b>*汉*</b>" * (MAX_BYTES // 11)

    assert is_too_long(source)
    assert render(source).startswith("<pre>&lt;b&gt;*汉*&lt;/b&gt;")
    assert plain(source) == source
    assert references(source) == ()


def test_what_must_not_be_stored_is_shown_and_raises_nothing() -> None:
    assert render("a\0\ud800\u202eb") == "<p>a⟦U+0000⟧⟦U+D800⟧⟦U+202E⟧b</p>\n"


def test_entities_bring_nothing_in() -> None:
    assert render("a&#x202e;b&#13;c") == "<p>a⟦U+202E⟧b\nc</p>\n"
    assert plain("a&#x202e;b") == "a⟦U+202E⟧b"


def test_the_renderer_names_its_libraries() -> None:
    assert all(name in RENDERER for name in ("markdown-it-py=", "bleach=", "nh3="))
