"""Which part of a workbook holds the table, and a copy of the workbook with that sheet alone."""

import io
import posixpath
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from service.portfolio.faults import refused
from service.portfolio.limits import MIB
from service.portfolio.workbook_guard import damaged

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_SHARED = ("[Content_Types].xml", "_rels/.rels", WORKBOOK, RELATIONS, "xl/sharedStrings.xml", "xl/styles.xml")


@dataclass(frozen=True)
class Sheet:
    """A worksheet: its name on the tab, and the part of the package that holds it."""

    name: str
    part: str


def table_sheet(packed: zipfile.ZipFile, wanted: str) -> Sheet:
    """The worksheet called `wanted` if there is one, else the first; raises ImportRefused where there is none."""
    sheets = [sheet for sheet in _worksheets(packed) if sheet.part in packed.namelist()]
    if not sheets:
        raise refused("no_sheet", "the workbook has no worksheet", f"put the table on a sheet called {wanted}")
    if len({sheet.name for sheet in sheets}) != len(sheets):
        raise damaged()
    return next((sheet for sheet in sheets if sheet.name.strip().lower() == wanted), sheets[0])


def pieces(packed: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The content of a part, a little at a time."""
    with packed.open(part) as content:
        while piece := content.read(MIB):
            yield piece


def single_sheet(packed: zipfile.ZipFile, sheet: Sheet) -> bytes:
    """The workbook with one sheet, packed without compression, so that whoever parses it sees what was measured."""
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as unpacked:
        for part in {*_SHARED, sheet.part} & set(packed.namelist()):
            # A part that lies about its size stops at the size it named, and then its check sum fails.
            with packed.open(part) as source, unpacked.open(part, "w") as target:
                shutil.copyfileobj(source, target, MIB)
    return plain.getvalue()


def _worksheets(packed: zipfile.ZipFile) -> list[Sheet]:
    targets = {}
    for relation in _elements(packed, RELATIONS, "Relationship"):
        if relation.get("Type", "").endswith("/worksheet"):
            if relation.get("Id", "") in targets:
                raise damaged()
            targets[relation.get("Id", "")] = posixpath.normpath(
                posixpath.join("/xl", relation.get("Target", ""))
            ).lstrip("/")
    sheets = [(sheet.get("name", ""), _relation_id(sheet)) for sheet in _elements(packed, WORKBOOK, "sheet")]
    return [Sheet(name, targets[relation]) for name, relation in sheets if relation in targets]


def _elements(packed: zipfile.ZipFile, part: str, name: str) -> list[ElementTree.Element]:
    if part not in packed.namelist():
        return []
    xml = b"".join(pieces(packed, part))
    if b"<!DOCTYPE" in xml:
        raise damaged()
    return [element for element in ElementTree.fromstring(xml).iter() if element.tag.rpartition("}")[2] == name]


def _relation_id(sheet: ElementTree.Element) -> str:
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
