"""What the columns mean that only the pages of law and method have."""

from service.dictionary.entry import count, day, listed, number, share, text, yes_no
from service.dictionary.levels import COLUMNS

OF_DUTY = {
    "added_rate": share("what the layer adds to the rate", "its rate was not read"),
    "line": text("tariff line asked for"),
    "importer_area": text("customs area that levies the duty"),
    "origin_area": text("customs area of origin"),
    "reason": text("why the rate is not known, 0 without a layer, or that of a part of the line", "nothing to say"),
    "scored_rate": share("rate that scores take, with assumptions where the rate is not known"),
    "assumed": yes_no("whether an assumption is in scored_rate"),
}
OF_ACTS = {
    "status": text(
        "where the act stands on the day",
        "no act behind it",
        "announced, in_force, suspended, disputed, ended, called_off",
    ),
    "status_words": text("the same in words, with who claims what where it is disputed", "no act behind it"),
    "end_disputed": yes_no("whether the claimants known by then name different ends"),
    "elements": listed("elements named"),
    "forms": listed("forms of goods named"),
    "control_codes": listed("codes of the control list"),
    "hs_codes": listed("tariff codes named"),
    "source_ids": listed("sources of table sources"),
    "state": text("whether the regime holds on the day", values="in_force, potential"),
    "title": text("title of the act", "no act behind it"),
    "legal_ref": text("number of the act", "no act behind it"),
    "measure_id": text("measure of table licence_measures", "no act behind it"),
    "evidence_on": day("newest evidence on what became of the act", "none"),
    "evidence": listed("observations of table licence_observations known on the day"),
    "newest_evidence_on": day("day of the newest of them", "none"),
    "evidence_notice": text("says so where the day is past the newest evidence", "it is not"),
    **{
        name: COLUMNS[name]
        for name in ("wait_lag_days", "wait_shape", "wait_scale_days", "denial_share", "refile_days")
    },
    "onset_probability": COLUMNS["onset_probability"],
}
OF_CHANGES = {
    "day": day("day on which something of what the page shows changes"),
    "subject": text("what changes: an act, the ways of treating files, the duty shown"),
    "what": text("how it changes, as far as it was known on the day shown"),
}
OF_METHOD = {
    "worked_example": {
        "table": text("export the figures are taken from"),
        "what": text("what the step works out"),
        "formula": text("the formula in words"),
        "figures": text("the formula with the figures of the rows in it"),
        "unit": text("unit of the result"),
        "computed": number("what comes out", "as in unit"),
        "exported": number("what the export says", "as in unit"),
        "difference": number("computed less exported: rounding", "as in unit"),
    },
    "bands": {
        "band": text("word for a score"),
        "score_from": number("lowest score of the band", "points"),
        "score_below": number("first score above the band", "points", "the highest band"),
        "loss_share_from": share("expected annual loss of revenue at the lowest score"),
    },
    "grades": {
        "data_grade": text("data grade"),
        "own_evidence_share_from": share("lowest share of the loss that rests on the company's own figures"),
    },
    "constants": {
        "constant": text("name of the constant in the method"),
        "value": text("its value; as text, since some are words"),
        "unit": text("its unit; empty where it has none"),
        "meaning": text("what it does"),
    },
}
OF_EVIDENCE = {
    "table": text("reference table of the figure"),
    "key": text("what the figure is about"),
    "newest_data_on": day("day of the newest figure", "figures of the table have no day of their own"),
    "age_days": count("days since the older of newest_data_on and verified_on", "days"),
    "shelf_life_days": count("days the table gives a figure", "days"),
    "unit_value_usd_per_kg": number("value over mass", "USD/kg", "no mass is given"),
    "quarantined_because": text("why the row enters no share"),
}
OF_CLOCK = {
    "state": text("where the file stands", values="overdue, pending, decided"),
    "filed_on": day("day of filing"),
    "decided_on": day("day of the decision or withdrawal", "pending on the day"),
    "outcome": text("what became of it", values="approved, denied, pending, withdrawn"),
    "regime_id": text("regime it counts under", "it has no effect: see reason"),
    "authority": text("authority that decides", "it has no effect: see reason"),
    "elapsed_days": count("days from filing to the decision, or to the day", "days"),
    "elapsed_working_days": count("the same, Mondays to Fridays", "working days"),
    "promised_working_days": count("review time the act promises", "working days", "none is promised"),
    "promise_due_on": day("day the promise falls due", "none is promised"),
    "overdue_working_days": count("working days beyond the promise; 0 within it", "working days", "none is promised"),
    "undecided_share": share("share of files expected to be undecided after as long", "it has no effect: see reason"),
    "reason": text("why the file has no effect on the score", "it has one"),
}
OF_DICTIONARY = {
    "part": text("where the table is exported"),
    "table": text("name of the table"),
    "column": text("name of the column"),
    "kind": text("kind of its cells", values="text, list, number, integer, date, yes or no"),
    "unit": text("unit of its figures; empty where they have none"),
    "meaning": text("what it holds"),
    "values": text("which values it may hold; empty where any will do"),
    "empty": text("what an empty cell means"),
}
