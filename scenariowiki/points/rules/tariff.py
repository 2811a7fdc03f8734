"""The tariff: what earns what, as numbered versions of data that take effect from a date."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scenariowiki.kernel.errors import Invalid
from scenariowiki.points.rules.amounts import is_whole
from scenariowiki.points.rules.ledger import Class
from scenariowiki.points.rules.limits import Limits, checked

LARGEST = 10_000
LONGEST_WAIT = 24 * 366  # hours
AHEAD = dt.timedelta(days=366)
TARGET = 40  # percent: the share of points for activity should stay below it
ACTIVITY_RULES = ("P1", "P6", "P7", "P8")
LIMITS = "limits"
BUDGET = "budget"  # of P12: how much may be given by hand in a month


@dataclass(frozen=True, kw_only=True)
class TariffRule:
    """One line: `points` by what happened, a cap a day for its group, how long it stays pending."""

    code: str
    points: Mapping[str, int]
    earns: Class
    cap: int | None = None
    waits: dt.timedelta = dt.timedelta()

    def amount(self, what: str = "each") -> int:
        """Return the points of one happening; 0 where the tariff does not know it."""
        return self.points.get(what, 0)


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """One version; `number` 0 is the built-in one. `limits` are those of rules P and G, by code and name."""

    number: int
    effective_from: dt.date
    rules: Mapping[str, TariffRule]
    limits: Mapping[str, Limits] = field(default_factory=dict)

    @classmethod
    def from_json(cls, number: int, effective_from: dt.date, data: Mapping[str, Any]) -> "Tariff":
        """Read what is stored; raises Invalid with every line that makes no sense."""
        problems: dict[str, str] = {}
        rules: dict[str, TariffRule] = {}
        limits: dict[str, Limits] = {}
        for code, line in data.items():
            try:
                if LIMITS in line:
                    limits[code] = checked(code, line[LIMITS])
                if set(line) != {LIMITS}:
                    rules[code] = _rule(code, line)
            except (AttributeError, KeyError, TypeError, ValueError):
                problems[code] = "not_a_tariff_rule"
        if problems:
            raise Invalid(fields=problems)
        return cls(number=number, effective_from=effective_from, rules=rules, limits=limits)

    def to_json(self) -> dict[str, Any]:
        """Write it as it is stored."""
        lines: dict[str, Any] = {
            code: {
                "points": dict(rule.points),
                "class": rule.earns.value,
                "cap": rule.cap,
                "waits_hours": rule.waits / dt.timedelta(hours=1),
            }
            for code, rule in self.rules.items()
        }
        for code, limits in self.limits.items():
            lines[code] = {**lines.get(code, {}), LIMITS: dict(limits)}
        return lines

    def rule(self, code: str) -> TariffRule:
        """Return the line of a code."""
        return self.rules[code]

    def limit(self, code: str, name: str) -> int:
        """Return one of a rule's limits."""
        return self.limits[code][name]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What of a rule is another between two versions; `what` is an amount, a limit, cap or waits."""

    code: str
    what: str
    before: int | None
    after: int | None


def differences(before: Tariff, after: Tariff) -> list[Difference]:
    """List what a version changes against another, in the order of the rules."""
    return [
        Difference(code=code, what=what, before=old, after=new)
        for code in dict.fromkeys([*after.rules, *after.limits])
        for what, new in _values(after, code).items()
        if (old := _values(before, code).get(what, new)) != new
    ]


def _values(tariff: Tariff, code: str) -> dict[str, int | None]:
    rule, limits = tariff.rules.get(code), tariff.limits.get(code, {})
    if rule is None:
        return dict(limits)
    hours = int(rule.waits / dt.timedelta(hours=1))
    return {**rule.points, "cap": rule.cap, "waits": hours, **limits}


def _rule(code: str, line: Mapping[str, Any]) -> TariffRule:
    points = {str(name): _whole(value) for name, value in line["points"].items()}
    cap = line.get("cap")
    return TariffRule(
        code=code,
        points=points,
        earns=Class(line["class"]),
        cap=None if cap is None else _whole(cap),
        waits=_hours(line.get("waits_hours", 0)),
    )


def _hours(value: Any) -> dt.timedelta:
    hours = float(value)
    if not 0 <= hours <= LONGEST_WAIT:
        raise ValueError(value)
    return dt.timedelta(hours=hours)


def _whole(value: Any) -> int:
    if not is_whole(value, 0, LARGEST):
        raise ValueError(value)
    return int(value)
