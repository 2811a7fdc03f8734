"""My own account: signing in and out, sessions, password, settings, notices, tokens."""

from scenariowiki.web.views.accounts import notices, password, sessions, settings, sign_in, tokens
from scenariowiki.web.views.accounts.blueprint import bp

__all__ = ["bp", "notices", "password", "sessions", "settings", "sign_in", "tokens"]
