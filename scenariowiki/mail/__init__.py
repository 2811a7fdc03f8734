"""Mail: what notices look like in a letter box, and how they get there."""

from flask import Flask

from scenariowiki.mail.cli import mail


def init_mail(app: Flask) -> None:
    """Give the command line its `mail` group."""
    app.cli.add_command(mail)
