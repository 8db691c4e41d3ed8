"""The heads of the ranked list, each of which sorts it."""

from dataclasses import dataclass

from service.pages.addresses import Parameters, address

USUAL_SORT = "-score"
COLUMNS = {
    "company_name": "Company",
    "score": "Score, 0–100",
    "expected_annual_loss_usd": "Expected annual loss, USD",
    "revenue_at_risk_usd": "Revenue at risk, USD",
    "lost_days": "Lost days a year",
    "data_grade": "Data grade",
}


@dataclass(frozen=True)
class Head:
    """One column of the list: its name and title, where its sorting leads, and how it is sorted now, if it is."""

    name: str
    title: str
    address: str
    sorted: str


def heads(sort: str, others: Parameters) -> dict[str, Head]:
    """The columns of a list sorted so, by name; `others` is what its address asks for besides."""
    return {name: _head(name, sort, others) for name in COLUMNS}


def _head(name: str, sort: str, others: Parameters) -> Head:
    column, down = sort.removeprefix("-"), sort.startswith("-")
    # The first click on a figure puts the riskiest first, on a name the alphabet.
    usual = name if name in ("company_name", "data_grade") else f"-{name}"
    turned = column if down else f"-{column}"
    wanted = turned if column == name else usual
    parameters = {**others, **({} if wanted == USUAL_SORT else {"sort": wanted})}
    state = ("descending" if down else "ascending") if column == name else ""
    return Head(name, COLUMNS[name], address("/", parameters), state)
