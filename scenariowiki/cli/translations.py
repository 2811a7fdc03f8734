"""`flask translations`: the catalogues of the interface, for developers and `make`."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import opencc
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from flask import current_app
from flask.cli import AppGroup

translations = AppGroup("translations", help="The interface's catalogues (for developers).")
MADE_BY_HAND, MADE_FROM_IT = "zh_Hans", "zh_Hant"
REVIEWED = "reviewed.po"


@translations.command("update")
def update() -> None:
    """Collect the words of code and templates into the catalogue of zh_Hans."""
    root = _folder().parent.parent
    os.chdir(root)
    template, target = _folder() / "messages.pot", _po(MADE_BY_HAND)
    shared = ["--omit-header", "--no-location", "--sort-output"]
    extract = ["extract", "-F", "pyproject.toml", *shared, "-k", "_l", "-o", str(template), "."]
    command: Any = CommandLineInterface()
    command.run(["pybabel", "-q", *extract])
    target.parent.mkdir(parents=True, exist_ok=True)
    begin = "update" if target.exists() else "init"
    more = ["--omit-header", "--ignore-obsolete", "--no-fuzzy-matching"] if target.exists() else []
    command.run(["pybabel", "-q", begin, "-i", str(template), "-o", str(target), "-l", MADE_BY_HAND, *more])
    template.unlink()
    # pybabel heads the file with placeholders of its own; the locale tells all that we need.
    _write(_read(MADE_BY_HAND), MADE_BY_HAND)
    _make_traditional()
    click.echo(f"{len(missing(_read(MADE_BY_HAND)))} without a translation")


@translations.command("compile")
def compile_catalogues() -> None:
    """Make zh_Hant from zh_Hans, then write the .mo files that pages read."""
    if not _po(MADE_BY_HAND).exists():
        return
    _make_traditional()
    for locale in (MADE_BY_HAND, MADE_FROM_IT):
        with _po(locale).with_suffix(".mo").open("wb") as file:
            write_mo(file, _read(locale))


def missing(catalogue: Catalog) -> list[str]:
    """List the words that have no translation."""
    return [str(message.id) for message in catalogue if message.id and not message.string]


def _make_traditional() -> None:
    """Convert by OpenCC's Taiwan phrases; what a reviewer put beside it wins."""
    convert: Callable[[str], str] = opencc.OpenCC("s2twp").convert
    made = _read(MADE_BY_HAND)
    made.locale = MADE_FROM_IT
    reviewed = _read_file(_po(MADE_FROM_IT).with_name(REVIEWED), MADE_FROM_IT)
    for message in made:
        better = reviewed.get(message.id) if message.id else None
        if better is not None and better.string:
            message.string = better.string
        elif message.id:
            message.string = _each(convert, message.string)
    _write(made, MADE_FROM_IT)


def _write(catalogue: Catalog, locale: str) -> None:
    _po(locale).parent.mkdir(parents=True, exist_ok=True)
    with _po(locale).open("wb") as file:
        write_po(file, catalogue, omit_header=True, no_location=True, sort_output=True)


def _each(convert: Callable[[str], str], value: Any) -> Any:
    return tuple(map(convert, value)) if isinstance(value, tuple) else convert(value)


def _folder() -> Path:
    return Path(current_app.root_path, "translations")


def _po(locale: str) -> Path:
    return _folder() / locale / "LC_MESSAGES" / "messages.po"


def _read(locale: str) -> Catalog:
    return _read_file(_po(locale), locale)


def _read_file(path: Path, locale: str) -> Catalog:
    """Read a catalogue; the locale tells how many plurals it has, as no header does."""
    if not path.exists():
        return Catalog(locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale, charset="utf-8")
