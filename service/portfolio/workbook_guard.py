"""XLSX bytes before anything parses them: what kind of file they are, and what they really unpack to."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from service.portfolio.faults import ImportRefused, refused
from service.portfolio.limits import MIB, MOST_UNPACKED_BYTES, MOST_UNPACKED_RATIO, SMALL_PART_BYTES

AS_XLSX = "save it as an Excel workbook (.xlsx)"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG = 1
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    ParseError,
    EOFError,
    OSError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


@contextmanager
def guarded_workbook(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The parts of a workbook, safe to unpack; raises ImportRefused for anything else, also while parts are read."""
    _refuse_other_files(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _refuse_bomb(packed.infolist())
            _refuse_other_packages(packed.namelist())
            yield packed
    except _BROKEN:
        raise damaged() from None


def damaged() -> ImportRefused:
    """The refusal of a workbook that cannot be read."""
    return refused(
        "damaged_workbook",
        "the workbook is damaged and cannot be read",
        f"open it in a spreadsheet and {AS_XLSX} again",
    )


def _refuse_other_files(data: bytes) -> None:
    if data.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in data:
            raise _encrypted()
        raise refused("old_workbook", "the file is an old Excel workbook (.xls)", AS_XLSX)
    if not data.strip():
        raise refused(
            "empty_file", "the file is empty", "it needs a header and at least one row; the template shows both"
        )
    if not data.startswith(b"PK"):
        raise refused("not_a_workbook", "the file is not an Excel workbook", f"{AS_XLSX}, or name a CSV file .csv")


def _refuse_bomb(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED_BYTES:
        raise _too_much(f"unpacks to {unpacked / MIB:,.0f} MiB")
    for part in parts:
        if part.file_size > max(SMALL_PART_BYTES, part.compress_size * MOST_UNPACKED_RATIO):
            raise _too_much(
                f"holds a part that unpacks to {part.file_size / max(part.compress_size, 1):,.0f} times its size"
            )
        if part.flag_bits & _ENCRYPTED_FLAG:
            raise _encrypted()


def _refuse_other_packages(names: list[str]) -> None:
    if "xl/workbook.bin" in names:
        raise refused("binary_workbook", "the file is a binary Excel workbook (.xlsb)", AS_XLSX)
    if "content.xml" in names:
        raise refused("open_document", "the file is an OpenDocument spreadsheet", AS_XLSX)
    if "xl/workbook.xml" not in names:
        raise refused(
            "not_a_workbook", "the file is a zip archive, but no Excel workbook", f"{AS_XLSX}, or send the table as CSV"
        )
    if len(names) != len(set(names)):
        raise damaged()


def _too_much(how: str) -> ImportRefused:
    return refused(
        "zip_bomb",
        f"the workbook {how}, as a zip bomb does",
        "remove unused formatting and sheets, or save the table as CSV",
    )


def _encrypted() -> ImportRefused:
    return refused("encrypted", "the workbook is protected by a password", "save it without a password")
