"""A portfolio in parts that can be scored each by itself: no company is in two of them."""

from itertools import pairwise

import polars as pl

from scoring.portfolio import Portfolio
from scoring.profiles import sorted_lines


def partitions(portfolio: Portfolio, most_lines: int) -> list[Portfolio]:
    """The portfolio in the order of its companies, in parts of about so many lines; an empty one is one part."""
    if portfolio.lines.height <= most_lines:
        return [portfolio]
    lines = sorted_lines(portfolio.lines)
    ends = lines.select(ends=pl.col("company_id").rle().struct.field("len").cum_sum())["ends"]
    part = (ends - 1) // most_lines
    # A company that begins in one part and ends in the next belongs to the next; after the last there is none.
    cuts = [0, *ends.filter((part != part.shift(-1)).fill_null(True)).to_list()]
    return [_part(portfolio, lines[first:last]) for first, last in pairwise(cuts)]


def _part(portfolio: Portfolio, lines: pl.DataFrame) -> Portfolio:
    first, last = lines["company_id"][0], lines["company_id"][-1]
    own = pl.col("company_id").is_between(pl.lit(first), pl.lit(last))
    return Portfolio(lines, portfolio.overrides.filter(own), portfolio.applications.filter(own))
