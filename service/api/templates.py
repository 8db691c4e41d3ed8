"""Templates to fill in, made from the columns the validator knows."""

from flask import Blueprint, Response

from service.api.backing import backing
from service.api.openapi import answers
from service.api.problems import Kind, Problem
from service.api.uploads import XLSX
from service.portfolio.application_columns import LICENCE_APPLICATIONS
from service.portfolio.columns import PORTFOLIO
from service.portfolio.template import template_csv, template_xlsx
from service.portfolio.vocabulary import Vocabulary

blueprint = Blueprint("templates", __name__, url_prefix="/v1/templates")
CONTRACTS = {contract.name: contract for contract in (PORTFOLIO, LICENCE_APPLICATIONS)}
FORMATS = {"csv": "text/csv", "xlsx": XLSX}
FILE = rf"({'|'.join(CONTRACTS)})\.({'|'.join(FORMATS)})"


@blueprint.get("/<file>")
@answers(
    None,
    Kind.UNKNOWN_FILE,
    operation="getTemplate",
    tag="portfolios",
    paths={"file": "portfolio or licence_applications, with .csv or .xlsx"},
    limits={"file": {"pattern": f"^{FILE}$"}},
    media=tuple(FORMATS.values()),
)
def template(file: str) -> Response:
    """An empty file with examples; as a workbook also with every column explained and the ids that are known."""
    name, _, ending = file.partition(".")
    contract = CONTRACTS.get(name)
    if contract is None or ending not in FORMATS:
        known = ", ".join(f"{one}.{end}" for one in CONTRACTS for end in FORMATS)
        raise Problem(Kind.UNKNOWN_FILE, f"there is no template {file[:80]!r}; there are {known}")
    if ending == "csv":
        content = template_csv(contract)
    else:
        tables = backing().tables()
        content = template_xlsx(contract, Vocabulary.of(tables), tables["line_defaults"])
    answer = Response(content, mimetype=FORMATS[ending])
    answer.headers["Content-Disposition"] = f'attachment; filename="{contract.name}-template.{ending}"'
    return answer
