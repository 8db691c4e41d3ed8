"""The columns of a portfolio file: the one declaration behind validator, template and help."""

from service.portfolio.contract import Column, FileContract

UNKNOWN = "not known"
LINE_DEFAULT = "the dated default of table line_defaults"
MOST_DAYS = 36_500.0


def _days(name: str, meaning: str, empty: str = LINE_DEFAULT) -> Column:
    return Column(name, "number", meaning, empty, unit="days", maximum=MOST_DAYS)


def _share(name: str, meaning: str, empty: str = LINE_DEFAULT) -> Column:
    return Column(name, "number", meaning, empty, unit="share", maximum=1.0)


TERMS = (
    _days("stock_days", "days of use in stock of the rare-earth goods in the product"),
    _days("transit_days", "days the goods travel from the supplier"),
    _days("lead_days", "days before need at which licences are filed"),
    _share("second_source_share", "share of the goods a qualified second source can replace quickly"),
    Column(
        "origin_shares",
        "origin_shares",
        "where the rare-earth goods come from, as country:share pairs that sum to 1, such as CHN:0.8;JPN:0.2",
        "what the importer uses on record (use_shares), else its customs area, else world supply",
    ),
    _days("requalification_days", "days until the goods are qualified from elsewhere or designed out"),
    Column(
        "licence_kind",
        "choice",
        "kind of licence the goods come under",
        LINE_DEFAULT,
        choices=("individual", "general"),
    ),
    _days("licence_valid_days", "days a licence in hand stays valid"),
    Column("end_use", "choice", "what the product is used for", LINE_DEFAULT, choices=("civil", "defence")),
    Column(
        "buyer_size",
        "choice",
        "how large the company is as a buyer; one answer for the whole company",
        "large where the revenue of all the company's lines is 1 bn USD or more, else small",
        choices=("large", "small"),
    ),
    _share("tariff_borne_share", "share of duties that cannot be passed on"),
)
"""What a company may say for a line, or with material_id for one material of it."""

COMPANY_COLUMNS = (
    Column("country", "country", "seat of the company", UNKNOWN),
    Column("industry", "text", "industry, in words", UNKNOWN),
    Column("lei", "lei", "legal entity identifier, ISO 17442", UNKNOWN),
    Column("isin", "isin", "securities identifier, ISO 6166", UNKNOWN),
    Column("supplier_number", "text", "number of the company in your own systems", UNKNOWN),
)

PORTFOLIO = FileContract(
    "portfolio",
    (
        Column("company_id", "id", "your key of the company", longest=128),
        Column("company_name", "text", "name of the company"),
        Column("product_id", "product", "product of table products; none for revenue without rare earths"),
        Column(
            "importer",
            "importer",
            "where the product is assembled; empty only for product none",
        ),
        Column(
            "annual_units",
            "number",
            "units a year, in the product's functional unit; empty only for product none or with material_id",
            unit="units",
        ),
        Column(
            "annual_revenue_usd", "number", "revenue a year with this product; empty only with material_id", unit="USD"
        ),
        *COMPANY_COLUMNS,
        _share(
            "contribution_margin", "share of revenue lost with an unsold unit", "the product's margin in table products"
        ),
        _share("recovery_share", "share of lost output made up later", "the product's share in table products"),
        *TERMS,
        Column(
            "material_id",
            "material",
            "the row holds for this material only, of the line with the same company, product and importer",
            "the row is a product line",
        ),
        Column("note", "text", "anything", "nothing to add", longest=2_000),
    ),
    examples=(
        {
            "company_id": "0042",
            "company_name": "Example Motors",
            "product_id": "ev_bev_pmsm_single",
            "importer": "DEU",
            "annual_units": "120000",
            "annual_revenue_usd": "4200000000",
            "country": "DEU",
            "stock_days": "30",
            "origin_shares": "CHN:0.8;JPN:0.2",
            "note": "example, replace with your own lines",
        },
        {
            "company_id": "0042",
            "company_name": "Example Motors",
            "product_id": "ev_bev_pmsm_single",
            "importer": "DEU",
            "stock_days": "60",
            "material_id": "ndfeb_traction",
            "note": "for this material only",
        },
        {
            "company_id": "0042",
            "company_name": "Example Motors",
            "product_id": "none",
            "annual_revenue_usd": "1500000000",
            "country": "DEU",
            "note": "revenue without rare earths",
        },
    ),
)
