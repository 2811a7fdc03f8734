"""What is asked before a text is masked for good."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, StringField, TextAreaField

from scenariowiki.redaction.commands.masking import TEXT_MAX, MaskInput
from scenariowiki.scenarios.rules.content import SUMMARY_MAX
from scenariowiki.web.forms.base import Form


class MaskForm(Form):
    """The exact text and the reason; `seen` comes with the preview."""

    text = TextAreaField(_("Text to mask"), render_kw={"maxlength": TEXT_MAX, "required": True})
    reason = StringField(_("Reason"), render_kw={"maxlength": SUMMARY_MAX, "required": True})
    seen = HiddenField()

    def given(self, files: tuple[int, ...] = ()) -> MaskInput:
        """Return what was typed, with the files that hold it."""
        return MaskInput(
            text=self.text.data or "",
            reason=(self.reason.data or "")[:SUMMARY_MAX],
            seen=self.seen.data or "",
            files=files,
        )
