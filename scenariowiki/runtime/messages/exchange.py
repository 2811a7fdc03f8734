"""What refused files and rows say, and the states of an import."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

EXCHANGE: Mapping[str, Any] = {
    "row_merged": _("This scenario was merged into S-%(no)s; the row changes nothing."),
    "unreadable_file": _("This file cannot be read: it is damaged, protected, or of another kind."),
    "old_excel_file": _("This is an old Excel file (.xls). Save it as .xlsx and try again."),
    "file_too_large": _("This file is too large."),
    "unknown_encoding": _("The characters of this file cannot be told. Save it as UTF-8 and try again."),
    "empty_file": _("There is nothing in this file."),
    "too_many_rows": _("These are too many rows. Split the file and try again."),
    "too_many_columns": _("These are too many columns."),
    "not_json": _("This is no valid JSON."),
    "not_an_object": _("An object with named values is expected here."),
    "broken_quotes": _("A quotation mark is not closed; the rows from here on cannot be told apart."),
    "too_many_cells": _("This row has more cells than the header."),
    "cell_too_long": _("A cell is too long."),
    "publish_needs_curator": _("Only a curator publishes what is imported."),
    "authors_need_admin": _("Only an administrator says which account an author's name is."),
    "bad_format": _("This format is not offered."),
    "no_file": _("Please choose a file."),
    "no_import": _("There is no such import, or it is not yours."),
    "column_twice": _("Two columns cannot become the same field."),
    "columns_not_chosen": _("Please choose the columns first."),
    "import_gave_up": _("The import was cut off again and again and is given up. What it wrote stays."),
    "import_is_busy": _("This import is at work; wait until it has ended."),
    "no_title_column": _("Please say which column is the title or the situation."),
}

STATES: Mapping[str, Mapping[str, Any]] = {
    "JobState": {
        "uploaded": _("Columns to be chosen"),
        "waiting": _("Waiting"),
        "running": _("At work"),
        "done": _("Done"),
        "failed": _("Failed"),
        "stopped": _("Stopped"),
    },
    "Format": {
        "xlsx": "Excel (XLSX)",
        "csv": "CSV",
        "json": "JSON",
        "jsonl": "JSON Lines",
        "markdown": "Markdown",
    },
}
