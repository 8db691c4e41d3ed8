"""What somebody wants of a run: a file, of which companies, in which form of CSV."""

from dataclasses import dataclass, replace

import polars as pl

from service.exports.csv import DEFAULT, CsvForm
from service.exports.selection import Selection
from service.runs.company_query import MOST_ROWS, CompanyQuery
from service.runs.queries import Queries
from service.runs.snapshot import Snapshot

EVERYBODY = CompanyQuery(sort="company_id", limit=MOST_ROWS)


@dataclass(frozen=True)
class Choice:
    """A file by name, the filters its companies match, or the one company of that id."""

    file: str
    companies: CompanyQuery = EVERYBODY
    company_id: str | None = None
    form: CsvForm = DEFAULT

    def of(self, snapshot: Snapshot, queries: Queries) -> Selection:
        """The rows of a run that are meant."""
        return Selection(snapshot, self._ids(snapshot, queries))

    def _ids(self, snapshot: Snapshot, queries: Queries) -> pl.Series | None:
        if self.companies == EVERYBODY:
            return None if self.company_id is None else pl.Series([self.company_id], dtype=pl.String)
        found, wanted = list[str](), self.companies
        while True:
            page = queries.companies(snapshot, wanted)
            found += [row["company_id"] for row in page.rows if self.company_id in (None, row["company_id"])]
            if page.next_cursor is None:
                return pl.Series(found, dtype=pl.String)
            wanted = replace(wanted, cursor=page.next_cursor)
