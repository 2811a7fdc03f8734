"""`flask mail`: a letter at once, so that an administrator sees whether the settings of mail are right."""

import smtplib

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from scenariowiki.kernel import clock
from scenariowiki.mail import messages
from scenariowiki.mail.server import MailServer
from scenariowiki.notifications.rules import address_fault
from scenariowiki.runtime.messages import text_for
from scenariowiki.runtime.messages.checks import text_of_check

mail = AppGroup("mail", help="Mail: the server that sends notices.")


@mail.command("test")
@click.argument("address")
def send_test(address: str) -> None:
    """Send a letter to an address by SMTP_URL at once; exit 1 and say why when it is not taken."""
    url, sender = current_app.config["SMTP_URL"], current_app.config["MAIL_FROM"]
    fault = "mail_off" if not url else address_fault(address) or (sender and address_fault(sender))
    if fault:
        raise click.ClickException(str(text_for(fault)))
    try:
        with MailServer(url) as server:
            server.send(messages.trial_letter(address, clock.now()))
    except (OSError, ValueError) as error:  # smtplib's own are OSErrors too
        raise click.ClickException(_why(error)) from error
    click.echo(_("The mail server took it. Please look into the letter box of %(address)s.", address=address))


def _why(error: Exception) -> str:
    if isinstance(error, ValueError):
        return text_of_check("mail_url_wrong", {})
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return str(_("The mail server does not know this name and password."))
    return str(_("The letter was not taken: %(reason)s", reason=f"{type(error).__name__}: {error}"))
