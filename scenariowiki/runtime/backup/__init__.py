"""Backups of a running instance: made, proved and restored; the search index is never among what is kept."""

from scenariowiki.runtime.backup.archive import Manifest, Refused, verify
from scenariowiki.runtime.backup.making import create
from scenariowiki.runtime.backup.restoring import restore

__all__ = ["Manifest", "Refused", "create", "restore", "verify"]
