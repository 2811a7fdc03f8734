"""Static files under the hash of their whole folder: relative imports stay valid, files never change."""

import hashlib
from pathlib import Path

from flask import Flask, Response, current_app, request, send_from_directory, url_for


def init_assets(app: Flask, folder: Path) -> None:
    """Serve the folder under /static/<hash>/; an old hash gets today's files, to be asked about again."""
    app.extensions["assets"] = _version(folder)
    app.add_url_rule("/static/<version>/<path:name>", "static", _serve, defaults={"folder": str(folder)})


def static_url(name: str) -> str:
    """Return the address of a static file."""
    return url_for("static", version=current_app.extensions["assets"], name=name)


def _serve(folder: str, version: str, name: str) -> Response:
    response = send_from_directory(folder, name)
    if version == current_app.extensions["assets"] and not current_app.debug:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    response.vary.discard("Cookie")
    response.add_etag()
    response.make_conditional(request)
    return response


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
