"""Smaller answers on the wire."""

from flask import Flask, Response
from flask_compress import Compress

ALGORITHM = "gzip"
LEVEL = 5


def init_compression(app: Flask) -> None:
    """Compress text for whoever takes it; called first, so that it works last."""
    app.config.setdefault("COMPRESS_ALGORITHM", [ALGORITHM])
    app.config.setdefault("COMPRESS_LEVEL", LEVEL)
    app.after_request(_keep_tag)
    Compress(app)


def _keep_tag(response: Response) -> Response:
    """Take the library's mark off the ETag: views compare it with their own before they draw anything."""
    tag, weak = response.get_etag()
    if tag and tag.endswith(f":{ALGORITHM}"):
        response.set_etag(tag.removesuffix(f":{ALGORITHM}"), weak=weak or False)
    return response
