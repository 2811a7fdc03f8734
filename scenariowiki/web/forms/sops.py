"""Forms of SOPs: the proposal, the text, the settings."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from scenariowiki.sops.commands.proposing import ProposalInput
from scenariowiki.sops.commands.settling import SettingsInput
from scenariowiki.sops.rules import texts
from scenariowiki.sops.rules.readers import Readers
from scenariowiki.sops.rules.texts import SopText
from scenariowiki.web.forms.base import Form, number_or_none, options

LABELS = {
    "trigger": _("When it is used"),
    "say": _("What to say"),
    "never": _("What never to say"),
    "escalation": _("When and to whom to escalate"),
    "early_warning": _("Early warning"),
    "exceptions": _("Exceptions"),
    "duties": _("Who does what"),
    "standards": _("Service standard"),
}


class ProposalForm(Form):
    scope = StringField(_("Scope"), [Optional(), Length(max=texts.SCOPE_MAX)])
    owner = SelectField(_("Owner"), validate_choice=False)
    note = TextAreaField(_("Why it should be an SOP"), [Optional(), Length(max=texts.NOTE_MAX)])

    def to_input(self) -> ProposalInput:
        """Return what was typed."""
        return ProposalInput(
            owner_id=number_or_none(self.owner.data) or 0,
            scope=self.scope.data or "",
            note=self.note.data or "",
        )


class TextForm(Form):
    title = StringField(_("Title"), [InputRequired(), Length(max=texts.TITLE_MAX)])
    trigger = TextAreaField(LABELS["trigger"])
    steps = TextAreaField(_("Steps"), description=_("One step a line."))
    say = TextAreaField(LABELS["say"])
    never = TextAreaField(LABELS["never"])
    escalation = TextAreaField(LABELS["escalation"])
    early_warning = TextAreaField(LABELS["early_warning"])
    exceptions = TextAreaField(LABELS["exceptions"])
    duties = TextAreaField(LABELS["duties"])
    standards = TextAreaField(
        LABELS["standards"], description=_("Attitude, timeliness, process, effect: what can be checked.")
    )
    note = StringField(_("What changed, for those who read it"), [Optional(), Length(max=texts.NOTE_MAX)])

    def to_input(self) -> SopText:
        """Return what was typed."""
        steps = tuple(line.strip() for line in (self.steps.data or "").splitlines() if line.strip())
        parts: dict[str, Any] = {part: self[part].data or "" for part in texts.PARTS}
        return SopText(title=self.title.data or "", steps=steps, **parts)


class SettingsForm(Form):
    owner = SelectField(_("Owner"), validate_choice=False)
    review_days = IntegerField(_("Days until it is looked at again"), [InputRequired()])
    teams = SelectMultipleField(_("Teams that read it"), validate_choice=False)
    sites = SelectMultipleField(_("Sites that read it"), validate_choice=False)
    roles = SelectMultipleField(_("Roles that read it"), validate_choice=False)

    def to_input(self) -> SettingsInput:
        """Return what was chosen."""
        return SettingsInput(
            owner_id=number_or_none(self.owner.data) or 0,
            review_days=self.review_days.data or 0,
            readers=Readers(
                teams=_ids(self.teams.data),
                sites=_ids(self.sites.data),
                roles=frozenset(self.roles.data or ()),
            ),
        )


class ApproversForm(Form):
    first = SelectField(_("First"), default="")
    second = SelectField(_("Second"), default="")
    third = SelectField(_("Third"), default="")
    fourth = SelectField(_("Fourth"), default="")
    fifth = SelectField(_("Fifth"), default="")

    @classmethod
    def of(cls, asked: Sequence[int], able: Mapping[int, str]) -> Self:
        """Fill the form with those who are asked now."""
        names = ("first", "second", "third", "fourth", "fifth")
        return cls(**{name: str(one) for name, one in zip(names, asked, strict=False)}).offering(able)

    def offering(self, able: Mapping[int, str]) -> Self:
        """Offer in every place everyone who may approve."""
        for field in self:
            offer(field, [("", _("nobody")), *able.items()])
        return self

    def to_ids(self) -> Sequence[int]:
        """Return those who were chosen, in their order; an empty place is skipped."""
        return [one for one in (number_or_none(field.data) for field in self) if one is not None]


def offer(field: Any, pairs: Any) -> None:
    """Give a choice its options."""
    field.choices = options((str(value), label) for value, label in pairs)


def _ids(values: list[str] | None) -> frozenset[int]:
    return frozenset(number_or_none(value) or 0 for value in values or ())
