"""The tables of the pages of comparison, what-if, portfolios, import, runs and long work."""

from service.dictionary.entry import Meaning, count, day, number, share, text, usd, yes_no
from service.dictionary.levels import COLUMNS, HEADLINE, UNSCORED
from service.dictionary.list_pages import DEMONSTRATION, OF_LISTING
from service.dictionary.putting import Pages, ordered

MOMENT = "in UTC, such as 2026-11-23T02:15:00Z"
OF_SIDES = {
    "defaults_count": count("how many defaults were taken", "", UNSCORED),
    "driver_signal": text("signal of the driver with the most points", "nothing drives a score"),
    "driver_material": text("its material, by name", "nothing drives a score"),
    "driver_authority": text("its authority", "a duty or premium, or nothing drives a score"),
    "driver_points": number("its points", "points", "nothing drives a score"),
    "driver_loss_usd": usd("its loss", "nothing drives a score"),
}
OF_PAIRS = {
    "first": text("company_id of the first"),
    "second": text("company_id of the second"),
    "first_name": text("name of the first"),
    "second_name": text("name of the second"),
    "score_difference": number("score of the first less that of the second", "points", "one has none: see reason"),
    "shared_part": share("part of the shorter interval that both share", "one has none: see reason"),
    "distinguishable": yes_no("whether half of the shorter interval or less is shared", "one has none: see reason"),
    "reason": text("why the pair cannot be compared", "it can"),
}
OF_WHAT_IF = {
    "figure": text("column of the company level"),
    "before": number("as it is", "as in the name of the figure", UNSCORED),
    "after": number("with the changes", "as in the name of the figure", UNSCORED),
    "difference": number("after less before", "as in the name of the figure", UNSCORED),
    "side": text("which side of the what-if", values="before, after"),
}
OF_CELLS = {
    "what": text("what was changed: lines, a table, regimes, duty layers or the speed of licences"),
    "key": text("key of the row, joined by a slash", "the change is of no row"),
    "how": text("how it was changed", values="set, added, removed"),
    "column": text("column that differs"),
    "before": text("value before", "not stated"),
    "after": text("value after", "not stated"),
}
OF_BOOK = {
    "portfolio": text("name of the portfolio", "in none any more"),
    "companies": count("how many companies", "companies"),
    "scored": count("how many of them have a score", "companies"),
    "highest_score": number("highest score among them", "points", "none has a score"),
    "loss_share": share("part of the loss of all of them together", "nothing is lost"),
    "running_share": share("part of the loss that it and those above have together", "nothing is lost"),
    "company_share": share("part of all companies", "there are none"),
    "band": text("word for the score", "no score", "negligible, low, moderate, high, severe"),
    "score_from": count("lowest score counted", "points"),
    "score_to": count("end of the scores counted", "points"),
    "data_grade": text("data grade", "nothing to grade", "A, B, C, D"),
    "held_by": text("what losses are sorted by"),
    "herfindahl": number("Herfindahl index: the sum of squared shares of the loss", "", "nothing is lost"),
    "as_many_as": number("how many equal parts would be as concentrated", "", "nothing is lost"),
    "top_share": share("share of the largest part", "nothing is lost"),
    "key": text("what the loss hangs on", "on nothing of the kind"),
    "name": text("the same by name"),
    "loss_usd": usd("part of the expected annual loss"),
    "share": share("the same as a share"),
    "state": text("whether there is no score, or one for a part of the revenue"),
    "reason": text("why", "not stated"),
    "expected_annual_loss_usd": usd("expected annual loss", "no score"),
    "revenue_at_risk_usd": usd("revenue of the days expected to be lost", "no score"),
}
HELD = ("signal", "authority", "act", "material", "origin", "element", "importer")
OF_WORK = {
    "status": text("how it stands", values="waiting, running, done, failed, stopped"),
    "served": yes_no("whether answers come from this run, and no later attempt published it again"),
    "started": text(f"moment it began, {MOMENT}", "not on record"),
    "finished": text(f"moment it ended, {MOMENT}", "it has not ended, or that is not on record"),
    "seconds": number("how long it took", "s", "it has not ended, or that is not on record"),
    "companies": count("companies in it", "companies", "not published, or no longer kept"),
    "rows": count("rows of all levels together", "rows", "not published"),
    "run_id": text("the run", "not published"),
    "changes_from": text("run since which it is recorded what moved every company", "it is not"),
    "reason": text("why it failed or stopped", "it did not"),
    "title": text("the work in words"),
    "kind": text("what kind of work", values="rescore, import, export"),
    "stage": text("what it is at", "it has not begun"),
    "done": count("how much of the stage is done", "as the stage counts"),
    "of": count("how much there is to do", "as the stage counts", "nobody can say"),
    "asked": text(f"moment it was asked for, {MOMENT}"),
    "outcome": text("what came of it", "nothing yet"),
}
OF_IMPORT = {
    "portfolio": text("name of the portfolio"),
    "version": text("version stored now", "none: only applications are stored"),
    "companies": count("companies in it", "companies", "none is stored"),
    "lines": count("product lines in it", "lines", "none is stored"),
    "file_name": text("file it came from", "not on record"),
    "imported": day("day of the import", "not on record"),
    "applications": text("version of its licence applications", "none are stored"),
    "row": count("number of the row in the file, the header being 1", "", "the file as a whole"),
    "column": text("column of the fault", "the row as a whole"),
    "problem": text("what is wrong"),
    "value": text("what the cell says", "empty"),
    "suggestion": text("what would be right", "nobody can say"),
}
EXPOSED = "company_id company_name portfolio score band expected_annual_loss_usd loss_share running_share"


