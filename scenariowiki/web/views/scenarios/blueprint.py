"""The blueprint that the pages of scenarios are added to; its addresses know a scenario's number."""

from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from scenariowiki.web.converters import NumberConverter
from scenariowiki.web.pages import init_pages

bp = Blueprint("scenarios", __name__)


@bp.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["no"] = NumberConverter
    init_pages(cast(Flask, state.app))
