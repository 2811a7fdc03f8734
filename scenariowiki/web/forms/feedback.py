"""Forms of feedback: giving it, answering it, saying whether the answer helped."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, StringField, TextAreaField

from scenariowiki.feedback.commands.answering import AnswerInput
from scenariowiki.feedback.commands.giving import TicketInput
from scenariowiki.feedback.commands.rating import RatingInput
from scenariowiki.feedback.rules.tickets import AnswerOutcome, Priority, TicketKind
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.messages import STATES
from scenariowiki.web.forms.base import Form, number_or_none

HELPED = (("yes", _("Solved")), ("no", _("Not solved")))
STARS = (
    ("1", _("Misses the point")),
    ("2", _("Not solved")),
    ("3", _("Barely")),
    ("4", _("Solved")),
    ("5", _("Worth spreading")),
)


class TicketForm(Form):
    """What is wrong with a page; `quote` names the sentence, `ask` whom one wants to ask."""

    kind = RadioField(_("What is it"), choices=list(STATES["TicketKind"].items()), default="wrong")
    quote = SelectField(_("Which sentence"), validate_choice=False, default="")
    text = TextAreaField(
        _("What you want to say"), render_kw={"maxlength": 2000, "required": True}, default=""
    )
    priority = RadioField(_("How soon"), choices=list(STATES["Priority"].items()), default="normal")
    ask = SelectField(_("Whom to ask"), validate_choice=False, default="")

    def to_input(
        self, no: int, *, solution_id: int | None, sop_id: int | None, via: int | None
    ) -> TicketInput:
        """Leave as a frozen input; raises Invalid for values that the form does not offer."""
        if not self.validate():
            raise Invalid
        return TicketInput(
            no=no,
            kind=TicketKind(self.kind.data),
            text=self.text.data or "",
            priority=Priority(self.priority.data),
            solution_id=solution_id,
            sop_id=sop_id,
            quote=self.quote.data or "",
            ask=number_or_none(self.ask.data),
            via=via,
        )


class AnswerForm(Form):
    outcome = RadioField(
        _("What you did"), choices=list(STATES["AnswerOutcome"].items()), default="explained"
    )
    text = TextAreaField(
        _("Your answer"),
        description=_("First a sentence that can be read out, then why"),
        render_kw={"maxlength": 2000},
        default="",
    )

    def to_input(self) -> AnswerInput:
        """Leave as a frozen input; raises Invalid for an outcome that is not offered."""
        if not self.validate():
            raise Invalid
        return AnswerInput(outcome=AnswerOutcome(self.outcome.data), text=self.text.data or "")


class RatingForm(Form):
    """How well the answer served."""

    rating = RadioField(_("Did this answer solve it"), choices=list(STARS), default="")
    remark = StringField(_("In a few words"), render_kw={"maxlength": 500}, default="")

    def to_input(self) -> RatingInput:
        """Leave as a frozen input; nothing chosen is refused by the command."""
        return RatingInput(rating=number_or_none(self.rating.data) or 0, remark=self.remark.data or "")


class UseForm(Form):
    """Whether a solution helped, for which case."""

    helped = RadioField(_("Used it today: did it help?"), choices=list(HELPED), default="")
    case_no = StringField(_("Case number, if any"), render_kw={"maxlength": 100}, default="")

    def answer(self) -> bool:
        """Return whether it helped; raises Invalid for what is neither yes nor no."""
        if self.helped.data not in dict(HELPED):
            raise Invalid(fields={"helped": "not_a_choice"})
        return bool(self.helped.data == "yes")
