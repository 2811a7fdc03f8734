"""The instance's colour."""

import re

import pytest

from scenariowiki.accounts import commands
from scenariowiki.runtime.session import write
from scenariowiki.web.views.brand import contrast, stylesheet
from tests import personas
from tests.browser import Browser


def parse(text: str) -> tuple[float, float, float]:
    red, green, blue = (int(text[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


@pytest.mark.parametrize("accent", ["#1d55b0", "#ffff00", "#000000", "#ffffff", "#808080", "#ff0000"])
def test_any_colour_can_be_read(accent: str) -> None:
    css = stylesheet(accent)

    for brand, soft, on in re.findall(r"--brand:(\S{7});.*?--brand-soft:(\S{7});--on-brand:(\S{7})", css):
        assert contrast(parse(brand), parse(soft)) >= 4.5
        assert contrast(parse(brand), parse(on)) >= 4.5


def test_strangers_see_it_too(client: Browser) -> None:
    with write() as uow:
        commands.set_brand(uow, personas.ADA, name="x", accent="#aa0000")

    assert "/brand.css?v=" in client.get("/sign-in").text
    assert "--brand:#aa0000" in client.get("/brand.css").text


def test_without_a_colour_there_is_nothing_to_say(client: Browser) -> None:
    assert client.get("/brand.css").text == ""
