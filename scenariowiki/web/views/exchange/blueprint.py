"""The blueprint of import and export."""

from flask import Blueprint

bp = Blueprint("exchange", __name__)
