"""Gunicorn's settings for the limit app: the product's own, without what only the product can do."""

import runpy
from pathlib import Path
from typing import Any

from scenariowiki.runtime import warming

ONLY_THE_PRODUCT = {"post_fork", "on_starting", "when_ready"}
_ours = runpy.run_path(str(Path(__file__).resolve().parent.parent / "gunicorn.conf.py"))
globals().update({name: value for name, value in _ours.items() if name not in ONLY_THE_PRODUCT})
wsgi_app = "bench.limit_app:app"


def when_ready(server: Any) -> None:
    """Share memory with the workers as the product does."""
    del server
    warming.keep_shared()
