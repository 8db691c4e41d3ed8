"""The texts that the sheets of a workbook share."""

import re
from collections.abc import Iterable

from service.portfolio.workbook_xml import parse_pieces

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def shared_texts(xml: Iterable[bytes]) -> list[str]:
    """Every shared text in order, its runs joined, reading aids for East Asian scripts left out."""
    reading = _Reading()
    parse_pieces(xml, reading.start, reading.end, reading.text)
    return reading.texts


def unescaped(text: str) -> str:
    """The text with the control characters that XML cannot hold, which workbooks write as _x000D_."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class _Reading:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self._runs: list[str] = []
        self._in_text = self._in_aid = False

    def start(self, name: str, _: dict[str, str]) -> None:
        if name == "si":
            self._runs = []
        elif name == "rPh":
            self._in_aid = True
        elif name == "t":
            self._in_text = not self._in_aid

    def end(self, name: str) -> None:
        if name == "si":
            self.texts.append(unescaped("".join(self._runs)))
        elif name == "rPh":
            self._in_aid = False
        elif name == "t":
            self._in_text = False

    def text(self, text: str) -> None:
        if self._in_text:
            self._runs.append(text)
