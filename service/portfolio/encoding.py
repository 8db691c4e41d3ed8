"""Bytes to text: UTF-8 with or without a byte order mark, and a clear word about everything else."""

from service.portfolio.faults import ImportRefused, refused

AS_UTF_8 = "save the file as CSV UTF-8 (comma delimited)"
_TEXT_OR_WORKBOOK = "send a CSV file in UTF-8 or an XLSX workbook"
_UTF_16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_OTHER_FILES = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"PAR1": "a Parquet file",
    b"{\\rtf": "an RTF document",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
}
_SAMPLE = 4_096


def decoded(data: bytes) -> str:
    """The text of a CSV file; raises ImportRefused for anything that is not UTF-8 text."""
    _refuse_other_files(data)
    _refuse_utf_16(data)
    if b"\x00" in data:
        row = _row_of(data, data.index(b"\x00"))
        raise refused("nul_byte", "contains a NUL byte, which no text file does", _TEXT_OR_WORKBOOK, row)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf_8(error) from None
    if not text.strip():
        raise refused(
            "empty_file", "the file is empty", "it needs a header and at least one row; the template shows both"
        )
    return text


def _refuse_other_files(data: bytes) -> None:
    for start, kind in _OTHER_FILES.items():
        if data.lstrip()[: len(start)].lower() == start.lower():
            raise refused("not_a_table", f"the file is {kind}, not a table", _TEXT_OR_WORKBOOK)


def _refuse_utf_16(data: bytes) -> None:
    sample = data[:_SAMPLE]
    fewer, more = sorted((sample[::2].count(0), sample[1::2].count(0)))
    every_other_nul = more > len(sample) / 4 and fewer < more / 2
    if sample.startswith(_UTF_16_OR_32) or every_other_nul:
        raise refused("utf_16", "the file is in UTF-16 (Excel calls it Unicode text), not in UTF-8", AS_UTF_8)


def _not_utf_8(error: UnicodeDecodeError) -> ImportRefused:
    byte = error.object[error.start]
    letter = bytes([byte]).decode("cp1252", errors="replace")
    meant = f", {letter!r} in Windows-1252 or Latin-1" if letter.isprintable() and letter != "\ufffd" else ""
    problem = f"byte 0x{byte:02X} is not UTF-8{meant}"
    return refused("not_utf_8", problem, AS_UTF_8, _row_of(error.object, error.start))


def _row_of(data: bytes, place: int) -> int:
    before = data[:place]
    return 1 + before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")
