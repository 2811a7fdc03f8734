"""`flask scenarios`: cases in from files and out to files."""

import gzip
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from tqdm import tqdm

from scenariowiki.accounts import commands as people
from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import SYSTEM, Actor
from scenariowiki.cli.accounts import refusals_as_text
from scenariowiki.exchange import exporting, importing
from scenariowiki.exchange.exporting import ENDINGS, Format
from scenariowiki.exchange.flat import Layout
from scenariowiki.exchange.importing import Import
from scenariowiki.exchange.reports import Report
from scenariowiki.exchange.rules import LOCALES, Plan, field_names, make_plan
from scenariowiki.exchange.tables import Table, opened
from scenariowiki.redaction.commands import MaskInput, preview_mask
from scenariowiki.redaction.commands.masking import check_mask
from scenariowiki.runtime import masking, messages, remasking
from scenariowiki.runtime.messages.redaction import PLACES
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.queries import current_template
from scenariowiki.scenarios.rules.template import Field

SHOWN = 50

scenarios = AppGroup("scenarios", help="Cases in from files and out to files.")


@scenarios.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "name", help="Sign-in name of who imports; the built-in account when left out.")
@click.option(
    "--map", "maps", multiple=True, metavar="COLUMN=FIELD", help="Without FIELD the column is left out."
)
@click.option("--set", "sets", multiple=True, metavar="FIELD=VALUE", help="The same value for every row.")
@click.option(
    "--author", "authors", multiple=True, metavar="NAME=ACCOUNT", help="Whose account an author's name is."
)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--publish", is_flag=True, help="Publish at once; needs a curator.")
@click.option("--strip-pinyin", is_flag=True, help="Take pinyin glued to characters out.")
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), help="Write the bad rows here.")
@refusals_as_text
def import_file(file: Path, name: str | None, errors: Path | None, **given: Any) -> None:
    """Bring cases in: CSV, XLSX, JSON or JSON Lines, gzipped too. The same file twice changes nothing."""
    with write() as uow:
        instance_id = people.settle_instance(uow)
    actor = _actor(name)
    template = current_template(read()).fields
    with opened(file, template) as table:
        plan = _plan(table, template, given)
        _say_plan(plan)
        task = Import(
            read=read,
            write=write,
            actor=actor,
            plan=plan,
            publish=given["publish"],
            dry_run=given["dry_run"],
            instance_id=instance_id,
        )
        report = _run(task, table)
    _say(report, dry_run=given["dry_run"])
    if errors is not None:
        heading = [_("Row"), _("Column"), _("Value"), _("Problem")]
        errors.write_text(exporting.problems_as_csv(report.problems, _reason, heading), "utf-8")
    if report.failed:
        raise SystemExit(1)


@scenarios.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--as", "name", help="Sign-in name of who exports; the built-in account when left out.")
@click.option("--language", type=click.Choice(LOCALES), default=LOCALES[0], help="Of headings and choices.")
@refusals_as_text
def export_file(file: Path, name: str | None, language: str) -> None:
    """Take all scenarios out; the ending of FILE says how: .json .jsonl .csv .xlsx .md, with .gz packed."""
    with write() as uow:
        instance_id = people.settle_instance(uow)
    actor, kind = _actor(name), _format(file)
    numbers = exporting.all_numbers(read(), actor)
    with write() as uow:
        exporting.record_export(uow, actor, len(numbers), kind, filtered=False)
    words = messages.export_words(language)
    layout = Layout(template=current_template(read()).fields, locale=language, words=words)
    found = exporting.documents(read, actor, numbers, instance_id)
    bar = tqdm(found, total=len(numbers), unit=_("scenarios"))
    with gzip.open(file, "wb") if file.suffix == ".gz" else file.open("wb") as out:
        out.writelines(exporting.encode(bar, kind, layout))
    click.echo(_("%(count)s scenarios in %(file)s", count=len(numbers), file=file))


