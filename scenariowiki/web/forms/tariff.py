"""The form of the tariff: what each rule pays, its limit a day, how long it waits."""

import datetime as dt
import re
from collections.abc import Iterable
from types import SimpleNamespace as View
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, StringField
from wtforms.validators import InputRequired, Length

from scenariowiki.points.commands.tariffs import NOTE_MAX, TariffInput
from scenariowiki.points.queries.tariffs import BUILT_IN
from scenariowiki.points.rules.limits import BOUNDS
from scenariowiki.points.rules.tariff import BUDGET, LARGEST, LIMITS, LONGEST_WAIT, Tariff
from scenariowiki.runtime.messages import points as words
from scenariowiki.runtime.messages import text_for
from scenariowiki.runtime.messages.limits import LIMITS as LIMIT_WORDS
from scenariowiki.web.forms.base import Form, stripped

WHOLE = re.compile(r"[0-9]{1,6}")
CAP, WAITS = "cap", "waits"


class TariffBase(Form):
    """What is not of one rule; the fields of the rules are added below, one a value."""

    base = HiddenField()
    effective_from = DateField(_("Takes effect on"), [InputRequired(_("Please fill this in."))])
    note = StringField(
        _("Why, in a sentence"),
        [Length(max=NOTE_MAX)],
        filters=[stripped],
        description=_("Shown in the list"),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check that every value is a whole number that makes sense; each field says its own."""
        good = super().validate(extra_validators)
        for code, what in _fields():
            field, (least, most) = self[_name(code, what)], _bounds(code, what)
            text = field.data or ""
            if what == CAP and not text:
                continue
            if not WHOLE.fullmatch(text) or not least <= int(text) <= most:
                facts = {"least": least, "most": most}
                field.errors = [*field.errors, text_for("not_whole", facts)]
                good = False
        return good

    def to_rules(self) -> dict[str, Any]:
        """Leave as the rules of a version, in the shape of `Tariff.to_json`."""
        lines: dict[str, Any] = {
            code: {
                "points": {what: int(self[_name(code, what)].data) for what in rule.points},
                "class": rule.earns.value,
                "cap": _number(self, code, CAP),
                "waits_hours": _number(self, code, WAITS) or 0,
            }
            for code, rule in BUILT_IN.rules.items()
        }
        for code, limits in BUILT_IN.limits.items():
            given = {what: int(self[_name(code, what)].data) for what in limits}
            lines[code] = {**lines.get(code, {}), LIMITS: given}
        return lines

    def to_input(self) -> TariffInput:
        """Leave as a version."""
        return TariffInput(
            rules=self.to_rules(), effective_from=self.effective_from.data, note=self.note.data or ""
        )

    def base_number(self) -> int:
        """Return the newest version when the form was shown; -1 where it was lost."""
        return int(self.base.data) if WHOLE.fullmatch(self.base.data or "") else -1

    def rows(self, now: Tariff) -> list[View]:
        """Return each rule with its fields, and what holds now."""
        return [
            View(
                code=code,
                name=words.text_of_rule(code),
                is_activity=rule.earns.value == "A",
                points=[
                    View(
                        field=self[_name(code, what)],
                        word=_word(rule.points, what),
                        now=now.rule(code).amount(what),
                    )
                    for what in rule.points
                ],
                limits=self._limits(code, now),
                cap=self._fields.get(_name(code, CAP)),
                waits=self._fields.get(_name(code, WAITS)),
            )
            for code, rule in BUILT_IN.rules.items()
        ]

    def guards(self, now: Tariff) -> list[View]:
        """Return each rule of fairness with its fields, and what holds now."""
        codes = (code for code in BUILT_IN.limits if code not in BUILT_IN.rules)
        return [
            View(code=code, name=words.text_of_rule(code), limits=self._limits(code, now)) for code in codes
        ]

    def _limits(self, code: str, now: Tariff) -> list[View]:
        return [
            View(field=self[_name(code, what)], word=LIMIT_WORDS.get(what, what), now=now.limit(code, what))
            for what in BUILT_IN.limits.get(code, ())
        ]


def form_of(tariff: Tariff, newest: int, day: dt.date | None = None) -> TariffBase:
    """Make the form of a version, to be changed, with the day that is proposed."""
    data: dict[str, Any] = {"base": str(newest), "effective_from": day}
    for code, limits in tariff.limits.items():
        data |= {_name(code, what): str(most) for what, most in limits.items()}
    for code, line in ((one, tariff.to_json()[one]) for one in tariff.rules):
        data |= {_name(code, what): str(points) for what, points in line["points"].items()}
        if line["cap"] is not None:
            data[_name(code, CAP)] = str(line["cap"])
        data[_name(code, WAITS)] = str(int(line["waits_hours"]))
    form: TariffBase = TariffForm(data=data)
    return form


def _word(points: Iterable[str], what: str) -> str:
    """Return which amount it is, where a rule has several or it is a budget."""
    is_plain = tuple(points) == ("each",)
    return "" if is_plain else str(words.AMOUNTS.get(what, what))


def _number(form: TariffBase, code: str, what: str) -> int | None:
    field = form._fields.get(_name(code, what))
    return int(field.data) if field is not None and field.data else None


def _name(code: str, what: str) -> str:
    return f"{code}_{what}"


def _fields() -> Iterable[tuple[str, str]]:
    for code, rule in BUILT_IN.rules.items():
        for what in (*rule.points, *(() if BUDGET in rule.points else (CAP, WAITS))):
            yield code, what
    for code, limits in BUILT_IN.limits.items():
        for what in limits:
            yield code, what


def _bounds(code: str, what: str) -> tuple[int, int]:
    if what in BOUNDS.get(code, {}):
        return BOUNDS[code][what]
    return 0, LONGEST_WAIT if what == WAITS else LARGEST


def _field(code: str, what: str) -> StringField:
    label = f"{code} · {{}}"
    word = words.AMOUNTS.get(what) or LIMIT_WORDS.get(what, what)
    return StringField(_Label(label, word), filters=[stripped])


class _Label:
    """A rule and what of it, in the reader's language."""

    def __init__(self, frame: str, word: Any) -> None:
        self._frame, self._word = frame, word

    def __str__(self) -> str:
        return self._frame.format(self._word)


TariffForm: Any = type("TariffForm", (TariffBase,), {_name(*one): _field(*one) for one in _fields()})
