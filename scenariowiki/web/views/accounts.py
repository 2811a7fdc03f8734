"""My own account: signing in and out, sessions, password, settings, tokens."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
