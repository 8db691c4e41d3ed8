"""The contracts of all reference tables."""

from reference_data.contract import Table
from reference_data.contracts.goods import GOODS_TABLES
from reference_data.contracts.law import LAW_TABLES
from reference_data.contracts.market import MARKET_TABLES

TABLES: dict[str, Table] = {table.name: table for table in (*MARKET_TABLES, *GOODS_TABLES, *LAW_TABLES)}
