"""`exposure import`: a portfolio file, or licence applications, all or nothing."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import click

from reference_data.loader import load_tables
from service.batch import utc_now
from service.cli.progress import progress
from service.importing import ImportDesk, Sent
from service.portfolio.application_columns import LICENCE_APPLICATIONS
from service.portfolio.column_map import column_map
from service.portfolio.columns import PORTFOLIO
from service.portfolio.contract import FileContract
from service.portfolio.corrected import corrected_csv, corrected_xlsx
from service.portfolio.limits import MIB, MOST_FILE_BYTES
from service.portfolio.manner import IDENTIFIERS
from service.portfolio.report import FileReport, left_out_words
from service.portfolio.store import OWN
from service.portfolio.template import template_csv, template_xlsx
from service.portfolio.vocabulary import Vocabulary
from service.refusal import Refusal
from service.runs.files import replacing
from service.settings import Settings
from service.state.record import Record


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--portfolio", default=OWN, show_default=True, help="Name of the portfolio the file replaces.")
@click.option("--dry-run", is_flag=True, help="Only say what is wrong; store nothing.")
@click.option("--accept-valid", is_flag=True, help="Take the rows without faults.")
@click.option("--applications", is_flag=True, help="The file holds licence applications.")
@click.option("--template", is_flag=True, help="Write an empty form with examples to FILE, CSV or XLSX, and stop.")
@click.option(
    "--corrected", type=click.Path(path_type=Path), help="Where to write the file with its faults, CSV or XLSX."
)
@click.option("--map", "pairs", multiple=True, metavar="HEADING=COLUMN", help="Read a heading of yours as that column.")
@click.option("--merge-by", type=click.Choice(IDENTIFIERS), help="Make companies that share this identifier one.")
@click.pass_obj
def command(settings: Settings, /, file: Path, template: bool, corrected: Path | None, **asked: Any) -> None:
    """Import a portfolio, or licence applications, from CSV or XLSX.

    Every fault is one line with its row and column. A file with faults is not imported, unless --accept-valid takes
    its other rows. An import replaces the whole portfolio of that name; exposure rescore scores it, exposure portfolios
    undo takes it back. Headings mapped with --map are remembered for the next file of that portfolio; HEADING= leaves a
    column out.
    """
    contract = LICENCE_APPLICATIONS if asked["applications"] else PORTFOLIO
    if template:
        _write_template(settings, file, contract)
        return
    columns = column_map(asked["pairs"], contract)
    sent = Sent(asked["portfolio"], file.name, _content(file), asked["applications"], columns, asked["merge_by"])
    with progress("reading tables") as tell, _record(settings, asked["dry_run"]) as record:
        vocabulary = Vocabulary.of(load_tables(settings.tables_dir))
        desk = ImportDesk(settings.home, vocabulary, record, utc_now, report=tell)
        valid, dry_run = asked["accept_valid"], asked["dry_run"]
        report = desk.check(sent, accept_valid=valid) if dry_run else desk.take(sent, accept_valid=valid).report
    for line in [*report.messages, *(f"note: {note}" for note in report.notes)]:
        click.echo(line, err=True)
    if corrected is not None and report.faults:
        _write_corrected(report, corrected)
    if report.accepted_rows == 0:
        raise Refusal(f"{file}: nothing is imported")
    click.echo(_outcome(report, file, sent.portfolio, dry_run))


def _record(settings: Settings, dry_run: bool) -> AbstractContextManager[Record | None]:
    """The record; none for a dry run where nothing is on record yet, since that leaves no trace."""
    known = settings.database_url or (settings.home / "state.sqlite").exists()
    return nullcontext() if dry_run and not known else Record(settings.state_url)


def _content(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        if size > MOST_FILE_BYTES:
            most = MOST_FILE_BYTES // MIB
            raise Refusal(f"{file}: has {size // MIB} MiB, at most {most} are read: split it in several portfolios")
        return file.read_bytes()
    except OSError as error:
        raise Refusal(f"{file}: cannot be read: {error.strerror or error}") from error


def _write_template(settings: Settings, path: Path, contract: FileContract) -> None:
    if path.exists():
        raise Refusal(f"{path}: is there already; name a new file for the template")
    vocabulary = Vocabulary.of(load_tables(settings.tables_dir))
    _write(path, template_xlsx(contract, vocabulary) if _is_xlsx(path) else template_csv(contract))
    click.echo(f"{path}: template written")


def _write_corrected(report: FileReport, path: Path) -> None:
    content = corrected_xlsx(report) if _is_xlsx(path) else corrected_csv(report)
    if content is not None:
        _write(path, content)


def _is_xlsx(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx"


def _write(path: Path, content: bytes) -> None:
    try:
        with replacing(path.absolute()) as aside:
            aside.write_bytes(content)
    except OSError as error:
        raise Refusal(f"{path}: cannot be written: {error.strerror or error}") from error


def _outcome(report: FileReport, file: Path, portfolio: str, dry_run: bool) -> str:
    rows = f"{report.accepted_rows} of {report.rows} rows"
    if dry_run:
        return f"{file}: {rows} can be imported; nothing is stored"
    left_out = left_out_words(report.left_out, len(report.faults))
    return f"{file}: {rows} imported as {portfolio}, version {report.version}{left_out}"