def book(whole: bool) -> dict[str, tuple[str, dict[str, Meaning]]]:
    """The tables of the overview of one portfolio, or of all together."""

    def told(names: str) -> dict[str, Meaning]:
        return ordered(names, OF_BOOK, COLUMNS)

    figures = "companies scored highest_score revenue_usd expected_annual_loss_usd revenue_at_risk_usd loss_share"
    all_of_them = {"portfolios": ("one portfolio", told(f"portfolio {figures}") | DEMONSTRATION)}
    return {
        "exposures": ("one company with a score", told(f"{EXPOSED} revenue_at_risk_usd data_grade")),
        **(all_of_them if whole else {}),
        "bands": ("one band", told("band companies company_share expected_annual_loss_usd revenue_at_risk_usd")),
        "scores": ("one span of scores", told("score_from score_to companies")),
        "grades": ("one data grade", told("data_grade companies company_share expected_annual_loss_usd")),
        "concentration": ("one way to sort losses", told("held_by herfindahl as_many_as top_share")),
        **{f"by_{name}": (f"one {name} that losses hang on", told("key name loss_usd share")) for name in HELD},
        "incomplete": (
            "one company without a score, or scored for a part of its revenue",
            told("company_id company_name state covered_revenue_share revenue_usd reason"),
        ),
    }


DESK_PAGES: Pages = {
    "/compare": {
        "companies": (
            "one of the companies side by side",
            ordered(
                "company_id company_name portfolio band data_grade demonstration score score_low score_high "
                "revenue_usd covered_revenue_share expected_annual_loss_usd revenue_at_risk_usd lost_days delay_points "
                "duty_points premium_points delay_loss_usd duty_loss_usd premium_loss_usd defaults_count defaults_used "
                "driver_signal driver_material driver_authority driver_points driver_loss_usd reason",
                OF_SIDES,
                OF_LISTING,
                DEMONSTRATION,
                COLUMNS,
            ),
        ),
        "pairs": ("two of the companies", OF_PAIRS),
    },
    "/companies/<company_id>/what-if": {
        "difference": ("one figure before and after", ordered("figure before after difference", OF_WHAT_IF)),
        "sides": ("one side of the what-if", ordered(f"side {' '.join(HEADLINE)}", OF_WHAT_IF, COLUMNS)),
        "changed": ("one value that differs", OF_CELLS),
    },
    "/portfolios": book(whole=True),
    "/portfolios/<portfolio>": book(whole=False),
    "/import": {
        "portfolios": (
            "one portfolio that is stored",
            ordered("portfolio version companies lines file_name imported applications", OF_IMPORT),
        )
    },
    "/import/<name>/<token>": {
        "faults": ("one fault of an upload", ordered("row column problem value suggestion", OF_IMPORT))
    },
    "/import/<name>/delete": {},
    "/runs": {
        "runs": (
            "one run, or attempt at one",
            ordered(
                "as_of known_at run_id status served started finished seconds companies rows changes_from reason",
                OF_WORK,
                COLUMNS,
            ),
        )
    },
    "/jobs": {
        "jobs": (
            "one piece of long work",
            ordered("title kind status stage done of asked finished outcome reason", OF_WORK),
        )
    },
    "/jobs/<job>": {},
}
