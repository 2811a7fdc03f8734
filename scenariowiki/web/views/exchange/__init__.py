"""Import and export: files in, columns chosen, progress watched, files out."""

from scenariowiki.web.views.exchange import exports, imports, upload
from scenariowiki.web.views.exchange.blueprint import bp

__all__ = ["bp", "exports", "imports", "upload"]
