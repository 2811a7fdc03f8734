"""Recording a new scenario."""

from typing import Any

import pytest
from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Forbidden, Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import capture
from scenariowiki.scenarios.models import Reference, Rendered, Tag
from scenariowiki.scenarios.queries import taxonomy
from scenariowiki.scenarios.queries.templates import BUILT_IN
from scenariowiki.scenarios.rules.content import ScenarioInput, SituationInput, SolutionInput
from scenariowiki.scenarios.rules.states import Audience, State
from tests import personas
from tests.scenarios.writing import (
    draft,
    happened,
    head,
    recorded,
    revisions,
    scenario,
    situation,
    solution,
    solutions_of,
    tag,
)

pytestmark = pytest.mark.usefixtures("app")
ANN = personas.ANN


def problems(**given: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        capture.prepare_capture(read(), ANN, ScenarioInput(**given))
    return dict(refused.value.fields)


def test_a_title_and_what_happened_are_enough() -> None:
    no = draft(ANN, about=SituationInput(title="停机", situation="客户说停机了。"))

    found = scenario(no)
    assert (found.no, found.state, found.author_id, found.owner_id, found.team_id) == (1, "draft", 2, 2, 1)
    assert (found.title, found.excerpt, found.last_seq) == ("停机", "客户说停机了。", 1)
    assert happened() == ["ScenarioCaptured"]


def test_numbers_are_taken_one_by_one_at_the_first_save() -> None:
    assert [draft(ANN), draft(personas.ZOE), draft(ANN)] == [1, 2, 3]


def test_solutions_come_with_their_steps_in_order() -> None:
    no = draft(ANN, solution("核实", "登记"), solution(), solution("换机"))

    first, second = solutions_of(no)
    assert [one.seq for one in revisions(no)] == [1, 2, 3]
    assert (first.title, second.title, first.state) == ("核实", "换机", "draft")
    assert scenario(no).solution_count == 2
    assert revisions(no)[1].snapshot["steps"] == [
        {"key": "s1", "text": "核实"},
        {"key": "s2", "text": "登记"},
    ]
    assert [one["solution_id"] for one in recorded("SolutionAdded")] == [first.id, second.id]


def test_facts_are_repeated_from_the_snapshot() -> None:
    no = draft(
        ANN,
        about=situation(
            fields={
                "business_line": BUILT_IN.fields[0].choices[0].labels["zh-Hant"],
                "complexity": "emergency",
            }
        ),
    )

    assert scenario(no).layer == "service"
    assert scenario(no).emergency
    assert head(no).snapshot["fields.business_line"] == "telecom"


def test_known_tags_are_used_new_ones_made_once() -> None:
    known = tag("停机", synonyms=("欠费停机",))

    no = draft(ANN, about=situation(tags=("欠費停機", "新标签", "新標籤")))

    tags = head(no).snapshot["tags"]
    made = read().get_one(Tag, tags[1])
    assert tags == [known, made.id]
    assert (made.name, made.created_by, made.uses) == ("新标签", ANN.id, 1)
    assert taxonomy.get_tag(read(), known).uses == 1


def test_text_is_rendered_safely_and_attributed_to_its_author() -> None:
    no = draft(ANN, about=situation(text="**注意** <script>x</script>"))

    rendered = read().get_one(Rendered, head(no).id)
    assert "<strong>注意</strong>" in rendered.html["situation"]
    assert "<script" not in rendered.html["situation"]
    assert head(no).attribution["title"] == [[0, len(head(no).snapshot["title"])]]


def test_text_is_kept_as_typed_but_composed() -> None:
    no = draft(ANN, about=situation(text="第一行\r\n第二行\u2028e\u0301"))

    assert head(no).snapshot["situation"] == "第一行\n第二行\né"


@pytest.mark.parametrize(
    ("about", "wrong"),
    [
        ({"title": " "}, {"title": "required"}),
        ({"text": ""}, {"situation": "required"}),
        ({"title": "长" * 121}, {"title": "too_long"}),
        ({"text": "长" * 60_001}, {"situation": "too_long"}),
        ({"text": "a\0b"}, {"situation": "characters_nul"}),
        ({"title": "a\ud800"}, {"title": "characters_surrogate"}),
        ({"category": 99}, {"category": "no_category"}),
        ({"tags": ("长" * 31,)}, {"tags": "too_long"}),
        ({"tags": tuple(map(str, range(21)))}, {"tags": "too_many"}),
        ({"tags": ("a\u202eb",)}, {"tags": "characters_in_name"}),
        ({"fields": {"business_line": "rail"}}, {"fields.business_line": "not_a_choice"}),
        ({"fields": {"metric": "a\x07"}}, {"fields.metric": "characters_control"}),
        ({"fields": {"colour": "red"}}, {"fields.colour": "unknown_field"}),
    ],
)
def test_a_situation_that_cannot_be_is_refused(about: dict[str, Any], wrong: dict[str, str]) -> None:
    assert problems(situation=situation(**about)) == wrong


@pytest.mark.parametrize(
    ("one", "wrong"),
    [
        (solution(*["步骤"] * 61), {"solutions.0.steps": "too_many"}),
        (solution("长" * 4_001), {"solutions.0.steps.0": "too_long"}),
        (solution("好", "a\0"), {"solutions.0.steps.1": "characters_nul"}),
        (solution("好", title="长" * 121), {"solutions.0.title": "too_long"}),
    ],
)
def test_a_solution_that_cannot_be_is_refused(one: SolutionInput, wrong: dict[str, str]) -> None:
    assert problems(situation=situation(), solutions=(one,)) == wrong


def test_every_problem_is_told_at_once() -> None:
    many = (solution("x"),) * 61

    assert problems(situation=situation(title=""), solutions=many, audience=Audience.TEAM, team=2) == {
        "title": "required",
        "solutions": "too_many",
        "team": "foreign_team",
    }


def test_what_is_for_a_team_needs_one() -> None:
    with pytest.raises(Invalid) as refused:
        capture.prepare_capture(
            read(), personas.ADA, ScenarioInput(situation=situation(), audience=Audience.TEAM)
        )
    assert refused.value.fields == {"audience": "team_missing"}

    no = draft(ANN, audience=Audience.TEAM)
    assert (scenario(no).audience, scenario(no).team_id) == ("team", personas.RED)


@pytest.mark.parametrize("person", [personas.REA, personas.AUD])
def test_who_only_reads_does_not_capture(person: Actor) -> None:
    prepared = capture.prepare_capture(read(), ANN, ScenarioInput(situation=situation()))

    with pytest.raises(Forbidden), write() as uow:
        capture.capture_scenario(uow, person, prepared)
    assert happened() == []


def test_links_by_number_are_kept_for_backlinks() -> None:
    first = draft(ANN)
    draft(ANN, solution("按 S-1 处理"), about=situation(text=f"见 S-{first} 和 S-{first}"))

    rows = read().execute(select(Reference.source_id, Reference.target_no)).all()
    assert [tuple(row) for row in rows] == [(2, 1)]


def test_a_draft_is_a_state_of_both() -> None:
    no = draft(ANN, solution("核实"))

    assert {scenario(no).state, solutions_of(no)[0].state} == {State.DRAFT}


def test_an_external_id_is_taken_once() -> None:
    draft(ANN, external_id="CC-1")

    with pytest.raises(Invalid) as refused:
        draft(personas.ZOE, external_id="CC-1")

    assert refused.value.fields == {"external_id": "taken"}
    draft(ANN)
    draft(ANN)
