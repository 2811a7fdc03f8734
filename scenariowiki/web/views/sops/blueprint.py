"""The blueprint that the pages of SOPs register on."""

from flask import Blueprint

bp = Blueprint("sops", __name__)
