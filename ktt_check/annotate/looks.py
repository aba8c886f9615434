"""How a cell of ours looks, as entries of a styles part (ECMA-376 part 1, 18.8): each look is put into words once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from msgspec import Struct

_FONT = "Arial"


class Look(Struct, frozen=True):
    """The elements of one look, each as a styles part has it; ``run`` are the properties of a piece of rich text."""

    font: bytes
    fill: bytes
    border: bytes
    alignment: bytes
    run: str


def look_of(**wanted: Any) -> Look:
    """What the words mean: ``bold``, ``italic``, ``underline``, ``size`` (points), ``colour`` of the text, ``fill``,
    ``border`` (the colour of a thin line all round), ``underlined`` (a line below the cell), ``align``, ``valign``,
    ``indent``. Colours are six hexadecimal digits.
    """
    return _look(tuple(sorted(wanted.items())))


@lru_cache(maxsize=256)
def _look(wanted: tuple[tuple[str, Any], ...]) -> Look:
    of = dict(wanted)
    marks = "".join(f"<{mark}/>" for mark, word in (("b", "bold"), ("i", "italic"), ("u", "underline")) if of.get(word))
    colour = f'rgb="FF{of["colour"]}"' if "colour" in of else 'theme="1"'
    shape = f'{marks}<sz val="{of.get("size", 10)}"/><color {colour}/><{{}} val="{_FONT}"/><family val="2"/>'
    return Look(
        font=f"<font>{shape.format('name')}</font>".encode(),
        fill=_fill(of.get("fill")).encode(),
        border=_border(of.get("border"), bool(of.get("underlined"))).encode(),
        alignment=_alignment(of).encode(),
        run=f"<rPr>{shape.format('rFont')}</rPr>",
    )


def _fill(colour: str | None) -> str:
    if colour is None:
        return '<fill><patternFill patternType="none"/></fill>'
    fill = f'<fgColor rgb="FF{colour}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{fill}</patternFill></fill>'


def _border(colour: str | None, underlined: bool) -> str:
    def side(name: str) -> str:
        if colour is not None:
            return f'<{name} style="thin"><color rgb="FF{colour}"/></{name}>'
        if underlined and name == "bottom":
            return f'<{name} style="thin"><color auto="1"/></{name}>'
        return f"<{name}/>"

    return f"<border>{''.join(map(side, ('left', 'right', 'top', 'bottom')))}<diagonal/></border>"


def _alignment(of: dict[str, Any]) -> str:
    align = of.get("align") or ("left" if of.get("indent") else None)
    across = f'horizontal="{align}" ' if align else ""
    indent = f'indent="{of["indent"]}" ' if of.get("indent") else ""
    return f'<alignment {across}vertical="{of.get("valign", "top")}" {indent}wrapText="1"/>'
