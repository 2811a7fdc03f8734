"""My own account: signing in and out, sessions, password, settings, tokens."""

from scenariowiki.web.views.accounts import password, sessions, settings, sign_in, tokens
from scenariowiki.web.views.accounts.blueprint import bp

__all__ = ["bp", "password", "sessions", "settings", "sign_in", "tokens"]
