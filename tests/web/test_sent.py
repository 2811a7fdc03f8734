"""Reading a form's body gives what the library's slow way gave, whatever was sent."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.web.sent import pairs

ODD = (
    *("", "&", "=", "a", "a=", "=b", "a=b=c", "a=1&a=2", "&&a=b&", "a+b=c+d", "%2B=%2b", "a=%", "a=%E"),
    *(
        "a=%zz",
        "a=%E6%8A%95%E8%AF%89",
        "a=%E6%8A",
        "a=%E6b",
        "a=%E6%",
        "a=%ff%fe",
        "a=%00",
        "停=车%",
        "a=停%E6",
    ),
    *("a=%ED%A0%80", "a=%F0%9F%92%A9", "a=%25E6", "a;b=c", "a=%0D%0A"),
)


def slowly(body: str) -> list[tuple[str, str]]:
    return parse_qsl(body, keep_blank_values=True, errors="werkzeug.url_quote")


@pytest.mark.parametrize("body", ODD)
def test_odd_bodies_are_read_as_the_library_reads_them(body: str) -> None:
    assert pairs(body) == slowly(body)


@given(st.text(alphabet="a=&+%E68AfF95停;"))
def test_any_body_is_read_as_the_library_reads_it(body: str) -> None:
    assert pairs(body) == slowly(body)
