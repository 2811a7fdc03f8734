"""Forms of one's own account."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Optional

from scenariowiki.accounts.commands import SettingsInput
from scenariowiki.accounts.rules import LOCALES, PASSWORD_MAX_BYTES, BoardVisibility, ReadingScript
from scenariowiki.runtime.messages import STATES
from scenariowiki.web.forms.base import Form, number_or_none, options, stripped

LANGUAGES = list(zip(LOCALES, ("简体中文", "繁體中文", "English"), strict=True))
THEMES = [("", _("As my device")), ("light", _("Light")), ("dark", _("Dark"))]
TOKEN_DAYS = [
    ("", _("Until I revoke it")),
    ("30", _("30 days")),
    ("90", _("90 days")),
    ("365", _("One year")),
]
REQUIRED = InputRequired(_("Please fill this in."))


class SignInForm(Form):
    name = StringField(_("Sign-in name"), [REQUIRED, Length(max=200)])
    password = PasswordField(_("Password"), [REQUIRED, Length(max=PASSWORD_MAX_BYTES)])


class PasswordForm(Form):
    current = PasswordField(_("Present password"), [REQUIRED, Length(max=PASSWORD_MAX_BYTES)])
    new = PasswordField(_("New password"), [REQUIRED, Length(max=PASSWORD_MAX_BYTES)])
    repeat = PasswordField(_("New password once more"), [EqualTo("new", _("The two are not the same."))])


class QuickSettingsForm(Form):
    """What the menu of every page sends: one choice and the page to come back to."""

    locale = StringField(validators=[Optional()])
    script = StringField(validators=[Optional()])
    next = StringField()

    def to_input(self) -> SettingsInput:
        """Leave as what is to be set; an unknown word sets nothing."""
        script = self.script.data if self.script.data in set(ReadingScript) else None
        return SettingsInput(
            locale=self.locale.data if self.locale.data in LOCALES else None,
            script=ReadingScript(script) if script else None,
        )


class SettingsForm(Form):
    locale = RadioField(_("Interface language"), choices=options(LANGUAGES))
    script = RadioField(_("Read text as"), choices=options(STATES["ReadingScript"].items()))
    theme = RadioField(_("Light or dark"), choices=options(THEMES), default="")
    board_visibility = RadioField(
        _("How leaderboards show me"), choices=options(STATES["BoardVisibility"].items())
    )
    shortcuts = BooleanField(_("Keyboard shortcuts"))

    def to_input(self) -> SettingsInput:
        """Leave as what is to be set; the theme stays with the browser."""
        return SettingsInput(
            locale=self.locale.data,
            script=ReadingScript(self.script.data),
            shortcuts=self.shortcuts.data,
            board_visibility=BoardVisibility(self.board_visibility.data),
        )


class TokenForm(Form):
    label = StringField(_("What it is for"), [REQUIRED, Length(max=60)], filters=[stripped])
    days = SelectField(_("How long it works"), choices=options(TOKEN_DAYS), default="")
    read_only = BooleanField(_("Only for reading: it can change nothing"))

    def good_for(self) -> int | None:
        """Return the days it is good for; None until it is revoked."""
        return number_or_none(self.days.data)
