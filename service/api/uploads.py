"""The file in a request: as its body, or as the one file of a form."""

from dataclasses import dataclass

from flask import request

from service.api.problems import Kind, Problem

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {"text/csv": "csv", "application/csv": "csv", "text/plain": "csv", XLSX: "xlsx"}
UNNAMED = ("", "application/octet-stream")
ZIP = b"PK\x03\x04"

BODY = {
    "requestBody": {
        "required": True,
        "description": "the file, as the body or as the one file of a form: CSV (UTF-8, with commas, or with "
        "semicolons and decimal commas) or XLSX",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            XLSX: {"schema": {"type": "string", "contentMediaType": XLSX}},
            "application/octet-stream": {"schema": {"type": "string"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
                    "required": ["file"],
                }
            },
        },
    }
}
"""How the file is described in OpenAPI."""


@dataclass(frozen=True)
class Upload:
    """A file as it was sent, and the name that says what it is."""

    name: str
    content: bytes


def upload() -> Upload:
    """The file of the current request. A body of another type, or a form without just one file, is a problem."""
    media = request.mimetype
    if media == "multipart/form-data":
        return _of_form()
    if media not in ENDINGS and media not in UNNAMED:
        hint = " (what curl sends unless told: add -H 'Content-Type: text/csv')" if "urlencoded" in media else ""
        raise Problem(
            Kind.UNSUPPORTED_TYPE, f"{media} is not read here{hint}; send text/csv, {XLSX} or multipart/form-data"
        )
    content = request.get_data(cache=False)
    ending = ENDINGS.get(media) or ("xlsx" if content.startswith(ZIP) else "csv")
    return Upload(f"portfolio.{ending}", content)


def _of_form() -> Upload:
    files = [file for _, file in request.files.items(multi=True)]
    if len(files) != 1:
        raise Problem(Kind.INVALID_REQUEST, f"the form has {len(files)} files; send one, in a field called file")
    return Upload(files[0].filename or "portfolio.csv", files[0].read())
