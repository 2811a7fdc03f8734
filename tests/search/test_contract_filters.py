"""How every engine filters, counts and hides."""

from scenariowiki.search.index import Visibility
from tests.search.conftest import EVERYTHING, Make, Opened, ids_of

TEAM_3 = Visibility(audiences=frozenset({"all", "team:3"}))


def test_filters_are_or_inside_a_facet_and_and_between(opened: Opened, document: Make) -> None:
    opened.writer.upsert(
        [
            document(1, "退款", facets={"layer": ("service",), "tag": ("a", "b")}),
            document(2, "退款", facets={"layer": ("service",), "tag": ("c",)}),
            document(3, "退款", facets={"layer": ("management",), "tag": ("a",)}),
        ],
        1,
    )

    assert opened.ids("退款", filters={"tag": ("a", "c")}) == [1, 2, 3]
    assert opened.ids("退款", filters={"tag": ("a", "c"), "layer": ("service",)}) == [1, 2]
    assert opened.ids("", filters={"tag": ("unknown",)}) == []
    assert opened.ids("", filters={"tag": ()}) == [1, 2, 3]
    assert opened.ids("tag:A layer:service") == [1]
    assert opened.ids("-tag:a") == [2]
    assert opened.ids("S-2") == [2]


def test_a_tag_filter_in_the_query_knows_labels_and_synonyms(opened: Opened, document: Make) -> None:
    opened.writer.upsert([document(1, "物流", tags=("投訴", "抱怨"), facets={"tag": ("7",)})], 1)

    assert opened.ids("tag:投诉") == opened.ids("标签:抱怨") == opened.ids("tag:7") == [1]


def test_facets_count_all_matches_and_leave_out_their_own_filter(opened: Opened, document: Make) -> None:
    layers = ("management", "service")
    opened.writer.upsert(
        [
            document(
                n,
                "退款",
                facets={"layer": (layers[n % 2],), "tag": ("a", "b")[: n % 3]},
            )
            for n in range(1, 31)
        ],
        1,
    )

    page = opened.find(
        "退款", filters={"layer": ("service",)}, limit=3, facets=("layer", "tag", "state", "team")
    )

    assert (page.total, len(page.hits)) == (15, 3)
    assert page.facets == {
        "layer": {"management": 15, "service": 15},
        "tag": {"a": 10, "b": 5},
        "state": {"published": 15},
        "team": {},
    }


def test_only_published_ones_are_found_unless_a_state_is_asked_for(opened: Opened, document: Make) -> None:
    states = ["published", "submitted", "needs_work", "archived"]
    opened.writer.upsert([document(n, "退款", state=state) for n, state in enumerate(states, 1)], 1)

    assert opened.ids("退款") == [1]
    assert opened.ids("退款", filters={"state": ("archived", "submitted")}) == [2, 4]
    assert opened.ids("退款 state:needs_work") == [3]
    assert opened.find("退款").facets["state"] == dict.fromkeys(sorted(states), 1)


def test_hidden_documents_leak_into_no_hit_total_or_facet(opened: Opened, document: Make) -> None:
    opened.writer.upsert(
        [
            document(1, "退款", facets={"team": ("1",), "tag": ("open",)}),
            document(2, "退款", audience="team:3", facets={"team": ("3",), "tag": ("ours",)}),
            document(3, "退款", audience="team:4", facets={"team": ("4",), "tag": ("secret",)}),
            document(4, "退款", audience="team:4", state="submitted", facets={"tag": ("secret",)}),
        ],
        1,
    )

    page = opened.find("退款 OR -退款 OR state:submitted", visible=TEAM_3)

    assert sorted(ids_of(page)) == [1, 2]
    assert page.total == 2
    assert page.facets["tag"] == {"open": 1, "ours": 1}
    assert "4" not in page.facets["team"]
    assert opened.find("no:3", visible=TEAM_3).total == 0
    assert opened.find("tag:secret", visible=TEAM_3).total == 0
    assert opened.find("", visible=Visibility(audiences=frozenset())).total == 0
    assert {id_ for id_, _ in opened.index.candidates(["退款"], 9, TEAM_3)} == {1, 2}
    assert opened.find("退款", visible=EVERYTHING).total == 3
