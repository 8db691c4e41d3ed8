"""Workbooks in memory that show what they are given: no text becomes a formula, a number or a link."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

_AS_GIVEN = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


@contextmanager
def plain_workbook(packed: io.BytesIO) -> Iterator[Any]:
    """A workbook that is written to `packed` when it is whole; equal content gives equal bytes."""
    with xlsxwriter.Workbook(packed, _AS_GIVEN) as workbook:
        workbook.set_properties({"created": datetime(2026, 1, 1)})
        yield workbook
