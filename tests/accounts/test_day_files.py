"""Holidays and make-up workdays from a file: what is read, what is refused, what stays."""

import datetime as dt

import pytest

from scenariowiki.accounts.rules.day_files import BYTES_MAX, Days, read_days
from scenariowiki.kernel.errors import Invalid

DAY = dt.date


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_of_any_usual_make_is_read(encoding: str) -> None:
    text = "日期,类型,名称\r\n2026-10-01,放假,国庆节\r\n2026/10/2,休\r\n\r\n2026年10月10日,调休上班\r\n"

    days = read_days(text.encode(encoding))

    assert days == Days(
        holidays=frozenset({DAY(2026, 10, 1), DAY(2026, 10, 2)}), workdays=frozenset({DAY(2026, 10, 10)})
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_days"),
        ("日期,类型".encode(), "no_days"),
        (b"2026-10-01,holiday\n2026-02-30,holiday", "bad_day_line"),
        (b"2026-10-01,party", "bad_day_line"),
        (b"2026-10-01", "bad_day_line"),
        (b"2026-10-01,holiday\n2026-10-01,workday", "day_twice"),
        (b"\xff\xff\xff", "unknown_encoding"),
        (b"2" * (BYTES_MAX + 1), "file_too_large"),
    ],
)
def test_what_is_no_file_of_days_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_days(content)

    assert refused.value.fields == {"days": code}


@pytest.mark.parametrize("word", ["法定节假日", "法定節假日", "公休", "休息日"])
def test_words_of_government_notices_are_holidays(word: str) -> None:
    assert read_days(f"2026-10-01,{word}".encode()).holidays == {DAY(2026, 10, 1)}


@pytest.mark.parametrize("word", ["工作日", "补班日", "補班", "调休上班"])
def test_words_of_government_notices_are_workdays(word: str) -> None:
    assert read_days(f"2026-10-10,{word}".encode()).workdays == {DAY(2026, 10, 10)}


@pytest.mark.parametrize("word", ["调休", "調休"])
def test_a_word_that_means_both_is_refused_and_named(word: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_days(f"2026-10-01,放假\n2026-10-10,{word}".encode())

    assert refused.value.fields == {"days": "ambiguous_day_line"}
    assert (refused.value.facts["line"], refused.value.facts["word"]) == (2, word)


def test_the_line_at_fault_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        read_days(b"2026-10-01,holiday\n\n2026-10-03,?")

    assert refused.value.facts["line"] == 3


def test_only_the_years_of_the_file_are_replaced() -> None:
    kept = Days(
        holidays=frozenset({DAY(2025, 10, 1), DAY(2026, 1, 1)}), workdays=frozenset({DAY(2026, 2, 14)})
    )

    merged = kept.replaced_by(Days(holidays=frozenset({DAY(2026, 10, 1)})))

    assert merged == Days(holidays=frozenset({DAY(2025, 10, 1), DAY(2026, 10, 1)}))
