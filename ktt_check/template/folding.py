"""Folds what is used once, or is short, into the formulas that use it: a form opens and recalculates by its cells.

Compilers of rules give each thought a column of its own; Excel pays for every cell, and computes what stands inside an
IF only where it is asked for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from .grid import ROW, Grid

_LONGEST = 3000  # characters of a formula; Excel reads 8192, and 16 KB once it is taken apart
_DEEPEST = 40  # functions within functions; Excel reads 64
_SHORT = 40  # characters that are not worth a cell, however often they are used
_COSTLY = ("SUMPRODUCT(", "MATCH(", "COUNTIF(", "SUBSTITUTE(", "REPT(")


def fold(grids: Iterable[Grid], kept: Mapping[str, set[str]]) -> None:
    """Rewrite the columns of the grids; ``kept`` are the letters by sheet that something outside refers to."""
    all_grids = list(grids)
    for grid in all_grids:
        outside = [
            text for one in all_grids for text in (*one.totals, *(one.texts() if one is not grid else ()))
        ]  # fmt: skip
        _Folding(grid, kept.get(grid.sheet, set()) | _ranges(grid, [*outside, *grid.texts()])).run()


def _ranges(grid: Grid, texts: Iterable[str]) -> set[str]:
    """The columns that are referred to otherwise than in the row at hand."""
    pattern = re.compile(re.escape(grid.sheet) + r"!\$([A-Z]+)\$?\d")
    return {match[1] for text in texts for match in pattern.finditer(text)}


class _Folding:
    """The folding of one grid."""

    def __init__(self, grid: Grid, kept: set[str]) -> None:
        self.grid = grid
        self.kept = kept
        self.here = re.compile(re.escape(grid.sheet) + r"!\$([A-Z]+)" + ROW)

    def run(self) -> None:
        formulas = {letter: text for letter, text in self.grid.lettered() if isinstance(text, str)}
        changed = True
        while changed:
            self._used_once(formulas)
            changed = self._short(formulas)
        self.grid.rewrite({letter: self._without_others(text) for letter, text in formulas.items()})

    def _without_others(self, text: str) -> str:
        """The formula with cells of other calculation sheets mirrored on its own, so that it may be stored once."""
        return _OTHER.sub(lambda match: match[0] if match[1] == self.grid.sheet else self.grid.total(match[0]), text)

    def _used_once(self, formulas: dict[str, str]) -> None:
        """Fold what is used once, and drop what is not used, until nothing of either is left."""
        changed = True
        while changed:
            uses = Counter(match[1] for text in formulas.values() for match in self.here.finditer(text))
            changed = False
            for letter in [one for one in formulas if one not in self.kept and not uses[one]]:
                del formulas[letter]
                changed = True
            for letter, text in formulas.items():
                for one in dict.fromkeys(match[1] for match in self.here.finditer(text)):
                    if uses[one] == 1 and one not in self.kept and one in formulas:
                        changed |= self._put(formulas, letter, one)

    def _short(self, formulas: dict[str, str]) -> bool:
        """Put short formulas in the place of references to them."""
        own = f"{self.grid.sheet}!"
        short = {
            letter
            for letter, text in formulas.items()
            if letter not in self.kept
            and len(text.replace(own, "")) <= _SHORT
            and "!" not in text.replace(own, "")
            and not any(function in text for function in _COSTLY)
        }
        changed = False
        for letter, text in list(formulas.items()):
            if letter in short:
                continue  # one step at a time, so that what is put in stays short
            for one in dict.fromkeys(match[1] for match in self.here.finditer(text)):
                if one in short:
                    changed |= self._put(formulas, letter, one)
        return changed

    def _put(self, formulas: dict[str, str], into: str, one: str) -> bool:
        """Replace a reference by what it refers to, where the result stays readable for Excel."""
        longer = _replaced(formulas[into], f"{self.grid.sheet}!${one}{ROW}", formulas[one])
        if len(longer) > _LONGEST or _depth(longer) > _DEEPEST:
            return False
        formulas[into] = longer
        return True


def _replaced(formula: str, cell: str, by: str) -> str:
    """The formula with what a cell holds in the place of the cell; of a truth that is 1 or 0 just the condition."""
    condition = _condition(by)
    if condition is not None:
        yes, no = condition
        formula = re.sub(re.escape(cell) + r"=1(?![\d.])", lambda _: yes, formula)
        formula = re.sub(re.escape(cell) + r"=0(?![\d.])", lambda _: no, formula)
    return formula.replace(cell, _enclosed(by))


def _condition(formula: str) -> tuple[str, str] | None:
    """Of ``IF(condition,1,0)`` and ``IF(condition,0,1)`` what makes it 1 and what makes it 0, as single calls."""
    if not formula.startswith("IF(") or _closes(formula) != len(formula) - 1:
        return None
    inner = formula[3:-1]
    if inner.endswith(",1,0") and _whole(inner[:-4]):
        return _as_call(inner[:-4]), f"NOT({inner[:-4]})"
    if inner.endswith(",0,1") and _whole(inner[:-4]):
        return f"NOT({inner[:-4]})", _as_call(inner[:-4])
    return None


def _as_call(condition: str) -> str:
    return condition if _enclosed(condition) == condition else f"({condition})"


def _whole(formula: str) -> bool:
    """Whether it has no comma outside brackets, so that it is one argument."""
    depth, quoted = 0, False
    for sign in formula:
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign in "()":
            depth += 1 if sign == "(" else -1
        elif not quoted and sign == "," and depth == 0:
            return False
    return depth == 0


_OTHER = re.compile(r"(_(?!dm!)\w+)!\$[A-Z]+\$?\d+(?![\d:])")


_CALL = re.compile(r"[A-Z]+\(")


def _enclosed(formula: str) -> str:
    """The formula as a part of another one: in brackets unless it is one call of a function."""
    if _CALL.match(formula) and _closes(formula) == len(formula) - 1:
        return formula
    return f"({formula})"


def _closes(formula: str) -> int:
    """Where the first bracket is closed."""
    depth, quoted = 0, False
    for at, sign in enumerate(formula):
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign == "(":
            depth += 1
        elif not quoted and sign == ")":
            depth -= 1
            if depth == 0:
                return at
    return len(formula)


def _depth(formula: str) -> int:
    depth = deepest = 0
    quoted = False
    for sign in formula:
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign == "(":
            depth += 1
            deepest = max(deepest, depth)
        elif not quoted and sign == ")":
            depth -= 1
    return deepest
