"""The tables of a company's pages, with their columns in the order of their files."""

from dataclasses import replace

from reference_data.contracts import TABLES
from service.dictionary.company_columns import (
    OF_CHANGES,
    OF_FUTURES,
    OF_GROUNDS,
    OF_LEVERS,
    OF_PARTS,
    OF_PRICES,
    OF_STAGES,
    OF_WAITS,
    STAGES,
)
from service.dictionary.entry import text, yes_no
from service.dictionary.law_columns import OF_ACTS, OF_CLOCK, OF_DUTY
from service.dictionary.levels import COLUMNS, GRAINS, HEADLINE
from service.dictionary.putting import Pages, ordered
from service.dictionary.reference import reference_columns

REGIMES, LAYERS, EVENTS, SOURCES = (
    reference_columns(TABLES[name]) for name in ("licence_regimes", "tariff_layers", "events", "sources")
)
BY_STAGE = ["passed", "largest_origin", "largest_share", "herfindahl", "used_share", "rule", "met"]
HEAT_MAP = {"element": COLUMNS["element"]} | {
    f"{stage}_{name}": OF_STAGES[name].of(f"{OF_STAGES[name].meaning}; at the stage {stage}")
    for stage in STAGES
    for name in BY_STAGE
}
WAIT = "{0}_wait_shape {0}_wait_scale_days {0}_denial_share {0}_median_days"
FIGURES = (
    "score band expected_annual_loss_usd delay_loss_usd duty_loss_usd premium_loss_usd lost_days "
    "score_difference loss_difference_usd reason"
)
SAVING = "saved_usd saved_points cost_usd net_usd ratio score expected_annual_loss_usd band reason confidence"

