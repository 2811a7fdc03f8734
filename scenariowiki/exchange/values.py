"""Values of a row by name, checked for their type; what is wrong is a row error with its column."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from scenariowiki.exchange.rules import LAYERS, RESULTS
from scenariowiki.scenarios.rules.states import Audience, State
from scenariowiki.text import characters, chinese

SHOWN = 80
NAME_MAX = 100
_SEPARATORS = re.compile(r"[|｜]")


class RowError(Exception):
    """A row that cannot be used: number, column or field, code, the value at fault; the others go on."""

    def __init__(self, number: int, column: str, code: str, value: str = "") -> None:
        self.number, self.column, self.code = number, column, code
        self.value = shown(value)
        super().__init__(number, column, code)


def shown(value: Any) -> str:
    """Cut a value to what a report shows, with nothing invisible in it."""
    return characters.visible(str(value)[:SHOWN])


def is_unclean(text: str) -> bool:
    """Tell whether a text holds what cannot be stored."""
    return bool(characters.problems(text))


def clean_name(name: str) -> str:
    """Give a name that can be stored whatever it held."""
    return characters.visible(characters.single_line(name))[:NAME_MAX]


def clean_value(value: Any, longest: int) -> Any:
    """Give a value of any type that can be stored, its texts cut to a length."""
    if isinstance(value, str):
        return characters.visible(value[:longest]) if is_unclean(value) else value[:longest]
    if isinstance(value, dict):
        return {clean_name(str(key)): clean_value(one, longest) for key, one in value.items()}
    if isinstance(value, list):
        return [clean_value(one, longest) for one in value]
    return value if isinstance(value, bool) or not isinstance(value, int) else _storable(value)


def _storable(number: int) -> int | str:
    return number if abs(number) < 10**15 else str(number)[:NAME_MAX]


class Reading:
    """One row's or document's values as they are asked for."""

    def __init__(self, number: int, told: Mapping[str, Any]) -> None:
        self.number = number
        self.told = told

    def text(self, name: str) -> str:
        """Return a text, empty where there is none."""
        return self.text_or_none(name) or ""

    def text_or_none(self, name: str) -> str | None:
        """Return a text; None where the row says nothing of it, as against an empty cell."""
        value = self.told.get(name)
        if value is None:
            return None
        if isinstance(value, bool | dict | list):
            raise RowError(self.number, name, "wrong_type", str(value))
        return characters.clean(str(value)).strip()

    def name(self, name: str, longest: int) -> str | None:
        """Return a name for display, whatever was hidden in it made visible."""
        text = self.text_or_none(name)
        return characters.visible(characters.single_line(text))[:longest] or None if text else None

    def whole(self, name: str) -> int | None:
        """Return a whole number; None where there is none, or something else."""
        value = self.told.get(name)
        if isinstance(value, str) and value.isascii() and value.strip().isdigit():
            value = int(value[:18])
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        return value if 0 < value < 10**15 else None

    def layer(self) -> str | None:
        """Return the layer, by its key or a name of it."""
        return self._choice("layer", LAYERS)

    def result(self) -> str | None:
        """Return the result of an outcome, by its key or a name of it."""
        return self._choice("result", RESULTS)

    def audience(self) -> str | None:
        """Return who may read it."""
        return self._choice("audience", {one.value: one.value for one in Audience})

    def state(self) -> str | None:
        """Return the state it had where it came from."""
        return self._choice("state", {one.value: one.value for one in State})

    def _choice(self, name: str, known: Mapping[str, str]) -> str | None:
        typed = self.text(name)
        if not typed:
            return None
        meant = known.get(chinese.fold(typed).strip())
        if meant is None:
            raise RowError(self.number, name, "not_a_choice", typed)
        return meant

    def tags(self) -> tuple[str, ...] | None:
        """Return the tags, parted by `|` or given as a list; None where the row has none to tell."""
        value = self.told.get("tags")
        if value is None:
            return None
        if isinstance(value, str):
            return tuple(part.strip() for part in _SEPARATORS.split(value) if part.strip())
        names = [one.get("name") if isinstance(one, dict) else one for one in self.list_of("tags")]
        if not all(isinstance(name, str) for name in names):
            raise RowError(self.number, "tags", "wrong_type", str(value))
        return tuple(str(name).strip() for name in names if str(name).strip())

    def list_of(self, name: str) -> Sequence[Any]:
        """Return a list, empty where there is none."""
        value = self.told.get(name)
        if value is not None and not isinstance(value, list):
            raise RowError(self.number, name, "wrong_type", str(value))
        return value or []

    def mapping(self, name: str) -> Mapping[str, Any]:
        """Return an object, empty where there is none."""
        value = self.told.get(name)
        if value is not None and not isinstance(value, dict):
            raise RowError(self.number, name, "wrong_type", str(value))
        return value or {}
