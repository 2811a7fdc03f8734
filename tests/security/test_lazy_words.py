"""Words of ours that quote what somebody typed are text like any other, also when they are made late."""

from flask import Flask, render_template_string
from flask_babel import lazy_gettext
from markupsafe import escape

from tests import personas
from tests.browser import SignIn

TYPED = "<img/src=x>"


def test_a_late_word_is_escaped(app: Flask) -> None:
    with app.test_request_context():
        late = lazy_gettext("%(word)s is not a day.", word=TYPED)

        shown = render_template_string("{{ late }}{{ [late]|join(' ') }}<p title='{{ late }}'>", late=late)

        assert TYPED not in shown
        assert str(escape(TYPED)) in shown


def test_the_calendar_quotes_a_wrong_day_as_text(sign_in: SignIn) -> None:
    data = {"name": "x", "timezone": "Asia/Shanghai", "cutover": "04:00", "holidays": TYPED}

    answer = sign_in(personas.ADA).post("/admin/sites", data=data)

    assert answer.status_code == 422
    assert TYPED not in answer.text
