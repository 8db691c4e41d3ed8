"""`exposure duty`: the duty on a tariff line, layer by layer."""

import re
from datetime import date

import click

from reference_data.loader import Tables, load_tables
from scoring.duty import DutyAnswer, customs_areas, duty_answer
from service.cli.dates import AS_OF, DAY, today
from service.percent_words import percent
from service.portfolio.nearest import Search
from service.refusal import Refusal
from service.settings import Settings


@click.command("duty")
@click.option("--importer", required=True, help="Country or customs area that levies the duty, such as USA or EU27.")
@click.option("--origin", required=True, help="Country the goods come from, such as CHN.")
@click.option("--line", "tariff_line", required=True, help="Tariff line, 4 to 10 digits; points are left out.")
@click.option("--as-of", type=AS_OF, default=None, help="Day of entry (default: today).")
@click.option(
    "--known-at", type=DAY, default=None, help="Use only what was known by this day (default: the day of entry)."
)
@click.pass_obj
def command(
    settings: Settings, importer: str, origin: str, tariff_line: str, as_of: date | None, known_at: date | None
) -> None:
    """Print the duty rate of a tariff line from an origin on a day, and every layer that makes it up."""
    day = as_of or today()
    tables = load_tables(settings.tables_dir)
    for name, code in (("--importer", importer), ("--origin", origin)):
        _check_country(tables, name, code, day)
    answer = duty_answer(
        tables, importer=importer, origin=origin, tariff_line=_digits(tariff_line), as_of=day, known_at=known_at or day
    )
    for line in duty_lines(tables, answer):
        click.echo(line)
    if answer.rate is None:
        raise Refusal(f"duty of {importer} on {tariff_line} from {origin} on {day} is not known: {answer.reason}")


def duty_lines(tables: Tables, answer: DutyAnswer) -> list[str]:
    """The rate as "27.1 %" and one line a layer: what it adds, its act, since when, and its source."""
    if answer.rate is None:
        return []
    sources = {row["source_id"]: row for row in tables["sources"].iter_rows(named=True)}
    lines = [f"{percent(answer.rate)}" + (f" ({answer.reason})" if answer.reason else "")]
    for layer in answer.layers.iter_rows(named=True):
        source = sources[layer["source_id"]]
        added = "exempt" if layer["stacking"] == "exempt" else f"+{percent(layer['added_rate'])}"
        cited = ", ".join(filter(None, (source["producer"], source["title"], layer["locator"], source["url"])))
        condition = f", if {layer['only_if']}" if layer["only_if"] else ""
        act = f"{layer['programme']}: {layer['legal_ref']}, since {layer['valid_from']}{condition}"
        lines.append(f"  {added:>8}  {act} [{cited}]")
    return lines


def _digits(text: str) -> str:
    digits = text.replace(".", "").replace(" ", "")
    if not re.fullmatch(r"[0-9]{4,10}", digits):
        raise Refusal(f"--line {text}: a tariff line has 4 to 10 digits, such as 8505110070")
    return digits


def _check_country(tables: Tables, option: str, code: str, day: date) -> None:
    known = customs_areas(tables, day)
    if code not in known:
        names = dict(tables["countries"].select("country", "name").iter_rows())
        near = " or ".join(Search().country(code, names))
        raise Refusal(
            f"{option} {code}: not a country code we know (three letters, or EU27)"
            + (f"; did you mean {near}?" if near else "")
        )
