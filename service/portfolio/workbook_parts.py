"""The parts of a workbook that a table needs: its sheet, the texts sheets share, and which styles show days."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from service.portfolio.faults import refused
from service.portfolio.limits import MIB, SMALL_PART_BYTES
from service.portfolio.workbook_guard import damaged

_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_DAY_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Built-in number formats that show days or times (ECMA-376 part 1, 18.8.30)."""
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


@dataclass(frozen=True)
class Workbook:
    """Where the parts are: worksheets by the name on their tab, in the order of the tabs."""

    packed: zipfile.ZipFile
    sheets: dict[str, str]
    shared_texts: str | None
    styles: str | None
    days_from_1904: bool

    def table_sheet(self, wanted: str) -> str:
        """The part of the sheet called `wanted` if there is one, else of the first; raises ImportRefused for none."""
        if not self.sheets:
            raise refused("no_sheet", "the workbook has no worksheet", f"put the table on a sheet called {wanted}")
        by_name = {name.strip().lower(): part for name, part in self.sheets.items()}
        return by_name.get(wanted, next(iter(self.sheets.values())))

    def pieces(self, part: str) -> Iterator[bytes]:
        """The content of a part, a little at a time."""
        return _pieces(self.packed, part)

    def day_styles(self) -> frozenset[int]:
        """The styles of cells whose number is a day or a time."""
        if self.styles is None:
            return frozenset()
        root = _parsed(self.packed, self.styles)
        formats = {node.get("numFmtId", ""): node.get("formatCode", "") for node in _all(root, "numFmt")}
        applied = [style.get("numFmtId", "0") for styles in _all(root, "cellXfs") for style in styles]
        return frozenset(place for place, number in enumerate(applied) if _shows_days(number, formats.get(number)))


def workbook_of(packed: zipfile.ZipFile) -> Workbook:
    """The parts that count, found by their relations."""
    root, names = _parsed(packed, _WORKBOOK), set(packed.namelist())
    relations = list(_parsed(packed, _RELATIONS)) if _RELATIONS in names else []
    targets = {node.get("Id", ""): (node.get("Type", "").rpartition("/")[2], _part(node)) for node in relations}
    kinds = {kind: part for kind, part in targets.values() if part in names}
    tabs = [(sheet.get("name", ""), targets.get(_relation_id(sheet), ("", ""))) for sheet in _all(root, "sheet")]
    sheets = {name: part for name, (kind, part) in tabs if kind == "worksheet" and part in names}
    from_1904 = any(node.get("date1904") in ("1", "true") for node in _all(root, "workbookPr"))
    return Workbook(packed, sheets, kinds.get("sharedStrings"), kinds.get("styles"), from_1904)


def _pieces(packed: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    # A part that lies about its size stops at the size it named, and then its check sum fails.
    with packed.open(part) as content:
        while piece := content.read(MIB):
            yield piece


def _parsed(packed: zipfile.ZipFile, part: str) -> ElementTree.Element:
    xml = b"".join(_pieces(packed, part))
    if len(xml) > SMALL_PART_BYTES or b"<!DOCTYPE" in xml:
        raise damaged()
    return ElementTree.fromstring(xml, ElementTree.XMLParser(encoding="utf-8"))


def _all(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in root.iter() if element.tag.rpartition("}")[2] == name]


def _part(relation: ElementTree.Element) -> str:
    return posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")


def _relation_id(sheet: ElementTree.Element) -> str:
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")


def _shows_days(number: str, custom: str | None) -> bool:
    if custom is not None:
        return bool(re.search("[ymdhs]", _LITERAL.sub("", custom.split(";")[0]), re.IGNORECASE))
    return number.isdecimal() and int(number) in _DAY_FORMATS
