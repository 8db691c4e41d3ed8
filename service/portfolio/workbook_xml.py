"""XML of workbooks, piece by piece: no document types, UTF-8 only, names without their namespace."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from xml.parsers import expat

from service.portfolio.workbook_guard import damaged

StartElement = Callable[[str, dict[str, str]], None]
EndElement = Callable[[str], None]


def parse_pieces(xml: Iterable[bytes], start: StartElement, end: EndElement, text: Callable[[str], None]) -> None:
    """Calls back for every element and text; raises expat.ExpatError for broken XML, ImportRefused for odd XML."""
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(_local_name(name), attributes)
    parser.EndElementHandler = lambda name: end(_local_name(name))
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    for piece in xml:
        parser.Parse(piece, False)
    parser.Parse(b"", True)


@lru_cache
def _local_name(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse_document_type(*_: object) -> None:
    raise damaged()
