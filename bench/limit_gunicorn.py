"""Gunicorn's settings for the limit app: the product's own, without what only the product can do."""

import runpy
from pathlib import Path

_ours = runpy.run_path(str(Path(__file__).resolve().parent.parent / "gunicorn.conf.py"))
globals().update({name: value for name, value in _ours.items() if name not in {"post_fork", "on_starting"}})
wsgi_app = "bench.limit_app:app"
