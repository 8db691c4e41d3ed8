"""The names a file may use: products, countries and materials that the reference tables know."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

CUSTOMS_UNION = "EU27"
UNNAMED_ORIGINS = "ROW"


@dataclass(frozen=True)
class Vocabulary:
    """Ids with their names, which materials each product holds, and what one unit of it usually earns."""

    products: Mapping[str, str]
    countries: Mapping[str, str]
    product_materials: Mapping[str, frozenset[str]]
    materials: Mapping[str, str]
    unit_values_usd: Mapping[str, float] = field(default_factory=dict)

    @staticmethod
    def of(tables: Mapping[str, pl.DataFrame]) -> "Vocabulary":
        """The vocabulary of loaded reference tables, whatever the date."""
        contents = tables["product_materials"].group_by("product_id").agg(pl.col("material_id").unique())
        priced = tables["products"].drop_nulls("default_unit_value_usd")
        return Vocabulary(
            products=_names(tables["products"], "product_id"),
            countries=_names(tables["countries"], "country"),
            product_materials={product: frozenset(materials) for product, materials in contents.iter_rows()},
            materials=_names(tables["materials"], "material_id"),
            unit_values_usd=dict(priced.select("product_id", "default_unit_value_usd").iter_rows()),
        )

    @property
    def seats(self) -> Mapping[str, str]:
        """Where a company can have its seat."""
        return _without(self.countries, CUSTOMS_UNION, UNNAMED_ORIGINS)

    @property
    def importers(self) -> Mapping[str, str]:
        """Where a product can be assembled."""
        return _without(self.countries, UNNAMED_ORIGINS)


def _names(table: pl.DataFrame, key: str) -> dict[str, str]:
    return dict(table.select(key, "name").iter_rows())


def _without(names: Mapping[str, str], *codes: str) -> dict[str, str]:
    return {code: name for code, name in names.items() if code not in codes}
