"""What a cell's style says of its value: the number format's code and a strike-through of the whole cell."""

from __future__ import annotations

from functools import cached_property

from .markup import MAIN, small_part, true, walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .markup import Attributes
    from .package import Package
    from .rowshapes import Shapes

_SECTIONS = frozenset({"numFmts", "fonts", "cellXfs", "cellStyleXfs", "dxfs", "fills", "borders", "cellStyles"})

# ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are days or times in an East Asian Excel's own wording.
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"$"#,##0_);("$"#,##0)',
    6: '"$"#,##0_);[Red]("$"#,##0)',
    7: '"$"#,##0.00_);("$"#,##0.00)',
    8: '"$"#,##0.00_);[Red]("$"#,##0.00)',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)",
    41: '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)',
    42: '_("$"* #,##0_);_("$"* \\(#,##0\\);_("$"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
    44: '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 55), 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm:ss"),
}

Note = tuple[bool, bool, str | None, str | None, bool]  # formula, uncalculated, error, number format, struck


class Styles(dict[str, Note]):
    """What a number of each style has for a note, by the ``s`` attribute; styles that say nothing are left out."""

    @cached_property
    def shapes(self) -> Shapes:
        """The shapes of rows met so far with these styles."""
        from .rowshapes import Shapes

        return Shapes(self.copy())


def cell_styles(package: Package, part: str | None) -> Styles:
    """The styles of a workbook; none where it has no such part."""
    return Styles() if part is None or not package.has(part) else _notes(package, part)


@small_part
def _notes(chunks: Iterator[bytes]) -> Styles:
    codes = dict(_BUILT_IN)
    struck: list[bool] = []
    formats: list[tuple[int, int]] = []
    section = ""

    def start(local: str, attributes: Attributes) -> None:
        nonlocal section
        if local in _SECTIONS:
            section = local
        elif section == "numFmts" and local == "numFmt":
            codes[_number(attributes, "numFmtId")] = attributes.get("formatCode", "")
        elif section == "fonts" and local == "font":
            struck.append(False)
        elif section == "fonts" and local == "strike" and struck:
            struck[-1] = true(attributes.get("val", "1"))
        elif section == "cellXfs" and local == "xf":
            formats.append((_number(attributes, "numFmtId"), _number(attributes, "fontId")))

    def end(local: str, text: str) -> None:
        nonlocal section
        if local == section:
            section = ""

    walk(chunks, "styleSheet", MAIN, start, end)
    notes = Styles()
    for index, (number_format, font) in enumerate(formats):
        code = codes.get(number_format)
        if code is not None and code.strip().lower() in ("", "general"):
            code = None
        crossed = 0 <= font < len(struck) and struck[font]
        if code is not None or crossed:
            notes[str(index)] = (False, False, None, code, crossed)
    return notes


def _number(attributes: Attributes, name: str) -> int:
    text = attributes.get(name, "0")
    return int(text) if text.isascii() and text.isdigit() else 0