OF_COMPANY = {
    "company": ("the company's headline", ordered(" ".join(HEADLINE), COLUMNS)),
    "drivers": ("one driver of the score", ordered("signal driver authority points loss_usd", OF_PARTS, COLUMNS)),
    "chain": (
        "one way from product to origin",
        ordered(
            "product_id material_id element origin product_name material_name element_name origin_name points loss_usd",
            OF_PARTS,
            COLUMNS,
        ),
    ),
    "heat_map": ("one element, all stages side by side", HEAT_MAP),
    "stage_supply": (
        "one element at one stage",
        {"element": COLUMNS["element"]}
        | ordered(f"stage {' '.join(BY_STAGE)} regime_ids supply_year edition source_ids", OF_STAGES),
    ),
    "history": (
        "one run with the company in it",
        ordered(
            "run_id as_of known_at method tables_version score band data_grade expected_annual_loss_usd "
            "delay_points duty_points premium_points reason score_low score_high",
            COLUMNS,
        )
        | {"served": yes_no("whether answers come from this run")},
    ),
    "events": (
        "one dated event on the time line",
        ordered(
            "event_id title event_kind direction event_on known_from verified_on destinations concerns magnitude "
            "date_precision source_id locator confidence basis note",
            EVENTS,
        ),
    ),
    "changes": (
        "what one group of figures moved since the run before",
        ordered("group points expected_annual_loss_usd", OF_CHANGES),
    ),
    "changed_figures": (
        "one figure that differs since the run before",
        ordered("group table key column before after source_id since", OF_CHANGES),
    ),
    "regimes": (
        "one licence regime behind the delay",
        ordered(
            "regime_id measure_id authority legal_ref title status status_words origin destination end_use buyer_size "
            "licence_kind material_classes elements goods regime_kind potential onset_probability half_decided_days "
            "wait_lag_days wait_shape wait_scale_days denial_share valid_from newest_evidence_on verified_on "
            "confidence basis note source_ids",
            OF_GROUNDS,
            OF_PARTS,
            OF_ACTS,
            REGIMES,
        )
        | {"authority": REGIMES["authority"]},
    ),
    "duties": (
        "one duty rate paid",
        ordered("importer origin tariff_line goods duty_rate duty_loss_usd", OF_PARTS, COLUMNS),
    ),
    "duty_layers": (
        "one layer of a duty rate paid",
        ordered(
            "importer origin tariff_line layer_id programme stacking legal_ref rate added_rate duty_rate is_default "
            "valid_from verified_on source_id confidence basis",
            {name: one for name, one in COLUMNS.items() if name == "duty_rate"},
            OF_PARTS,
            {"is_default": OF_GROUNDS["is_default"]},
            {name: replace(one, empty="a default rate stands in") for name, one in (LAYERS | OF_DUTY).items()},
        )
        | ordered("importer origin tariff_line", COLUMNS),
    ),
    "prices": (
        "one element's prices on both sides",
        ordered(
            "element price_inside_usd_per_kg price_inside_usd_per_kg_low price_inside_usd_per_kg_high "
            "price_outside_usd_per_kg price_outside_usd_per_kg_low price_outside_usd_per_kg_high "
            "quoted_share quoted_share_low quoted_share_high price_inside_on price_outside_on "
            "price_inside_source_id price_outside_source_id quoted_share_source_id "
            "price_inside_confidence price_outside_confidence quoted_share_confidence",
            OF_PRICES,
            OF_GROUNDS,
            COLUMNS,
        ),
    ),
    "origins": (
        "where one material comes from in one mix",
        {"goods": text("the material, by name")} | ordered("mix origins data_years source_ids", OF_GROUNDS, OF_STAGES),
    ),
    "defaults": ("one input taken from a default", ordered("name values", OF_GROUNDS)),
    "waits": (
        "one licence wait: prior, evidence, own files and what they make",
        ordered(
            "material_id origin destination regime_id authority prior_basis "
            f"{WAIT.format('prior')} {WAIT.format('public')} {WAIT.format('posterior')} "
            "evidence_filed evidence_approved evidence_denied evidence_waited_days evidence_weight "
            "own_filed own_approved own_denied own_pending own_withdrawn own_waited_days",
            OF_WAITS,
            COLUMNS,
            REGIMES,
        ),
    ),
    "applications": (
        "one licence application of the company",
        ordered(
            "filed_on decided_on promise_due_on material_id origin outcome regime_id authority reason elapsed_days "
            "elapsed_working_days promised_working_days overdue_working_days undecided_share",
            OF_CLOCK,
            COLUMNS,
        ),
    ),
    "lines": (
        GRAINS["line"][0],
        ordered(
            "line_id product_id product importer annual_units revenue_usd contribution_margin recovery_share "
            "lost_share lost_days revenue_at_risk_usd delay_loss_usd duty_loss_usd premium_loss_usd "
            "expected_annual_loss_usd defaults_used reason",
            OF_PARTS,
            COLUMNS,
        ),
    ),
    "sources": (
        "one source the page rests on",
        ordered(
            "source_id producer title published accessed used_for confidence url licence",
            {"confidence": text("least confidence of the rows that rest on it", "not stated")},
            OF_GROUNDS,
            SOURCES,
        ),
    ),
}
COMPANY_PAGES: Pages = {
    "/companies/<company_id>": OF_COMPANY,
    "/companies/<company_id>/outlook": {
        "futures": (
            "the company in one named future, the mixture last",
            ordered(f"scenario_id title probability {FIGURES}", OF_FUTURES, COLUMNS),
        ),
        "offline": (
            "the company with one origin offline",
            ordered(f"scenario_id origin origin_name {FIGURES}", OF_FUTURES, COLUMNS),
        ),
    },
    "/companies/<company_id>/levers": {
        "levers": (
            "one lever, recomputed",
            ordered(f"lever_id title origin {SAVING} changes assumptions", OF_LEVERS, COLUMNS),
        ),
        "pairs": ("two levers pulled together", ordered(f"pair {SAVING} saved_apart_usd", OF_LEVERS, COLUMNS)),
        "not_applicable": ("one lever that does not apply", ordered("lever_id title reason", OF_LEVERS)),
        "assumptions": (
            "one amount or cost that levers rest on",
            ordered(
                "name value value_low value_high unit meaning given confidence basis source_id locator note", OF_LEVERS
            ),
        ),
    },
}
