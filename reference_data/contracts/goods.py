"""Contracts of what is traded and built: elements, countries, materials, products and who supplies whom."""

from reference_data.contract import Column, Shares, ShelfLife, Table
from reference_data.contracts.common import (
    ASSUMPTION_EXPLAINED,
    CODE,
    DATED,
    EDITION,
    PROVENANCE,
    SLUG,
    VALIDITY_RULES,
    low_mid_high,
    number,
    ranged,
)

RULES = (*VALIDITY_RULES, ASSUMPTION_EXPLAINED)
STAGES = ("mining", "separation", "metal", "magnet", "compound", "assembly")

ELEMENTS = Table(
    "elements",
    grain="one rare-earth element",
    key=("element",),
    columns=(
        Column("element", "text", "symbol", pattern=r"^[A-Z][a-z]?$"),
        Column("name", "text", "name"),
        Column("atomic_number", "integer", "atomic number", minimum=21, maximum=71),
        Column(
            "element_group",
            "text",
            "light or heavy, as trade and law sort them; scandium apart",
            one_of=("light", "heavy", "scandium"),
        ),
        Column("oxide", "text", "oxide in trade"),
        number(
            "oxide_factor",
            "kg of oxide that hold one kg of the element; turns oxide prices into prices of contained element",
            "kg/kg",
            minimum=1.0,
        ),
        *DATED,
        *PROVENANCE,
    ),
    rules=RULES,
    silent="17 elements, all present; an unknown symbol is a fault",
)

COUNTRIES = Table(
    "countries",
    grain="one country or customs area, in a period",
    key=("country", "valid_from"),
    columns=(
        Column(
            "country",
            "text",
            "ISO 3166-1 alpha-3; EU27 for the customs union, ROW for origins a source does not name",
            pattern=CODE,
        ),
        Column("name", "text", "English name"),
        Column(
            "customs_area",
            "text",
            "area whose border counts: EU27 for members, USA for Puerto Rico, else the country itself",
            pattern=CODE,
        ),
        *DATED,
        *PROVENANCE,
    ),
    rules=RULES,
    silent="an unknown code in a portfolio is a fault",
)

FX_RATES = Table(
    "fx_rates",
    grain="one currency in one year",
    key=("currency", "year"),
    columns=(
        Column("currency", "text", "ISO 4217", pattern=r"^[A-Z]{3}$"),
        Column("year", "integer", "calendar year", minimum=2010, maximum=2100),
        number("usd_per_unit", "US dollars for one unit, yearly average", "USD"),
        *DATED,
        *PROVENANCE,
    ),
    rules=RULES,
    silent="used when the demonstration portfolio was converted; scores are in US dollars",
)

MATERIALS = Table(
    "materials",
    grain="one traded good that crosses a border, in a period",
    key=("material_id", "valid_from"),
    columns=(
        Column("material_id", "text", "stable name", pattern=SLUG),
        Column("name", "text", "in words"),
        Column("material_class", "text", "class that licence regimes are written for", pattern=SLUG),
        Column(
            "form",
            "text",
            "what crosses the border",
            one_of=("magnet", "metal", "alloy", "oxide", "compound", "phosphor", "powder", "glass", "component"),
        ),
        Column("stage", "text", "stage of the chain it comes from", one_of=STAGES),
        Column("hs_code", "text", "HS code, six digits", pattern=r"^[0-9]{6}$"),
        Column(
            "feed_material_id",
            "text",
            "controlled feed behind the material, where a Chinese licence can bind before the material is made",
            references=("materials",),
            empty="no controlled feed behind it: only its own crossing counts",
        ),
        Column(
            "magnet_grade",
            "text",
            "grade in magnet_grades that its composition stands on, or the nearest one",
            references=("magnet_grades",),
            empty="no magnet",
        ),
        number("purchase_factor", "bought mass per contained mass (machining loss)", "kg/kg", minimum=1.0),
        number("unit_value_usd_per_kg", "customs value per kg of material where prices has no dated figure", "USD/kg"),
        *EDITION,
        *PROVENANCE,
    ),
    rules=RULES,
    silent="a product names only materials listed here",
)

TARIFF_LINES = Table(
    "tariff_lines",
    grain="the tariff line of a material in an importer's schedule",
    key=("material_id", "importer"),
    columns=(
        Column("material_id", "text", "the material", references=("materials",)),
        Column("importer", "text", "customs area", references=("countries",)),
        Column("tariff_line", "text", "line, digits only", pattern=r"^[0-9]{6,10}$"),
        *DATED,
        *PROVENANCE,
    ),
    rules=RULES,
    silent="no row: the six-digit HS code of the material is the tariff line",
)

MATERIAL_COMPOSITIONS = Table(
    "material_compositions",
    grain="one element in one material",
    key=("material_id", "element", "valid_from"),
    columns=(
        Column("material_id", "text", "the material", references=("materials",)),
        Column("element", "text", "the element", references=("elements",)),
        *ranged("mass_fraction", "kg of element per kg of material", "kg/kg", maximum=1.0),
        *EDITION,
        *PROVENANCE,
    ),
    rules=(*RULES, low_mid_high("mass_fraction")),
    silent="an element that is not listed is not in the material; a material without elements is a gap",
)

