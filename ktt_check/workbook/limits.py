"""How much of anything a workbook may hold before it is refused; far above any plan, far below what hurts a machine.

Together they keep a reading under 10 seconds and 512 MB; sizes are in bytes unless a name says otherwise. Excel's own
limits (last row, last column, length of a cell's text) are those of its published specifications.
"""

from __future__ import annotations

MIB = 1024 * 1024

SECONDS = 10  # of the processor, where that can be limited …
PATIENCE = 3  # … and then times as many by the clock: a busy machine is no fault of a file
MEGABYTES = 512

FILE_BYTES = 100 * MIB
PARTS = 20_000  # zip members
PART_BYTES = 256 * MIB  # one XML part, inflated
TOTAL_BYTES = 512 * MIB  # everything that is inflated for one reading
SMALL_PART_BYTES = 32 * MIB  # workbook, styles, relationships, content types
RATIO = 150  # inflated : stored, for XML parts …
RATIO_FROM = 8 * MIB  # … that inflate to more than this
TAG_BYTES = 4 * MIB  # one tag with its attributes, or one comment
HEAD_BYTES = 4096  # of every XML part is searched for a document type declaration

PLAIN_FROM = 1024  # a part above this is worth reading by pattern

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
TEXT_LENGTH = 32_767  # characters in one cell

SHEETS = 256
CELLS = 1_500_000  # cells with a value or a note, and comments, in the whole workbook
ELEMENTS = 4_000_000  # row and cell elements, empty ones included
STRINGS = 2_000_000  # shared strings
CHARACTERS = 64 * MIB  # of text in the whole workbook
MERGES = 100_000  # merged ranges in the whole workbook
ARRAYS = 1_000  # formulas that fill several cells and reach into one row
NAMES = 50_000  # defined names
