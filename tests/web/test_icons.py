"""Icons: decoration unless named, and never silently missing."""

import pytest

from scenariowiki.web.icons import icon


def test_an_icon_is_decoration_unless_it_is_given_a_label() -> None:
    drawn = icon("plus")

    assert drawn.startswith('<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><path')


def test_a_label_is_read_aloud_and_escaped() -> None:
    drawn = icon("check", label='"><script>')

    assert 'role="img"' in drawn
    assert "<script>" not in drawn


def test_an_unknown_name_is_an_error_not_a_gap() -> None:
    with pytest.raises(LookupError):
        icon("no-such-icon")
