"""The blueprint that the pages of one's own account are added to."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
