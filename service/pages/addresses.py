"""Addresses of pages with what they ask for."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

Parameters = Mapping[str, str | Sequence[str]]
"""Parameter → its value, or its values where it is given several times."""


def address(path: str, parameters: Parameters) -> str:
    """A path with its parameters."""
    return f"{path}?{urlencode(parameters, doseq=True)}" if parameters else path


def put(parameters: Parameters, name: str, values: Sequence[str]) -> Parameters:
    """The parameters with other values of one of them; without it where there are none."""
    return {key: values if key == name else value for key, value in parameters.items() if key != name or values}
