"""The tariff: what earns what, as numbered versions of data that take effect from a date."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenariowiki.kernel.errors import Invalid
from scenariowiki.points.rules.ledger import Class

LARGEST = 10_000
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
    """One version; `number` 0 is the built-in one."""

    number: int
    effective_from: dt.date
    rules: Mapping[str, TariffRule]

    @classmethod
    def from_json(cls, number: int, effective_from: dt.date, data: Mapping[str, Any]) -> "Tariff":
        """Read what is stored; raises Invalid with every line that makes no sense."""
        problems: dict[str, str] = {}
        rules: dict[str, TariffRule] = {}
        for code, line in data.items():
            try:
                rules[code] = _rule(code, line)
            except (AttributeError, KeyError, TypeError, ValueError):
                problems[code] = "not_a_tariff_rule"
        if problems:
            raise Invalid(fields=problems)
        return cls(number=number, effective_from=effective_from, rules=rules)

    def to_json(self) -> dict[str, Any]:
        """Write it as it is stored."""
        return {
            code: {
                "points": dict(rule.points),
                "class": rule.earns.value,
                "cap": rule.cap,
                "waits_hours": rule.waits / dt.timedelta(hours=1),
            }
            for code, rule in self.rules.items()
        }

    def rule(self, code: str) -> TariffRule:
        """Return the line of a code."""
        return self.rules[code]


def _rule(code: str, line: Mapping[str, Any]) -> TariffRule:
    points = {str(name): _whole(value) for name, value in line["points"].items()}
    cap = line.get("cap")
    return TariffRule(
        code=code,
        points=points,
        earns=Class(line["class"]),
        cap=None if cap is None else _whole(cap),
        waits=dt.timedelta(hours=float(line.get("waits_hours", 0))),
    )


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise ValueError(value)
    return value
