"""Forms of how a person wants to be told."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from scenariowiki.notifications.rules import ADDRESS_MAX, Topic, Way, ways_of
from scenariowiki.runtime.messages import STATES
from scenariowiki.web.forms.base import Form, options, stripped

REQUIRED = InputRequired(_("Please fill this in."))


class AddressForm(Form):
    address = StringField(_("Mail address"), [REQUIRED, Length(max=ADDRESS_MAX)], filters=[stripped])


class CodeForm(Form):
    code = StringField(_("Code from the mail"), [REQUIRED, Length(max=20)], filters=[stripped])


class WaysForm(Form):
    """A choice for every topic, and the hours of one's shift."""

    opens = TimeField(_("My shift begins"), [Optional()])
    closes = TimeField(_("My shift ends"), [Optional()])

    def ways(self) -> dict[Topic, Way]:
        """Leave as the way of every topic."""
        return {topic: Way(self[topic].data) for topic in Topic}


for _topic in Topic:
    _ways = [(way.value, STATES["Way"][way]) for way in ways_of(_topic)]
    setattr(WaysForm, _topic, SelectField(STATES["Topic"][_topic], choices=options(_ways)))
