"""A page that tells too much."""

from typing import Any

import pytest

from tests.instances import make_instance
from tests.redaction.acts import ANN, TOLD, ZOE
from tests.redaction.planting import SECRET
from tests.scenarios.writing import (
    TEXT,
    head,
    published,
    save_text,
    situation,
    solution,
)

__all__ = ["make_instance"]


@pytest.fixture
def told() -> int:
    """Publish a page whose title, text, step and tag tell too much; its newest text no longer does so."""
    named: dict[str, Any] = {"title": f"{SECRET}停机", "tags": (f"客户{SECRET}",)}
    about = situation(text=TOLD, **named)
    no = published(ANN, solution(f"回电{SECRET}。"), about=about)
    save_text(ZOE, no, f"{TEXT}请先核对。", base_seq=head(no).seq or 0, **named)
    return no
