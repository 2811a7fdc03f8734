"""Icons: decoration unless named, and never silently missing."""

from pathlib import Path

import pytest
from flask import Flask

from scenariowiki.web import icons
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


def test_drawings_are_in_memory_from_the_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One that could not be read when it was first wanted was missing from then on, and its pages failed."""
    assert icons.drawings.cache_info().currsize == 1, app
    monkeypatch.setenv("LUCIDE_DB_PATH", str(tmp_path / "gone.db"))
    icons.icon.cache_clear()
    icons._drawing.cache_clear()

    assert "<path" in icons.icon("anchor")
