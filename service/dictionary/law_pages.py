"""The tables of the pages of law and method, with their columns in the order of their files."""

from reference_data.contracts import TABLES
from service.dictionary.entry import day, share
from service.dictionary.law_columns import OF_ACTS, OF_CHANGES, OF_CLOCK, OF_DICTIONARY, OF_DUTY, OF_EVIDENCE, OF_METHOD
from service.dictionary.levels import COLUMNS
from service.dictionary.putting import Pages, like, ordered
from service.dictionary.reference import reference_columns

TARIFF, MEASURES, REGIMES = (
    reference_columns(TABLES[name]) for name in ("tariff_layers", "licence_measures", "licence_regimes")
)
DEFAULTS = reference_columns(TABLES["line_defaults"])
PROVENANCE = "source_id locator confidence basis verified_on note"
LAW = "valid_from valid_to known_from end_known_from"
WAIT = "wait_lag_days wait_shape wait_scale_days denial_share refile_days"
LAW_PAGES: Pages = {
    "/measures": {
        "duty_layers": (
            "one layer of the duty shown on the day",
            ordered(
                f"layer_id programme stacking only_if rate added_rate legal_ref {LAW} {PROVENANCE}", OF_DUTY, TARIFF
            ),
        ),
        "duty": (
            "the duty shown on the day",
            ordered("importer origin line importer_area origin_area rate reason scored_rate assumed", OF_DUTY, TARIFF)
            | {"rate": share("rate on record", "not known: see reason")},
        ),
        "duty_history": (
            "one period in which the duty shown stayed the same",
            {
                "valid_from": day("first day of the period"),
                "valid_to": day("first day after it", "open"),
                "rate": share("rate on record", "not known"),
            }
            | {name: OF_DUTY[name] for name in ("scored_rate", "assumed")},
        ),
        "layer_history": ("one layer that ever applied to the duty shown", like("tariff_layers", ("importer",))),
        "measures": (
            "one act on exports known by the day, with where it stands",
            ordered(
                "measure_id authority legal_ref title origin destinations end_use measure_kind status status_words "
                "end_disputed elements forms control_codes hs_codes announced_on valid_from valid_to suspended_from "
                "suspended_to known_from end_known_from evidence_on statutory_review_working_days confidence basis "
                "verified_on note source_ids",
                MEASURES,
                OF_ACTS,
            ),
        ),
        "claims": (
            "one claim about a disputed date of an act shown",
            ordered(
                "measure_id claim_id fact claimant claim_kind claimed_on said_on scenario_id source_id locator "
                "confidence basis note",
                reference_columns(TABLES["measure_claims"]),
            ),
        ),
        "licence_waits": (
            "one licence regime in force or potential on the day",
            ordered(
                "regime_id authority regime_kind state measure_id title legal_ref status status_words evidence_on "
                "material_classes elements origin destination end_use buyer_size licence_kind valid_from valid_to "
                f"onset_probability {WAIT} evidence newest_evidence_on evidence_notice source_ids",
                OF_ACTS,
                REGIMES,
            ),
        ),
        "changes": ("one change on one day", OF_CHANGES),
    },
    "/method": {
        "worked_example": ("one step of recomputing a score", OF_METHOD["worked_example"]),
        "bands": ("one band", OF_METHOD["bands"]),
        "grades": ("one data grade", OF_METHOD["grades"]),
        "constants": ("one constant of the method", OF_METHOD["constants"]),
        "defaults": (
            "one input a portfolio may leave out, with what stands in",
            ordered("parameter value value_low value_high word basis confidence note", DEFAULTS),
        ),
    },
    "/evidence": {
        "stale": (
            "one figure past the shelf life of its table",
            ordered("table key newest_data_on verified_on age_days shelf_life_days", OF_EVIDENCE, TARIFF),
        ),
        "set_aside": (
            "one trade row that enters no share",
            like(
                "trade_flows",
                (),
                **{name: OF_EVIDENCE[name] for name in ("unit_value_usd_per_kg", "quarantined_because")},
            ),
        ),
        "collected": ("one group of rows of a collected paper", like("collected_rows")),
    },
    "/licence-clock": {
        "applications": (
            "one licence application of a company in the run",
            ordered(
                "company_id company_name state material_id origin filed_on decided_on outcome regime_id authority "
                "elapsed_days elapsed_working_days promised_working_days promise_due_on overdue_working_days "
                "undecided_share reason",
                OF_CLOCK,
                COLUMNS,
            ),
        ),
    },
    "/dictionary": {"dictionary": ("one column of one table", OF_DICTIONARY)},
}
"""Page → its tables, each with what a row is and its columns."""
