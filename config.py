"""Settings, read once from the environment; `docs/admin-guide.md` explains each."""

import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
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
        self.TRUSTED_HOSTS = _list(environ.get("TRUSTED_HOSTS")) or _host_of(self.BASE_URL)
        self.TRUSTED_PROXIES = int(environ.get("TRUSTED_PROXIES") or 0)
        self.WORKERS = int(environ.get("WORKERS") or 2)
        self.ALLOW_HTTP = environ.get("ALLOW_HTTP") == "1"
        self.SMTP_URL = environ.get("SMTP_URL") or ""
        self.MAIL_FROM = environ.get("MAIL_FROM") or ""
        self.UNUSED_DAYS = int(environ.get("UNUSED_DAYS") or 180)
        self.METRICS_TOKEN = environ.get("METRICS_TOKEN") or ""
        self.MAX_CONTENT_LENGTH = 24 * MEGABYTE
        self.MAX_FORM_MEMORY_SIZE = 4 * MEGABYTE
        self.MAX_FORM_PARTS = 5_000
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


def _host_of(base_url: str) -> list[str] | None:
    """Trust the host that the address names, and this machine's own checks."""
    host = urlsplit(base_url).hostname
    return [host, *LOOPBACK] if host else None


def _kept_secret(data_dir: Path) -> str:
    """Read the secret that belongs to the data, or make it; whole and once, whoever else starts meanwhile."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / "secret_key"
    if not path.exists():
        made = data_dir / f"secret_key.{secrets.token_hex(4)}"
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(48))
        try:
            path.hardlink_to(made)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    _close_to_others(path)
    return path.read_text().strip()


def _close_to_others(path: Path) -> None:
    """Take a secret away from the eyes of others, or refuse to work with one that they may have read."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        try:
            path.chmod(0o600)
        except OSError as error:
            raise RuntimeError(f"{path} can be read by others; make it 0600 and yours") from error
