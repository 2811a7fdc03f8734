"""Papers: what is written can be read again, whatever it says."""

from pathlib import Path

import pypdfium2
import pytest

from scenariowiki.runtime import paper
from scenariowiki.runtime.paper import Block, Lines, Paper, Table, Title

HOSTILE = '<b>粗</b><img src="file:///etc/passwd"/>&amp;</para> \x00\x07\x1b[31m\u202e\ud800 🎉👨‍👩‍👧 %s {0}'


def _text(written: bytes) -> list[str]:
    with pypdfium2.PdfDocument(written) as document:
        return [page.get_textpage().get_text_range() for page in document]


def _paper(*blocks: Block, language: str = "zh_Hans", footer: str = "情景库") -> bytes:
    made = Paper(title="贡献证书", blocks=blocks, footer=footer, language=language)
    return paper.write(made)


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh_Hans", "贡献证书"), ("zh_Hant", "貢獻證書"), ("en", "Certificate, 12 points")],
)
def test_words_of_every_language_can_be_read(language: str, words: str) -> None:
    pages = _text(_paper(Title(text=words), Lines(texts=[words]), language=language))

    assert pages[0].count(words) == 2


def test_a_page_is_not_white(tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(_paper(Title(text="贡献证书"), Lines(texts=["林小满"]))) as document:
        picture = document[0].render(scale=1).to_pil().convert("L")

    assert min(picture.get_flattened_data()) < 100


def test_a_table_goes_on_over_pages_with_its_heads() -> None:
    rows = [[f"S-{number}", "节前缺货,客人着急", str(number)] for number in range(120)]

    pages = _text(_paper(Table(heads=["编号", "情景", "分"], rows=rows, numbers=frozenset({2}))))

    assert len(pages) > 2
    assert all("编号" in page and "情景库" in page for page in pages)
    assert f"{len(pages)} / {len(pages)}" in pages[-1]


def test_hostile_text_is_text() -> None:
    pages = _text(_paper(Title(text=HOSTILE), Table(heads=["甲"], rows=[[HOSTILE]]), footer=HOSTILE))

    assert pages[0].count("<b>粗</b><img src=") == 3
    assert "□" in pages[0]
    assert not set("\x00\x07\x1b\u202e") & set(pages[0])


def test_very_long_text_neither_fails_nor_hides_the_rest() -> None:
    long = "没有空格的很长的话" * 20_000

    pages = _text(_paper(Title(text=long), Table(heads=["甲", "乙"], rows=[[long, "后面"]]), footer=long))

    assert "后面" in "".join(pages)


def test_nothing_is_nothing() -> None:
    assert _text(_paper(Title(text=""), Lines(texts=[]), Table(heads=["甲"], rows=[])))


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert _paper(Lines(texts=["同"])) == _paper(Lines(texts=["同"]))
