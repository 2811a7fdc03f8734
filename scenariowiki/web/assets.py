"""Static files under the hash of their whole folder: relative imports stay valid, files never change."""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

from scenariowiki.kernel.errors import NotFound

TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")


@dataclass(frozen=True, kw_only=True)
class Asset:
    """A file as it goes over the wire; `small` is None where squeezing gains nothing."""

    mimetype: str
    content: bytes
    small: bytes | None


def init_assets(app: Flask, folder: Path) -> None:
    """Keep the folder in memory and serve it under /static/<hash>/: a name outside it cannot be asked for."""
    files = _load(folder)
    app.extensions["assets"] = files
    app.extensions["assets_version"] = _version(files)
    app.add_url_rule("/static/<version>/<path:name>", "static", _serve)


def static_url(name: str) -> str:
    """Return the address of a static file."""
    return url_for("static", version=current_app.extensions["assets_version"], name=name)


def _serve(version: str, name: str) -> Response:
    """Serve a file for ever under the present hash; under an older one, to be asked about again."""
    asset: Asset | None = current_app.extensions["assets"].get(name)
    if asset is None:
        raise NotFound
    is_small = asset.small is not None and request.accept_encodings.quality("gzip") > 0
    response = Response(asset.small if is_small else asset.content, mimetype=asset.mimetype)
    response.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable"
        if version == current_app.extensions["assets_version"]
        else "no-cache"
    )
    response.vary.add("Accept-Encoding")
    if is_small:
        response.headers["Content-Encoding"] = "gzip"
    response.add_etag()
    response.make_conditional(request)
    return response


def _load(folder: Path) -> Mapping[str, Asset]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _asset(path) for path in paths}


def _asset(path: Path) -> Asset:
    mimetype = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    content = path.read_bytes()
    squeezed = gzip.compress(content, mtime=0) if mimetype.startswith(TEXT) else content
    return Asset(mimetype=mimetype, content=content, small=squeezed if len(squeezed) < len(content) else None)


def _version(files: Mapping[str, Asset]) -> str:
    digest = hashlib.sha256()
    for name, asset in files.items():
        digest.update(name.encode() + b"\0" + asset.content)
    return digest.hexdigest()[:12]
