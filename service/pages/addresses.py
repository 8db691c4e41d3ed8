"""Addresses of pages with what they ask for."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

Parameters = Mapping[str, str | date | Sequence[str] | None]
"""Parameter → its value, its values where it is given several times, or none where it is left out."""


def address(path: str, parameters: Parameters) -> str:
    """A path with the parameters that have a value."""
    given = {name: value for name, value in parameters.items() if value is not None}
    return f"{path}?{urlencode(given, doseq=True)}" if given else path


def put(parameters: Parameters, name: str, values: Sequence[str]) -> Parameters:
    """The parameters with other values of one of them; without it where there are none."""
    return {key: values if key == name else value for key, value in parameters.items() if key != name or values}
