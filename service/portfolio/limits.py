"""How much a file may hold before it is refused unread."""

MIB = 1 << 20

MOST_FILE_BYTES = 256 * MIB
"""Over a million product lines; larger portfolios are split in several."""

MOST_ROW_CHARACTERS = 65_536
"""All columns at their longest fit several times."""

MOST_COLUMNS = 200
"""Far more than we know; only a file that is something else has more."""

MOST_UNPACKED_BYTES = 256 * MIB
"""Of all parts of a workbook together."""

MOST_UNPACKED_RATIO = 200
"""Worksheets shrink about tenfold when packed, very repetitive ones a hundredfold; bombs a thousandfold."""

SMALL_PART_BYTES = 16 * MIB
"""Below this a part of a workbook may be packed as tightly as it likes; lists of sheets and styles stay below it."""

MOST_CELLS = 6_000_000
"""Of one worksheet, blank formatted cells included; over 200,000 rows with all columns. Larger tables are CSV."""

MOST_SHEET_ROWS = 1_048_576
"""What a worksheet holds."""

MOST_ROWS = 5_000_000
"""Blank rows included."""
