"""The blueprint that the pages of the queue are added to."""

from flask import Blueprint

bp = Blueprint("curation", __name__)
