"""The tables of a company's page that say where its figures come from."""

from collections.abc import Iterator, Mapping
from typing import Any

from service.pages.company import CompanyPage
from service.pages.made_tables import COUNT, DAY, NUMBER, TEXT, TEXTS, YES, Schema, columns, made
from service.pages.tables import PageTable

REGIMES: Schema = {
    **columns(TEXT, "regime_id measure_id authority legal_ref title status status_words"),
    **columns(TEXT, "origin destination end_use buyer_size licence_kind"),
    **columns(TEXTS, "material_classes elements goods"),
    "regime_kind": TEXT,
    "potential": YES,
    **columns(NUMBER, "onset_probability half_decided_days wait_lag_days wait_shape wait_scale_days denial_share"),
    **columns(DAY, "valid_from newest_evidence_on verified_on"),
    **columns(TEXT, "confidence basis note"),
    "source_ids": TEXTS,
}
DUTIES: Schema = {
    **columns(TEXT, "importer origin tariff_line"),
    "goods": TEXTS,
    **columns(NUMBER, "duty_rate duty_loss_usd"),
}
LAYERS: Schema = {
    **columns(TEXT, "importer origin tariff_line layer_id programme stacking legal_ref"),
    **columns(NUMBER, "rate added_rate duty_rate"),
    "is_default": YES,
    **columns(DAY, "valid_from verified_on"),
    **columns(TEXT, "source_id confidence basis"),
}
PRICE = "price_{}_usd_per_kg price_{}_usd_per_kg_low price_{}_usd_per_kg_high"
PRICES: Schema = {
    "element": TEXT,
    **columns(NUMBER, f"{PRICE.format(*['inside'] * 3)} {PRICE.format(*['outside'] * 3)}"),
    **columns(NUMBER, "quoted_share quoted_share_low quoted_share_high"),
    **columns(DAY, "price_inside_on price_outside_on"),
    **columns(TEXT, "price_inside_source_id price_outside_source_id quoted_share_source_id"),
    **columns(TEXT, "price_inside_confidence price_outside_confidence quoted_share_confidence"),
}
ORIGINS: Schema = {
    **columns(TEXT, "goods mix"),
    **columns(TEXTS, "origins data_years source_ids"),
}
WAIT = "{0}_wait_shape {0}_wait_scale_days {0}_denial_share {0}_median_days"
WAITS: Schema = {
    **columns(TEXT, "material_id origin destination regime_id authority prior_basis"),
    **columns(NUMBER, " ".join(WAIT.format(side) for side in ("prior", "public", "posterior"))),
    **columns(NUMBER, "evidence_filed evidence_approved evidence_denied evidence_waited_days evidence_weight"),
    **columns(NUMBER, "own_filed own_approved own_denied own_pending own_withdrawn own_waited_days"),
}
APPLICATIONS: Schema = {
    **columns(DAY, "filed_on decided_on promise_due_on"),
    **columns(TEXT, "material_id origin outcome regime_id authority reason"),
    **columns(COUNT, "elapsed_days elapsed_working_days promised_working_days overdue_working_days"),
    "undecided_share": NUMBER,
}
LINES: Schema = {
    **columns(TEXT, "line_id product_id product importer"),
    **columns(NUMBER, "annual_units revenue_usd contribution_margin recovery_share lost_share lost_days"),
    **columns(NUMBER, "revenue_at_risk_usd delay_loss_usd duty_loss_usd premium_loss_usd expected_annual_loss_usd"),
    **columns(TEXT, "defaults_used reason"),
}
DEFAULTS: Schema = {"name": TEXT, "values": TEXTS}
SOURCES: Schema = {
    **columns(TEXT, "source_id producer title"),
    **columns(DAY, "published accessed"),
    "used_for": TEXTS,
    **columns(TEXT, "confidence url licence"),
}


def ground_tables(view: CompanyPage) -> list[PageTable]:
    """Regimes, duties, prices, origins, defaults, waits, applications, lines and sources."""
    return [
        made("regimes", REGIMES, lambda: _regimes(view)),
        made("duties", DUTIES, lambda: _duties(view)),
        made("duty_layers", LAYERS, lambda: [layer for duty in view.duties for layer in duty.layers]),
        made("prices", PRICES, lambda: view.prices),
        made("origins", ORIGINS, lambda: _origins(view)),
        made("defaults", DEFAULTS, lambda: _defaults(view)),
        made("waits", WAITS, lambda: (_flat(wait.model_dump()) for wait in view.waits)),
        made("applications", APPLICATIONS, lambda: (file.model_dump() for file in view.applications)),
        made("lines", LINES, lambda: _lines(view)),
        made("sources", SOURCES, lambda: _sources(view)),
    ]


def _regimes(view: CompanyPage) -> Iterator[dict[str, Any]]:
    for act in view.acts:
        for regime in act.regimes:
            found = {"half_decided_days": regime.typical_days, "newest_evidence_on": regime.newest}
            yield {**regime.rule, **found, "goods": regime.goods}


def _duties(view: CompanyPage) -> Iterator[dict[str, Any]]:
    for duty in view.duties:
        yield {
            "importer": duty.importer,
            "origin": duty.origin,
            "tariff_line": duty.line,
            "goods": duty.goods,
            "duty_rate": duty.rate,
            "duty_loss_usd": duty.loss_usd,
        }


def _origins(view: CompanyPage) -> Iterator[dict[str, Any]]:
    for supply in view.supplies:
        yield {
            "goods": supply.goods,
            "mix": supply.mix,
            "origins": [f"{country}:{share!r}" for country, share in supply.origins],
            "data_years": list(map(str, supply.data_years)),
            "source_ids": supply.source_ids,
        }


def _defaults(view: CompanyPage) -> Iterator[dict[str, Any]]:
    return ({"name": name, "values": [f"{value:g}" for value in values]} for name, values in view.defaults)


def _lines(view: CompanyPage) -> Iterator[dict[str, Any]]:
    names = view.names.products
    return ({**line, "product": names.get(line["product_id"], line["product_id"])} for line in view.lines)


def _sources(view: CompanyPage) -> Iterator[dict[str, Any]]:
    return ({**one.source, "used_for": one.used_for, "confidence": one.confidence} for one in view.cited)


def _flat(told: Mapping[str, Any]) -> dict[str, Any]:
    """Parts of an answer as columns, the name of the part in front."""
    found: dict[str, Any] = {}
    for name, value in told.items():
        found |= {f"{name}_{part}": cell for part, cell in value.items()} if isinstance(value, dict) else {name: value}
    return found
