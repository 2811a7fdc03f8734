"""How every engine sorts and pages."""

import pytest

from scenariowiki.search.index import Sort
from tests.search.conftest import Make, Opened, ids_of


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("query", ["退款", ""])
def test_pages_fit_together_in_a_stable_order(opened: Opened, document: Make, sort: Sort, query: str) -> None:
    opened.writer.upsert(
        [
            document(n, "退款", updated_at=1e6 + n // 5, created_at=1e6 - n // 4, evidence=n % 3 / 3)
            for n in range(1, 31)
        ],
        1,
    )

    whole = ids_of(opened.find(query, sort=sort))
    pages = [ids_of(opened.find(query, sort=sort, offset=offset, limit=7)) for offset in range(0, 35, 7)]

    assert sorted(whole) == list(range(1, 31))
    assert [id_ for page in pages for id_ in page] == whole
    assert opened.find(query, offset=100).hits == ()


def test_sorting_by_time_and_evidence(opened: Opened, document: Make) -> None:
    opened.writer.upsert(
        [
            document(1, "退款", updated_at=3.0, created_at=1.0, evidence=0.5),
            document(2, "退款", updated_at=1.0, created_at=2.0, evidence=0.9),
            document(3, "退款", updated_at=2.0, created_at=3.0, evidence=0.1),
        ],
        1,
    )

    assert ids_of(opened.find("退款", sort=Sort.UPDATED)) == [1, 3, 2]
    assert ids_of(opened.find("退款", sort=Sort.CREATED)) == [3, 2, 1]
    assert ids_of(opened.find("退款", sort=Sort.EVIDENCE)) == [2, 1, 3]
    assert ids_of(opened.find("")) == [1, 3, 2]


def test_titles_go_up_by_pinyin_and_alphabet(opened: Opened, document: Make) -> None:
    titles = {1: "退款", 2: "VPN fails", 3: "缺货", 4: "app 閃退", 5: "Billing", 6: "缺货"}
    opened.writer.upsert([document(id_, title, tags=("阿姨",)) for id_, title in titles.items()], 1)

    found = [titles[id_] for id_ in ids_of(opened.find("", sort=Sort.TITLE))]

    assert found == ["app 閃退", "Billing", "缺货", "缺货", "退款", "VPN fails"]


def test_evidence_and_recency_decide_between_equals(opened: Opened, document: Make) -> None:
    year = 365 * 86400.0
    opened.writer.upsert(
        [
            document(9, "退款", updated_at=year),
            document(2, "退款", updated_at=year, evidence=0.8),
            document(3, "退款", updated_at=5 * year),
        ],
        1,
    )

    assert ids_of(opened.find("退款")) == [2, 3, 9]
