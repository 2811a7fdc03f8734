"""Every code that the domain can raise and every state has words."""

import ast
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from flask import Flask

from scenariowiki.kernel import errors
from scenariowiki.kernel.errors import DomainError, Invalid
from scenariowiki.runtime import messages
from scenariowiki.runtime.status import STATUS, status_of

ROOT = Path(__file__).resolve().parents[2] / "scenariowiki"
REFUSALS = {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, DomainError)
}


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        if "demo" not in path.parts and "migrations" not in path.parts:
            yield path, ast.parse(path.read_text("utf-8"))


def raised_codes() -> dict[str, str]:
    """Collect the codes given to refusals, and those of their `fields`."""
    found: dict[str, str] = {}
    for path, tree in sources():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) in REFUSALS
            ):
                found |= dict.fromkeys(_codes(node), path.name)
            if isinstance(node, ast.ClassDef) and _is_refusal(node):
                found |= dict.fromkeys(_own_code(node), path.name)
    return found


def _codes(call: ast.Call) -> Iterator[str]:
    if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
        yield call.args[0].value
    for keyword in call.keywords:
        if keyword.arg == "fields" and isinstance(keyword.value, ast.Dict):
            for value in keyword.value.values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value


def _is_refusal(node: ast.ClassDef) -> bool:
    return any(getattr(base, "id", "") in REFUSALS for base in node.bases)


def _own_code(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        if isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") == "code":
            yield ast.literal_eval(line.value)


def test_every_code_has_a_text() -> None:
    without = {code: place for code, place in raised_codes().items() if code not in messages.ERRORS}

    assert without == {}


def test_every_state_has_a_word() -> None:
    kinds = {kind for kind in StrEnum.__subclasses__() if kind.__module__.startswith("scenariowiki.")}
    shown = {kind for kind in kinds if kind.__name__ in messages.STATES}

    for kind in shown:
        assert {value.value for value in kind} == set(messages.STATES[kind.__name__]), kind


def test_every_refusal_has_a_status() -> None:
    assert all(status_of(kind()).value >= 400 for kind in STATUS)


def test_a_text_never_breaks_for_want_of_a_fact(app: Flask) -> None:
    with app.test_request_context():
        assert {code for code in messages.ERRORS if not messages.text_for(code)} == set()


def test_an_unknown_code_still_says_something(app: Flask) -> None:
    with app.test_request_context():
        assert messages.text_of(Invalid("made_up")) == messages.text_for("refused")
