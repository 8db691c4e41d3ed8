"""What the files of a run are to whoever receives them."""

from service.exports.xlsx import XLSX_MEDIA

MEDIA = {
    "csv": "text/csv",
    "xlsx": XLSX_MEDIA,
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
"""Ending of the name → media type."""
