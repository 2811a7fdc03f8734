"""The application factory: joins the parts, decides nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from werkzeug.utils import import_string

from scenariowiki import api, cli, jobs, mail, web, wiring
from scenariowiki.runtime import retrying, session

ROOT = Path(__file__).resolve().parent.parent


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Make the application; `overrides` win over the environment."""
    app = Flask(
        "scenariowiki",
        root_path=str(ROOT / "scenariowiki"),
        template_folder=str(ROOT / "templates"),
        static_folder=None,
    )
    app.config.from_object(import_string("config.load")(overrides))
    app.extensions["reactions"] = wiring.REACTIONS
    app.extensions["deliverers"] = wiring.DELIVERERS
    app.extensions["merge_effects"] = wiring.MERGE_EFFECTS
    app.extensions["unmerge_effects"] = wiring.UNMERGE_EFFECTS
    session.init_app(app)
    Migrate(app, session.db, directory=str(ROOT / "migrations"), render_as_batch=True)
    web.init_web(app, ROOT)
    api.init_api(app)
    cli.init_cli(app)
    jobs.init_jobs(app)
    mail.init_mail(app)
    retrying.init_app(app)
    return app
