"""Settings, read once from the environment; `docs/admin-guide.md` explains each."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MINUTE = 60
MEGABYTE = 1024 * 1024


class Config:
    """The application's settings; names in capitals are Flask configuration."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        data_dir = Path(environ.get("DATA_DIR") or "instance").absolute()
        self.DATA_DIR = data_dir
        self.DATABASE_URL = environ.get("DATABASE_URL") or f"sqlite:///{data_dir / 'scenariowiki.db'}"
        self.SQLALCHEMY_DATABASE_URI = _with_driver(self.DATABASE_URL)
        self.SQLITE_SYNCHRONOUS = environ.get("SQLITE_SYNCHRONOUS") or "FULL"
        self.SECRET_KEY = environ.get("SECRET_KEY") or _kept_secret(data_dir)
        self.SEARCH_URL = environ.get("SEARCH_URL") or self._default_search()
        self.REDIS_URL = environ.get("REDIS_URL") or ""
        self.BASE_URL = (environ.get("BASE_URL") or "").rstrip("/")
        self.TRUSTED_HOSTS = _list(environ.get("TRUSTED_HOSTS"))
        self.TRUSTED_PROXIES = int(environ.get("TRUSTED_PROXIES") or 0)
        self.WORKERS = int(environ.get("WORKERS") or 2)
        self.ALLOW_HTTP = environ.get("ALLOW_HTTP") == "1"
        self.SMTP_URL = environ.get("SMTP_URL") or ""
        self.MAIL_FROM = environ.get("MAIL_FROM") or ""
        self.METRICS_TOKEN = environ.get("METRICS_TOKEN") or ""
        self.MAX_CONTENT_LENGTH = 24 * MEGABYTE
        self.MAX_FORM_MEMORY_SIZE = 4 * MEGABYTE
        self.MAX_FORM_PARTS = 5_000
        self.WTF_CSRF_TIME_LIMIT = None
        self.SEND_FILE_MAX_AGE_DEFAULT = 365 * 24 * 60 * MINUTE

    def _default_search(self) -> str:
        if self.DATABASE_URL.startswith("postgresql"):
            return "postgresql:"
        return f"whoosh:{self.DATA_DIR / 'index'}"


def load(overrides: Mapping[str, Any] | None = None) -> Config:
    """Read the environment; `overrides` (tests, commands) win over it, settings and variables alike."""
    given = dict(overrides or {})
    config = Config(
        {**os.environ, **{name: value for name, value in given.items() if isinstance(value, str)}}
    )
    for name, value in given.items():
        if not isinstance(value, str):
            setattr(config, name, value)
    return config


def _with_driver(url: str) -> str:
    if url.startswith(("postgresql://", "postgres://")):
        return "postgresql+psycopg://" + url.partition("://")[2]
    return url


def _list(value: str | None) -> list[str] | None:
    return [item.strip() for item in value.split(",") if item.strip()] if value else None


def _kept_secret(data_dir: Path) -> str:
    path = data_dir / "secret_key"
    if path.exists():
        return path.read_text().strip()
    data_dir.mkdir(parents=True, exist_ok=True)
    secret = secrets.token_urlsafe(48)
    path.touch(mode=0o600)
    path.write_text(secret)
    return secret
