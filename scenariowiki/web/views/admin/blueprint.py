"""The blueprint that the administration's modules add their pages to."""

from flask import Blueprint

bp = Blueprint("admin", __name__)