PRODUCTS = Table(
    "products",
    grain="one product, by what it contains",
    key=("product_id",),
    columns=(
        Column("product_id", "text", "stable name; none = revenue without rare earths", pattern=SLUG),
        Column("name", "text", "in words"),
        Column("category", "text", "market", one_of=("electric_vehicles", "smartphones", "renewables", "other")),
        Column("functional_unit", "text", "what annual_units counts"),
        number(
            "default_unit_value_usd",
            "revenue per unit, for checks of a portfolio's order of magnitude",
            "USD",
            empty="no typical value (none, and mixed products)",
        ),
        number("contribution_margin", "m: share of revenue lost with an unsold unit", "share", maximum=1.0),
        number("recovery_share", "κ: share of lost output made up later", "share", maximum=1.0),
        *DATED,
        *PROVENANCE,
    ),
    rules=RULES,
    silent="an unknown product in a portfolio is a fault",
)

PRODUCT_MATERIALS = Table(
    "product_materials",
    grain="one material in one product",
    key=("product_id", "material_id", "valid_from"),
    columns=(
        Column("product_id", "text", "the product", references=("products",)),
        Column("material_id", "text", "the material", references=("materials",)),
        *ranged("kg_per_unit", "kg of material contained in one functional unit", "kg"),
        *EDITION,
        *PROVENANCE,
    ),
    rules=(*RULES, low_mid_high("kg_per_unit")),
    silent="a product without rows cannot be scored (none apart): the line is null with the reason",
    shelf_life=ShelfLife(
        730,
        "designs live for some years; whether newer studies exist is to be looked up",
        items=("product_id", "material_id"),
    ),
)

SUPPLY_SHARES = Table(
    "supply_shares",
    grain="one origin's share of world supply of an element or material at a stage, in one edition",
    key=("item", "stage", "origin", "valid_from"),
    columns=(
        Column("item", "text", "element symbol or material_id", references=("elements", "materials")),
        Column("stage", "text", "stage", one_of=STAGES),
        Column("origin", "text", "country, or ROW", references=("countries",)),
        *ranged("share", "share of world supply", "share", maximum=1.0),
        *EDITION,
        *PROVENANCE,
    ),
    rules=(*RULES, low_mid_high("share")),
    shares=(Shares("share", ("item", "stage", "valid_from")),),
    silent="the last resort for paths: a material without world shares, use shares or the company's own is a gap; an "
    "element without a row at a stage has no published split there (Pm: none is mined or traded in commercial amounts)",
    shelf_life=ShelfLife(
        900,
        "yearly statistics appear within a year of the year they are about",
        items=("item", "stage"),
        dated_by="valid_from",
    ),
)

USE_SHARES = Table(
    "use_shares",
    grain="one origin's share of what an importer uses of a material, domestic output included, in one edition",
    key=("importer", "material_id", "origin", "valid_from"),
    columns=(
        Column("importer", "text", "country or customs area that uses the material", references=("countries",)),
        Column("material_id", "text", "the material", references=("materials",)),
        Column("origin", "text", "country the material comes from", references=("countries",)),
        *ranged("share", "share of apparent use", "share", maximum=1.0),
        *EDITION,
        *PROVENANCE,
    ),
    rules=(*RULES, low_mid_high("share")),
    shares=(Shares("share", ("importer", "material_id", "valid_from")),),
    silent="no row: the customs area's shares, then the world's, listed as defaults; home output that nobody publishes "
    "is not counted, which can only raise a score; rows citing BACI are derived from trade_flows",
    shelf_life=ShelfLife(
        900,
        "yearly trade statistics appear within a year of the year they are about",
        items=("importer", "material_id"),
        dated_by="valid_from",
    ),
)

FEED_SHARES = Table(
    "feed_shares",
    grain="whose controlled feed stands behind an origin's output, in one edition",
    key=("feed_material_id", "origin", "feed_origin", "valid_from"),
    columns=(
        Column("feed_material_id", "text", "the feed", references=("materials",)),
        Column("origin", "text", "country that makes the material", references=("countries",)),
        Column("feed_origin", "text", "country the feed comes from", references=("countries",)),
        *ranged("share", "share of the feed used there", "share", maximum=1.0),
        *EDITION,
        *PROVENANCE,
    ),
    rules=(*RULES, low_mid_high("share")),
    shares=(Shares("share", ("feed_material_id", "origin", "valid_from")),),
    silent="no row: world supply shares of the feed stand behind the origin",
    shelf_life=ShelfLife(
        900,
        "new separation plants take two years and more",
        items=("feed_material_id", "origin"),
        dated_by="valid_from",
    ),
)

GOODS_TABLES = (
    ELEMENTS,
    COUNTRIES,
    FX_RATES,
    MATERIALS,
    TARIFF_LINES,
    MATERIAL_COMPOSITIONS,
    PRODUCTS,
    PRODUCT_MATERIALS,
    SUPPLY_SHARES,
    USE_SHARES,
    FEED_SHARES,
)
