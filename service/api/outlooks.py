"""Outlooks worked out lately: each is a dozen scorings and more, and stays true of the state it was worked out of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from service.outlook import CompanyOutlook

MOST_KEPT = 200


@dataclass
class Outlooks:
    """The last outlooks by run id, which stands for days, portfolios, tables and method, and company."""

    _kept: dict[tuple[str, str], CompanyOutlook] = field(default_factory=dict)
    _changing: Lock = field(default_factory=Lock)

    def recall(self, run_id: str, company_id: str, find: Callable[[], CompanyOutlook]) -> CompanyOutlook:
        """The outlook of a company in that state, worked out if it is not at hand; the oldest makes room."""
        key = (run_id, company_id)
        known = self._kept.get(key)
        if known is not None:
            return known
        found = find()
        with self._changing:
            self._kept[key] = found
            if len(self._kept) > MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
        return found
