"""The blueprint that the pages of scenarios are added to."""

from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from scenariowiki.web.pages import init_pages

bp = Blueprint("scenarios", __name__)


@bp.record_once
def _prepare(state: BlueprintSetupState) -> None:
    init_pages(cast(Flask, state.app))
