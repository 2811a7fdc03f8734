"""What a snapshot holds: hashes, texts, and the keys by which steps are told."""

from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.scenarios.rules.content import (
    SolutionInput,
    Step,
    comparable,
    content_hash,
    key_steps,
    solution_title,
    storable,
    texts,
)

BASE = [{"key": "s1", "text": "核实"}, {"key": "s2", "text": "登记"}, {"key": "s3", "text": "回访"}]


def keys(*steps: Step) -> list[tuple[str, str]]:
    return [(one["key"], one["text"]) for one in key_steps(steps, BASE)]


def test_steps_keep_the_keys_they_came_with_in_any_order() -> None:
    moved = keys(Step(key="s3", text="回访"), Step(key="s1", text="核实身份"))

    assert moved == [("s3", "回访"), ("s1", "核实身份")]


def test_a_step_without_a_key_is_known_by_its_text() -> None:
    assert keys(Step(text="登记"), Step(text="核实")) == [("s2", "登记"), ("s1", "核实")]


def test_a_new_step_gets_a_key_of_its_own() -> None:
    assert keys(Step(key="s1", text="核实"), Step(text="安抚")) == [("s1", "核实"), ("s4", "安抚")]


def test_a_key_is_given_once_even_if_it_comes_twice_or_is_unknown() -> None:
    given_twice = keys(Step(key="s1", text="甲"), Step(key="s1", text="乙"), Step(key="s99", text="丙"))

    assert given_twice[0] == ("s1", "甲")
    assert len({key for key, _text in given_twice}) == 3
    assert "s99" not in {key for key, _text in given_twice}


def test_a_key_that_is_spoken_for_is_not_given_by_text() -> None:
    assert keys(Step(text="核实"), Step(key="s1", text="核实身份")) == [("s4", "核实"), ("s1", "核实身份")]


@given(st.lists(st.builds(Step, key=st.sampled_from(["", "s1", "s2", "s3", "x"]), text=st.text(max_size=3))))
def test_keys_are_always_different_and_texts_untouched(steps: list[Step]) -> None:
    keyed = key_steps(steps, BASE)

    assert len({one["key"] for one in keyed}) == len(steps)
    assert [one["text"] for one in keyed] == [step.text for step in steps]


def test_equal_content_has_an_equal_hash_whatever_the_order() -> None:
    assert content_hash({"a": 1, "b": [2]}) == content_hash({"b": [2], "a": 1})
    assert content_hash({"a": 1}) != content_hash({"a": "1"})


def test_texts_are_walked_by_path() -> None:
    situation = {
        "title": "题",
        "situation": "文",
        "layer": "service",
        "category": 1,
        "tags": [1],
        "fields.n": 3,
    }
    solution = {"title": "", "steps": BASE[:2]}

    assert dict(texts(situation)) == {"title": "题", "situation": "文"}
    assert dict(texts(solution)) == {"steps.s1": "核实", "steps.s2": "登记"}


def test_a_solution_goes_by_its_title_or_its_first_line() -> None:
    empty = {"title": "", "steps": [], "expected_effect": ""}

    assert solution_title({**empty, "title": "先安抚"}) == "先安抚"
    assert solution_title({**empty, "steps": [{"key": "s1", "text": "\n 核实身份\n再登记"}]}) == "核实身份"
    assert solution_title({**empty, "expected_effect": "好" * 40}) == "好" * 30
    assert (
        solution_title({**empty, "steps": [{"key": "s1", "text": "**不挂断**、[不转](https://a.example)"}]})
        == "不挂断、不转"
    )
    assert solution_title(empty) == ""


def test_a_solution_of_blanks_is_empty() -> None:
    assert SolutionInput(title=" ", steps=(Step(text="\n"),)).is_empty()
    assert not SolutionInput(early_warning="看板").is_empty()


def test_a_new_key_steps_aside_for_one_that_is_there() -> None:
    base = [{"key": "s2", "text": "核实"}]

    assert [one["key"] for one in key_steps([Step(key="s2", text="核实"), Step(text="新")], base)] == [
        "s2",
        "s3",
    ]
    assert key_steps([Step(text="新")], [{"key": "s2", "text": "x"}])[0]["key"] == "s3"


def test_tags_are_compared_as_strings_and_kept_as_numbers() -> None:
    situation = {"title": "题", "tags": [3, 1]}

    assert comparable(situation) == {"title": "题", "tags": ["3", "1"]}
    assert storable(comparable(situation)) == situation
    assert storable(comparable({"steps": []})) == {"steps": []}
