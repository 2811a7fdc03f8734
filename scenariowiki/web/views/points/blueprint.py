"""The blueprint that the pages of points are added to."""

from flask import Blueprint

bp = Blueprint("points", __name__)
