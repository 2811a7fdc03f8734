"""What refused backups say."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

BACKUPS: Mapping[str, Any] = {
    "backup_refused": _("The backup was refused."),
    "backup_exists": _("%(file)s is already there. Choose another name; nothing is overwritten."),
    "backup_missing": _("There is no file %(file)s."),
    "backup_damaged": _("This is no backup of ours, or it is damaged (%(detail)s)."),
    "backup_hostile": _("The backup holds a file that it must not hold: %(member)s. Nothing was unpacked."),
    "backup_database_damaged": _("The database in the backup is damaged: %(detail)s"),
    "backup_counts_differ": _("The database in the backup does not hold what its list of contents says."),
    "backup_other_format": _("The backup was made by a newer program (format %(format)s)."),
    "backup_other_engine": _("The backup holds a %(engine)s database; DATABASE_URL names another kind."),
    "backup_place_not_empty": _("There is a database already. Restore into an empty place only."),
    "backup_no_space": _("Not enough room on the disk: %(needed)s bytes are needed."),
    "backup_tool_missing": _("%(program)s is not installed here (Debian: postgresql-client)."),
}
