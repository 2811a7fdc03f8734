"""The demo content is whole, consistent, original in its numbers and safe to show."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

Row = dict[str, Any]
FOLDER = Path(__file__).parents[1] / "scenariowiki" / "demo_content"
ROLES = {"reader", "contributor", "curator", "sop_owner", "coach", "reward_admin", "auditor", "admin"}
STATES = {"published", "submitted", "needs_work", "draft", "archived", "rejected"}
RESULTS = {"solved", "partly", "failed", "harmful"}
LANGUAGES = {"zh-Hans", "zh-Hant", "en"}
FIRST, LAST = (
    datetime.fromisoformat("2026-07-24T00:00:00+08:00"),
    datetime.fromisoformat("2026-11-20T23:59:59+08:00"),
)


@cache
def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


def default_template() -> Any:
    return json.loads((FOLDER.parent / "scenarios" / "default_template.json").read_text("utf-8"))


@cache
def scenarios() -> list[Row]:
    return list(
        chain.from_iterable(
            read(f"scenarios/{p.name}") for p in sorted((FOLDER / "scenarios").glob("*.json"))
        )
    )


def by_key(rows: list[Row]) -> dict[str, Row]:
    found = {row["key"]: row for row in rows}
    assert len(found) == len(rows), "a key is used twice"
    return found


def people() -> dict[str, Row]:
    return by_key(read("people.json")["people"])


def solutions() -> list[tuple[Row, Row]]:
    return [(scenario, solution) for scenario in scenarios() for solution in scenario["solutions"]]


def outcomes() -> list[tuple[Row, Row, Row]]:
    return [(s, solution, outcome) for s, solution in solutions() for outcome in solution["outcomes"]]


def moment(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    assert value.utcoffset() is not None, text
    return value


def words_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from chain.from_iterable(map(words_in, value.values()))
    elif isinstance(value, list):
        yield from chain.from_iterable(map(words_in, value))


def actors(scenario: Row) -> Iterator[str]:
    yield scenario["author"]
    for solution in scenario["solutions"]:
        yield solution["author"]
        yield from (outcome["reporter"] for outcome in solution["outcomes"])
    yield from (entry["author"] for entry in (*scenario["edits"], *scenario["comments"]))


def test_the_folder_holds_data_only() -> None:
    assert {path.suffix for path in FOLDER.rglob("*") if path.is_file()} == {".json"}


def test_every_file_is_small_utf8_with_its_characters_readable() -> None:
    for path in FOLDER.rglob("*.json"):
        assert path.stat().st_size < 64_000, path.name
        assert "\\u" not in path.read_text("utf-8"), path.name


def test_people_sit_in_teams_on_sites_and_fill_every_role() -> None:
    crew, sites, teams = people(), by_key(read("people.json")["sites"]), by_key(read("people.json")["teams"])
    assert (len(crew), len(sites), len(teams)) == (25, 2, 5)
    for team in teams.values():
        assert team["site"] in sites
        assert crew[team["lead"]]["team"] == team["key"]
    for person in crew.values():
        assert person["site"] == teams[person["team"]]["site"]
        assert re.fullmatch(r"[a-z]+\.[a-z]+", person["key"])
        assert person["joined"].startswith("2026-07-")
    held = Counter(role for person in crew.values() for role in person["roles"])
    assert set(held) == ROLES
    wanted = {"curator": 3, "sop_owner": 2, "coach": 2, "reward_admin": 1, "auditor": 1, "admin": 1}
    assert {role: held[role] for role in wanted} == wanted
    for role, key in read("people.json")["sign_in"].items():
        assert role in crew[key]["roles"]


def test_the_catalogue_is_a_tree_of_three_levels_at_most_and_every_leaf_is_used() -> None:
    nodes = by_key(read("taxonomy.json")["categories"])

    def depth(node: Row) -> int:
        return 1 + (depth(nodes[node["parent"]]) if node["parent"] else 0)

    assert max(map(depth, nodes.values())) == 3
    assert 4 <= sum(node["parent"] is None for node in nodes.values()) <= 6
    assert all(set(node["title"]) == LANGUAGES and node["description"] for node in nodes.values())
    leaves = set(nodes) - {node["parent"] for node in nodes.values()}
    assert leaves <= {scenario["category"] for scenario in scenarios()} <= set(nodes)


def test_tags_have_a_group_three_labels_and_a_use() -> None:
    groups, tags = by_key(read("taxonomy.json")["tag_groups"]), by_key(read("taxonomy.json")["tags"])
    used = {key for scenario in scenarios() for key in scenario["tags"]}
    assert len(tags) >= 45
    assert all(tag["group"] in groups and set(tag["labels"]) == LANGUAGES for tag in tags.values())
    assert used == set(tags)


def test_only_the_business_line_is_required_and_every_field_speaks_three_languages() -> None:
    fields = by_key(default_template()["fields"])
    assert [field["key"] for field in fields.values() if field["required"]] == ["business_line"]
    assert not {"layer", "category", "team", "tags"} & set(fields)
    for field in fields.values():
        assert set(field["labels"]) == set(field["help"]) == LANGUAGES
        assert bool(field["choices"]) == (field["kind"] in {"choice", "multi_choice"})


def test_what_scenarios_say_in_fields_is_in_the_template() -> None:
    fields = by_key(default_template()["fields"])
    for scenario in scenarios():
        assert "business_line" in scenario["fields"], scenario["key"]
        for key, value in scenario["fields"].items():
            if choices := by_key(fields[key]["choices"]):
                assert set(value if isinstance(value, list) else [value]) <= set(choices), (
                    scenario["key"],
                    key,
                )


def test_there_are_enough_scenarios_of_every_kind() -> None:
    every = scenarios()
    assert len(every) >= 66
    assert len({s["fields"]["business_line"] for s in every}) >= 4
    assert {s["layer"] for s in every} == {"service", "management"}
    assert {s["state"] for s in every} == STATES
    assert 3 <= sum(s["audience"] == "team" for s in every) <= 4
    assert sum(len(s["solutions"]) >= 2 for s in every) >= 25
    assert sum(any(x["outcomes"] for x in s["solutions"]) for s in every) >= 30
    assert sum(8 <= len(x["outcomes"]) <= 12 for _, x in solutions()) >= 5
    assert sum(bool(s["edits"]) for s in every) >= 20
    assert sum(not s["solutions"] for s in every) >= 2
    assert {o["result"] for _, _, o in outcomes()} == RESULTS


def test_names_point_to_people_and_solutions_that_exist() -> None:
    crew = people()
    by_key(scenarios())
    for scenario in scenarios():
        keys = by_key(scenario["solutions"])
        assert set(actors(scenario)) <= set(crew), scenario["key"]
        assert scenario.get("team", "hf_ops") in by_key(read("people.json")["teams"])
        assert all(len(s["steps"]) in range(2, 8) for s in keys.values())
        for comment in scenario["comments"]:
            assert comment.get("solution", next(iter(keys), None)) in {*keys, None}
        for change in chain.from_iterable(edit["changes"] for edit in scenario["edits"]):
            assert change in {"title", "situation"} or change.split(":")[1] in keys, (scenario["key"], change)


def test_an_author_neither_publishes_nor_verifies_their_own_work() -> None:
    curators = {key for key, person in people().items() if "curator" in person["roles"]}
    for scenario in scenarios():
        published = scenario["state"] in {"published", "archived"}
        assert bool(scenario["published_at"]) == published, scenario["key"]
        assert scenario["published_by"] in (curators - {scenario["author"]} if published else {None})
        assert ("decision" in scenario) == (scenario["state"] in {"needs_work", "rejected", "archived"})
    for scenario, solution, outcome in outcomes():
        judge = outcome["verified_by"]
        entitled = curators - {solution["author"], outcome["reporter"]}
        assert judge is None or judge in entitled, (scenario["key"], solution["key"], outcome["reporter"])


def test_team_only_scenarios_are_touched_by_that_team_and_curators_only() -> None:
    crew = people()
    for scenario in scenarios():
        if scenario["audience"] == "team":
            for key in actors(scenario):
                assert crew[key]["team"] == scenario["team"] or "curator" in crew[key]["roles"], scenario[
                    "key"
                ]


def test_time_runs_forward_inside_every_scenario() -> None:
    for scenario in scenarios():
        born = moment(scenario["created"])
        assert FIRST <= born <= LAST, scenario["key"]
        if scenario["published_at"]:
            assert born < moment(scenario["published_at"]) <= LAST
        stamps = [entry["at"] for entry in (*scenario["edits"], *scenario["comments"])]
        assert all(born < moment(stamp) <= LAST for stamp in stamps), scenario["key"]
        for solution in scenario["solutions"]:
            made = moment(solution["created"])
            assert born <= made <= LAST, (scenario["key"], solution["key"])
            for edit in scenario["edits"]:
                if any(change.startswith(f"solution:{solution['key']}:") for change in edit["changes"]):
                    assert made < moment(edit["at"]), (scenario["key"], edit["summary"])


def test_outcomes_are_reported_after_they_were_tried() -> None:
    for scenario, solution, outcome in outcomes():
        where = (scenario["key"], solution["key"], outcome["reporter"], outcome["applied_on"])
        assert outcome["result"] in RESULTS, where
        assert solution["created"][:10] <= outcome["applied_on"] <= outcome["reported"][:10], where
        assert moment(solution["created"]) < moment(outcome["reported"]) <= LAST, where
        assert bool(outcome["metric"]) or not (outcome["before"] and outcome["after"]), where


def test_every_edit_changes_something() -> None:
    for scenario in scenarios():
        text = {"title": scenario["title"], "situation": scenario["situation"]}
        for solution in scenario["solutions"]:
            for field in ("steps", "preconditions", "early_warning", "expected_effect"):
                text[f"solution:{solution['key']}:{field}"] = solution[field]
        for edit in sorted(scenario["edits"], key=lambda e: e["at"]):
            for place, value in edit["changes"].items():
                assert text[place] != value, (scenario["key"], edit["summary"])
                text[place] = value


def test_near_duplicate_pairs_are_named_and_visible_to_all() -> None:
    known, pairs = by_key(scenarios()), read("duplicates.json")
    assert len(pairs) == 12
    assert len({frozenset((pair["a"], pair["b"])) for pair in pairs}) == 12
    for pair in pairs:
        assert pair["kind"] == "scenario"
        assert pair["note"]
        for key in (pair["a"], pair["b"]):
            assert (known[key]["state"], known[key]["audience"]) == ("published", "all"), key


def test_merges_join_two_that_are_published_decided_by_somebody_who_wrote_neither() -> None:
    known, crew, merges = by_key(scenarios()), people(), read("merges.json")
    named = {frozenset((pair["a"], pair["b"])) for pair in read("duplicates.json")}
    assert [one["kind"] for one in merges] == ["scenario", "solution"]
    for one in merges:
        keys = [one[side].partition(":")[0] for side in ("winner", "loser")]
        assert frozenset(keys) in named
        written = {author for key in keys for author in actors(known[key])}
        assert "curator" in crew[one["by"]]["roles"]
        assert one["by"] not in written
        stamps = [entry["at"] for key in keys for entry in (*known[key]["edits"], *known[key]["comments"])]
        assert max(map(moment, stamps)) < moment(one["at"]) <= LAST


def test_references_stand_in_situations_and_point_to_older_published_scenarios() -> None:
    known, found = by_key(scenarios()), 0
    for scenario in scenarios():
        assert "{{" not in json.dumps([scenario["solutions"], scenario["comments"]]), scenario["key"]
        for key in re.findall(r"\{\{ref:(.*?)\}\}", scenario["situation"]):
            assert known[key]["state"] == "published", scenario["key"]
            assert known[key]["created"] < scenario["created"], scenario["key"]
            found += 1
    assert found >= 8


def test_synonyms_are_groups_of_two_or_more() -> None:
    assert len(read("synonyms.json")) >= 25
    assert all(len(set(group)) == len(group) >= 2 for group in read("synonyms.json"))


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.json")), ids=lambda p: p.name)
def test_nothing_looks_like_a_telephone_an_identity_or_an_address(path: Path) -> None:
    for text in words_in(json.loads(path.read_text("utf-8"))):
        plain = re.sub(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}\+08:00)?", "", text)
        assert not re.search(r"\d[\d\s\-]{5,}\d|[A-Z]\d{6,}|\S@\S|https?://", plain), text


def test_whoever_writes_holds_a_writing_role() -> None:
    writers = {key for key, person in people().items() if set(person["roles"]) - {"reader", "auditor"}}
    for scenario in scenarios():
        assert {scenario["author"], *(entry["author"] for entry in scenario["edits"])} <= writers
        assert {solution["author"] for solution in scenario["solutions"]} <= writers


def test_feedback_and_sops_are_about_what_is_there_and_by_people_who_may() -> None:
    crew, pages = people(), by_key(scenarios())
    known = {f"{page['key']}:{solution['key']}": solution for page, solution in solutions()}
    feedback, sops = read("feedback.json"), read("sops.json")

    for one in (*feedback["tickets"], *feedback["open"]):
        assert pages[one["key"]]["state"] == "published"
        assert one["ask"] in crew
        assert one["by"] in crew
        assert one["ask"] != one["by"]
    for one in (*sops["in_force"], *sops["open"]):
        assert known[one["solution"]]["author"] != one["by"]
        assert "curator" in crew[one["by"]]["roles"]
        assert "sop_owner" in crew[one["owner"]]["roles"]
    for one in sops["in_force"]:
        assert one["approved_by"] not in {one["by"], known[one["solution"]]["author"]}
