"""The blueprint that every endpoint of the API registers on."""

from flask import Blueprint

bp = Blueprint("api", __name__)
