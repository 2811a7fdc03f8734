"""The blueprint that the pages of the content standard are added to."""

from flask import Blueprint

bp = Blueprint("quality", __name__)
