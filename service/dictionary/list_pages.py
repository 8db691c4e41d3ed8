"""The tables of the list of companies, with their columns in the order of their files."""

from service.dictionary.entry import Meaning, chosen, listed, text, yes_no
from service.dictionary.levels import COLUMNS, HEADLINE, STAMP
from service.dictionary.putting import Pages

OF_LISTING = {
    "portfolio": text("portfolio the company is in", "in none any more"),
    "categories": listed("markets of its products"),
    "importers": listed("where its products are assembled"),
    "elements": listed("rare earths in its products"),
}
DEMONSTRATION = {"demonstration": yes_no("whether it is of the demonstration")}
COMPANY: dict[str, Meaning] = chosen(COLUMNS, HEADLINE)
"""The columns of the company level before the stamp."""

LIST_PAGES: Pages = {
    "/companies": {"companies": ("one company of the list", COMPANY | OF_LISTING | STAMP | DEMONSTRATION)},
}
