"""The columns of a file of licence applications."""

from service.portfolio.contract import Column, FileContract

LICENCE_APPLICATIONS = FileContract(
    "licence_applications",
    (
        Column("company_id", "id", "the company that waits for the goods; its key in the portfolio", longest=128),
        Column("material_id", "material", "material of table materials the licence is for"),
        Column("origin", "origin", "country that licenses the export, ISO 3166-1 alpha-3"),
        Column("filed_on", "date", "day of filing, such as 2026-03-01; not after the day of the import"),
        Column(
            "decided_on",
            "date",
            "day of the decision or withdrawal, such as 2026-05-12; not after the day of the import",
            "still pending",
        ),
        Column("outcome", "choice", "what became of it", choices=("approved", "denied", "pending", "withdrawn")),
    ),
    examples=(
        {
            "company_id": "0042",
            "material_id": "ndfeb_traction",
            "origin": "CHN",
            "filed_on": "2026-03-02",
            "decided_on": "2026-05-12",
            "outcome": "approved",
        },
        {
            "company_id": "0042",
            "material_id": "ndfeb_traction",
            "origin": "CHN",
            "filed_on": "2026-06-15",
            "outcome": "pending",
        },
    ),
)
