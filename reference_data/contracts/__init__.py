"""The contracts of all reference tables."""

from reference_data.contract import Table
from reference_data.contracts.acts import ACT_TABLES
from reference_data.contracts.collected import COLLECTED_TABLES
from reference_data.contracts.contents import CONTENT_TABLES
from reference_data.contracts.context import CONTEXT_TABLES
from reference_data.contracts.duties import DUTY_TABLES
from reference_data.contracts.goods import GOODS_TABLES
from reference_data.contracts.levers import LEVER_TABLES
from reference_data.contracts.licences import LICENCE_TABLES
from reference_data.contracts.market import MARKET_TABLES
from reference_data.contracts.observed import OBSERVED_TABLES
from reference_data.contracts.outlook import OUTLOOK_TABLES
from reference_data.contracts.published import PUBLISHED_TABLES
from reference_data.contracts.trade import TRADE_TABLES

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        *MARKET_TABLES,
        *GOODS_TABLES,
        *CONTENT_TABLES,
        *CONTEXT_TABLES,
        *DUTY_TABLES,
        *ACT_TABLES,
        *LICENCE_TABLES,
        *OBSERVED_TABLES,
        *OUTLOOK_TABLES,
        *LEVER_TABLES,
        *PUBLISHED_TABLES,
        *TRADE_TABLES,
        *COLLECTED_TABLES,
    )
}