@scenarios.command("mask")
@click.argument("no", type=int)
@click.option(
    "--text-file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Holds the text, so that no list of commands keeps it.",
)
@click.option("--reason", required=True, help="Shown in the history.")
@click.option("--as", "name", help="Sign-in name of who masks; the built-in account when left out.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@refusals_as_text
def mask(no: int, text_file: Path, reason: str, name: str | None, *, yes: bool) -> None:
    """Mask a text for good in scenario NO, in all its revisions and all that belongs to it."""
    actor, asked = _actor(name), MaskInput(text=text_file.read_text("utf-8-sig"), reason=reason)
    _mask(actor, no, asked, yes=yes)


@scenarios.command("mask-again")
@click.option("--as", "name", help="Sign-in name of who masks; the built-in account when left out.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@refusals_as_text
def mask_again(name: str | None, *, yes: bool) -> None:
    """Mask once more what a restored backup brought back; the text is shown before it is masked."""
    actor = _actor(name)
    for note in remasking.undone():
        click.echo(_("S-%(no)s, masked on %(day)s: %(reason)s", no=note.no, day=note.day, reason=note.reason))
        text = remasking.text_of(note)
        if text is not None:
            click.echo(text)
            _mask(actor, note.no, MaskInput(text=text, reason=note.reason), yes=yes)
        elif note.span is None:
            click.confirm(
                _("It stood in no text of a scenario: please do it by hand. Is it done?"), abort=True
            )
        else:
            click.echo(_("Not in this backup."))
        remasking.forget([note])


def _mask(actor: Actor, no: int, asked: MaskInput, *, yes: bool) -> None:
    asked = replace(asked, files=masking.files_with(check_mask(asked)))
    preview = preview_mask(read(), actor, no, asked)
    for table, count in preview.found.counts.items():
        click.echo(f"{PLACES[table]}: {count}")
    if preview.files:
        click.echo(f"{_('Uploaded files of imports, deleted whole')}: {len(preview.files)}")
    if not yes:
        click.confirm(_("Mask it for good?"), abort=True)
    masking.mask(actor, no, replace(asked, seen=preview.seen))
    click.echo(_("Masked for good, wherever it was found."))


def _format(file: Path) -> Format:
    ending = (file.with_suffix("") if file.suffix == ".gz" else file).suffix
    found = next((kind for kind, known in exporting.ENDINGS.items() if known == ending.lower()), None)
    if found is None:
        offered = ", ".join(ENDINGS.values())
        raise click.ClickException(_("Please end the file's name in one of: %(all)s", all=offered))
    return found


def _actor(name: str | None) -> Actor:
    actor = accounts.find_actor(read(), name or SYSTEM)
    if actor is None:
        raise click.ClickException(_("There is no %(name)s.", name=name))
    return actor


def _plan(table: Table, template: Sequence[Field], given: dict[str, Any]) -> Plan:
    mapping, fixed = dict(map(_pair, given["maps"])), dict(map(_pair, given["sets"]))
    known = {*field_names(template), ""}
    for field in (*mapping.values(), *fixed):
        if field not in known:
            raise click.ClickException(_("There is no field %(name)s.", name=field))
    for column in mapping:
        if column not in table.columns:
            raise click.ClickException(
                _(
                    "There is no column %(name)s. The file has: %(all)s",
                    name=column,
                    all=", ".join(table.columns),
                )
            )
    return make_plan(
        table.columns,
        template,
        mapping=mapping,
        fixed=fixed,
        strip_glued=given["strip_pinyin"],
        authors={credit: _actor(name).id for credit, name in map(_pair, given["authors"])},
    )


def _pair(text: str) -> tuple[str, str]:
    left, equals, right = text.partition("=")
    if not equals or not left.strip():
        raise click.ClickException(_("Please write NAME=VALUE instead of %(text)s.", text=text))
    return left.strip(), right.strip()


def _say_plan(plan: Plan) -> None:
    for column, field in plan.mapping.items():
        click.echo(f"  {column} → {field}")
    for field, value in plan.fixed.items():
        click.echo(f"  {field} = {value}")
    if plan.unmapped:
        click.echo(_("Kept as source: %(columns)s", columns=", ".join(plan.unmapped)))


def _run(task: Import, table: Table) -> Report:
    report = Report()
    with closing(tqdm(total=table.total, unit=_("rows"))) as bar:
        for _report in importing.run(task, table, report):
            bar.update(report.rows - bar.n)
    return report


def _say(report: Report, *, dry_run: bool) -> None:
    for problem in report.problems[:SHOWN]:
        where = f"{problem.column}: " if problem.column else ""
        value = f" ({problem.value})" if problem.value else ""
        click.echo(
            _("Row %(row)s: %(what)s", row=problem.row, what=f"{where}{_reason(problem)}{value}"), err=True
        )
    if len(report.problems) > SHOWN:
        click.echo(_("and %(count)s more", count=len(report.problems) - SHOWN), err=True)
    for one in report.revised[:SHOWN]:
        what = ", ".join(one.columns) or _("It would be published.")
        if one.script_only:
            what += f" ({_('Only simplified and traditional forms')})"
        click.echo(_("Row %(row)s would revise S-%(no)s: %(what)s", row=one.row, no=one.no, what=what))
    if report.glued:
        click.echo(
            _("Pinyin glued to characters: %(count)s. --strip-pinyin takes it out.", count=report.glued)
        )
    if dry_run:
        click.echo(_("Dry run: nothing was written."))
    click.echo(
        _(
            "%(created)s new, %(updated)s revised, %(unchanged)s unchanged, %(failed)s rows left out.",
            **report.counts(),
        )
    )


def _reason(problem: Any) -> str:
    return messages.text_for(problem.code, problem.facts)
