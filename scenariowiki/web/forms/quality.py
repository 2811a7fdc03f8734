"""Forms of the content standard: what a coach found, and the list itself."""

from functools import lru_cache

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.quality.commands.reviewing import ReviewInput
from scenariowiki.quality.rules import checklist as rules
from scenariowiki.quality.rules.checklist import Checklist, Criterion
from scenariowiki.runtime.messages import STATES, text_for
from scenariowiki.web.forms import rows
from scenariowiki.web.forms.base import Form, number_or_none, stripped

# Where the code of a wrong criterion is shown; all others stand at its name.
PLACES = {"weight_range": "weight"}


class ReviewForm(Form):
    """The note and what was shown; `review_form` adds a question for each criterion."""

    checklist = HiddenField()
    scenario = HiddenField()
    seq = HiddenField()
    note = TextAreaField(
        _("A word to the authors"),
        [Optional(), Length(max=rules.NOTE_MAX)],
        description=_("What is good, what to mend and how. Only the authors, coaches and curators read it."),
    )

    def to_input(self, checklist: Checklist) -> ReviewInput:
        """Leave as a frozen input; raises Invalid for what the form does not offer."""
        if not self.validate():
            raise Invalid
        shown = number_or_none(self.checklist.data)
        return ReviewInput(
            checklist=-1 if shown is None else shown,
            scenario_id=number_or_none(self.scenario.data) or 0,
            seq=number_or_none(self.seq.data) or 0,
            answers={one.key: self[one.key].data or "" for one in checklist.criteria},
            note=self.note.data or "",
        )


@lru_cache(maxsize=64)
def review_form(questions: tuple[tuple[str, str, str], ...]) -> type[ReviewForm]:
    """Make the form of a list from (key, name, explanation)."""
    fields = {
        key: RadioField(
            name,
            choices=list(STATES["Answer"].items()),
            description=explanation,
            validate_choice=False,
        )
        for key, name, explanation in questions
    }
    return type("ReviewFormOfList", (ReviewForm,), fields)


class CriterionForm(Form):
    """One criterion; its key is kept from version to version, a new one has none yet."""

    key = HiddenField()
    name = StringField(
        _("Name"),
        [InputRequired(_("Please fill this in.")), Length(max=rules.NAME_MAX)],
        filters=[stripped],
    )
    explanation = TextAreaField(
        _("What it means"), [Optional(), Length(max=rules.EXPLANATION_MAX)], filters=[stripped]
    )
    weight = IntegerField(
        _("Weight of the criterion"),
        [InputRequired(_("Please fill this in.")), NumberRange(min(rules.WEIGHTS), max(rules.WEIGHTS))],
        default=1,
        description=_("1 to 5; 1 for all where none matters more"),
    )

    def to_criterion(self) -> Criterion:
        """Leave as a criterion of the list."""
        return Criterion(
            key=self.key.data or "",
            name=self.name.data or "",
            explanation=self.explanation.data or "",
            weight=self.weight.data or 0,
        )


class ChecklistForm(Form):
    """All criteria in order, how samples are drawn, and the version they were shown from."""

    base = HiddenField()
    size = IntegerField(
        _("Scenarios drawn at once"),
        [InputRequired(_("Please fill this in.")), NumberRange(min(rules.SIZES), max(rules.SIZES))],
    )
    rest_days = IntegerField(
        _("Days until one may be drawn again"),
        [InputRequired(_("Please fill this in.")), NumberRange(min(rules.REST_DAYS), max(rules.REST_DAYS))],
    )
    guide = TextAreaField(_("How we write"), [Optional(), Length(max=rules.GUIDE_MAX)])
    monthly = BooleanField(_("Give every coach a sample each month"))
    criteria = FieldList(FormField(CriterionForm), max_entries=rules.CRITERIA_MAX + 1)

    def rows(self) -> list[CriterionForm]:
        """Return the form of every criterion."""
        return [entry.form for entry in self.criteria]

    def to_input(self) -> Checklist:
        """Leave as the list, numbered as the version it was written from; -1 where that was lost."""
        base = number_or_none(self.base.data)
        return Checklist(
            number=-1 if base is None else base,
            criteria=tuple(row.to_criterion() for row in self.rows()),
            size=self.size.data or 0,
            monthly=bool(self.monthly.data),
            rest_days=self.rest_days.data or 0,
            guide=self.guide.data or "",
        )

    def refuse(self, error: Invalid | Conflict) -> None:
        """Show what is wrong with a criterion at that criterion."""
        fields = dict(error.fields) if isinstance(error, Invalid) else {}
        for place, row in enumerate(self.rows()):
            if code := fields.pop(f"criteria-{place}", None):
                shown = row[PLACES.get(code, "name")]
                shown.errors = [*shown.errors, text_for(code)]
        # A list of fields remembers what its fields said when it was validated.
        self.criteria.errors = [entry.errors for entry in self.criteria]
        code = fields.pop("criteria", None)
        if code:
            self.form_errors.append(text_for(code))
        if fields or not isinstance(error, Invalid) or not error.fields:
            super().refuse(Invalid(fields=fields) if fields else error)


def form_of(checklist: Checklist) -> ChecklistForm:
    """Make the form of a version."""
    return ChecklistForm(
        data={
            "base": str(checklist.number),
            "size": checklist.size,
            "rest_days": checklist.rest_days,
            "monthly": checklist.monthly,
            "guide": checklist.guide,
            "criteria": [one.to_json() for one in checklist.criteria],
        }
    )


def rearranged(form: ChecklistForm, act: str) -> ChecklistForm | None:
    """Return the form after a button without script: a criterion added, moved or removed; else None."""
    moved = rows.rearranged([row.data for row in form.rows()], "criteria", act)
    return None if moved is None else ChecklistForm(data={**form.data, "criteria": moved})
