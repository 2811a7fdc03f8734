"""The blueprint that the pages of feedback are added to."""

from flask import Blueprint

bp = Blueprint("feedback", __name__)
