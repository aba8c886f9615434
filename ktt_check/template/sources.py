"""The cells of a page as formulas read them: what was typed, whether it is understood, and what it means.

A form understands less than the checker and knows it: whatever it does not recognise for certain is left to the check
when the form is sent in. Facts about what a formula cannot see (that a number is shown as a date or as a percentage)
are in ``measured.md``'s terms accidents: figures that could be one are not judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from .formulas import Fact
from .grid import Cells, Grid
from .lists_sheet import LONG, SHORT, Lists
from .lookups import Lookup

_BLANKS = ('"\u00a0"', "CHAR(13)", "CHAR(9)")
_DASHES = ("\u2010", "\u2011", "\u2013", "\u2014", "\u2212")
EMPTY, TEXT, NUMBER, LOGICAL, ERROR = range(5)
UNTOLD = 8  # something without a letter or digit that may yet be one
FIRST_DAY, LAST_DAY = 32874, 73415  # numbers that may be days of 1990 to 2100
ITEMS = 4  # names in one cell that a form reads


class Source(Struct, frozen=True):
    """One column of a page (``cell`` with ``§`` for the row) and the columns of the grid that read it."""

    cell: str
    grid: Grid
    lists: Lists

    def _keep(self, formula: str) -> str:
        return self.grid.column(formula).here

    @property
    def kind(self) -> str:
        """0 empty, 1 text, 2 number, 3 truth value, 4 error."""
        s = self.cell
        return self._keep(f"IF(ISERROR({s}),4,IF(ISLOGICAL({s}),3,IF(ISNUMBER({s}),2,IF(LEN({s})=0,0,1))))")

    @property
    def said(self) -> str:
        """``kind`` of a cell of a closed list or of a unit of measure: mere dashes and dots are as good as empty."""
        rest = self.text()
        for sign in ("-", "_", "\u2026", ".", " "):
            rest = f'SUBSTITUTE({rest},"{sign}","")'
        return self._keep(f"IF({self.kind}=1,IF(LEN({rest})=0,0,1),{self.kind})")

    def text(self, line_break: str = '" "') -> str:
        """What was typed, with single blanks and plain dashes; nothing where it is no text."""
        clean = f"SUBSTITUTE({self.cell},CHAR(10),{line_break})"
        for blank in _BLANKS:
            clean = f'SUBSTITUTE({clean},{blank}," ")'
        for dash in _DASHES:
            clean = f'SUBSTITUTE({clean},"{dash}","-")'
        return self._keep(f'IF({self.kind}=1,TRIM({clean}),"")')

    @property
    def tight(self) -> str:
        """The text in small letters, without blanks around hyphens and slashes."""
        clean = f"LOWER({self.text()})"
        for spread, mark in ((" -", "-"), ("- ", "-"), (" /", "/"), ("/ ", "/")):
            clean = f'SUBSTITUTE({clean},"{spread}","{mark}")'
        return self._keep(clean)

    def safe(self, longest: int = SHORT) -> str:
        """1 where every character of the text is one that a form understands."""
        return self.is_safe(self.text(), longest)

    def is_safe(self, text: str, longest: int = SHORT) -> str:
        letters = f'MID({text}&REPT(" ",{longest}),{self.lists.first(longest)},1)'
        strange = f"SUMPRODUCT(--ISERROR(FIND({letters},{self.lists.characters})))"
        return self._keep(f"IF(LEN({text})=0,1,IF(LEN({text})>{longest},0,IF({strange}=0,1,0)))")

    @property
    def presence(self) -> str:
        """1 where something is said, 0 where nothing is (a mere dash says nothing), 8 or 9 where one cannot tell."""
        s = self.cell
        digits = f"SUMPRODUCT(--ISNUMBER(FIND({self.lists.digits},{s})))"
        words = f"IF(EXACT(UPPER({s}),LOWER({s})),IF({digits}>0,1,IF({self.safe()}=1,0,8)),1)"
        return self._keep(f"IF({self.kind}=1,{words},IF({self.kind}=0,0,IF({self.kind}=4,9,1)))")

    def filled(self) -> Fact:
        """Whether something is said."""
        return Fact(
            self._keep(f'IF({self.presence}=1,"x","")'), (self._keep(f"IF({self.presence}<{UNTOLD},1,0)"),), True
        )

    def code(self) -> Fact:
        """A code without blanks, in capitals."""
        s, kind = self.cell, self.kind
        whole = f"AND(INT({s})={s},{s}>=0,{s}<{FIRST_DAY})"
        value = f'IF({kind}=2,{s}&"",IF({self.presence}=1,UPPER(SUBSTITUTE({self.text()}," ","")),""))'
        known = f"IF({kind}=2,IF({whole},1,0),IF({kind}<2,IF(AND({self.safe()}=1,{self.presence}<{UNTOLD}),1,0),0))"
        return Fact(self._keep(value), (self._keep(known),))

    def codes(self) -> Fact:
        """Several codes, joined as ``;A;B;``."""
        s, kind = self.cell, self.kind
        text = self.text('";"')
        joined = f'SUBSTITUTE({text},", ",";")'
        joined = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({joined}," ,",";"),",",";")," ","")'
        doubtful = f'SUMPRODUCT(--ISNUMBER(FIND(","&{self.lists.digits},{text})))'
        whole = f"AND(INT({s})={s},{s}>=0,{s}<{FIRST_DAY})"
        inner = f'IF({kind}=2,{s}&"",IF({self.presence}=1,UPPER({joined}),""))'
        value = self._keep(inner)
        signs = f'IF({doubtful}>0,0,IF(ISNUMBER(FIND("-;",{value}&";")),0,1))'
        known = (
            f"IF({kind}=2,IF({whole},1,0),IF({kind}<2,IF(AND({self.safe()}=1,{self.presence}<{UNTOLD}),{signs},0),0))"
        )
        framed = self._keep(f'IF({value}="","",";"&{value}&";")')
        return Fact(framed, (self._keep(known),))

    def looked_up(self, lookup: Lookup, key: str | None = None, *, exact: str | None = None) -> str:
        """The place of the text in a list of writings, 0 where it is not there."""
        key = self.tight if key is None else key
        place = f"IFERROR(MATCH({key},{lookup.keys},0),0)"
        found = self._keep(f"IF(LEN({key})=0,0,{place})")
        return self._keep(f"IF({found}=0,0,IF(EXACT(INDEX({lookup.keys},{found}),{exact or key}),{found},0))")

    def choice(self, lookup: Lookup) -> Fact:
        """A value of a closed list as the form prints it; another text as it was typed."""
        place, kind, text = self.looked_up(lookup), self.said, self.text()
        value = f'IF({kind}=1,IF({place}>0,INDEX({lookup["value"]},{place}),{text}),IF({kind}=0,"","?"))'
        known = f"IF({kind}=1,{self.safe()},IF({kind}=0,1,0))"
        return Fact(self._keep(value), (self._keep(known),))

    def not_in_list(self, lookup: Lookup) -> tuple[str, str]:
        """Whether the text is for certain none of the list, and whether that can be told."""
        place, kind = self.looked_up(lookup), self.said
        fails = self._keep(f"IF(AND({kind}=1,{place}=0),1,0)")
        return fails, self._keep(f"IF({kind}=1,{self.safe()},IF(OR({kind}=0,{kind}=4),1,0))")

    def number(self) -> Fact:
        """A figure; one that may be a day by accident, or words, is not understood."""
        s, kind = self.cell, self.kind
        day = f"AND({s}>={FIRST_DAY},{s}<={LAST_DAY})"
        value = self._keep(f'IF({kind}=2,{s},"")')
        clear = f"IF(OR({day},ABS({s})>=1E12),0,1)"
        known = f"IF({kind}=2,{clear},IF({kind}=0,1,IF({kind}=1,IF({self.presence}=0,1,0),0)))"
        return Fact(value, (self._keep(known),))

    def year(self) -> Fact:
        """A year as a number."""
        s, kind = self.cell, self.kind
        known = f"IF({kind}=2,IF(AND(INT({s})={s},{s}>=1990,{s}<=2100),1,0),IF({kind}=0,1,IF({self.presence}=0,1,0)))"
        return Fact(self._keep(f'IF({kind}=2,{s},"")'), (self._keep(known),))

    def period(self, lookup: Lookup) -> str:
        """The place of a time in the list of writings; "" for an empty cell, 0 for what is not recognised."""
        s, kind = self.cell, self.kind
        typed = self._keep(f'IF({kind}=2,IF(AND(INT({s})={s},{s}>=1990,{s}<=2100),{s}&"",""),{self.tight})')
        place = self.looked_up(lookup, typed)
        return self._keep(f'IF({kind}=0,"",IF({self.presence}=0,"",{place}))')

    def day(self) -> Fact:
        """A day as Excel keeps it."""
        s, kind = self.cell, self.kind
        known = f"IF({kind}=0,1,IF({kind}=2,IF(AND({s}>={FIRST_DAY},{s}<={LAST_DAY},INT({s})={s}),1,0),0))"
        return Fact(self._keep(f'IF({kind}=2,{s},"")'), (self._keep(known),))

    def items(self, lookup: Lookup) -> Sequence[str]:
        """The places in a list of the names that a cell gives one after the other, 0 where there is none."""
        text = self.text('";"')
        spread = self._keep(f'SUBSTITUTE({text},";",REPT(" ",{LONG}))')
        found = []
        for at in range(ITEMS):
            item = self._keep(f"TRIM(MID({spread},{at * LONG + 1},{LONG}))")
            place = self._keep(f"IF(LEN({item})=0,0,IFERROR(MATCH({item},{lookup.keys},0),0))")
            found.append(self._keep(f"IF({place}=0,0,IF(EXACT(INDEX({lookup.keys},{place}),{item}),{place},0))"))
        return found

    def items_known(self, lookup: Lookup) -> str:
        """1 where every name that the cell gives was found in the list."""
        places = self.items(lookup)
        text = self.text('";"')
        spread = self._keep(f'SUBSTITUTE({text},";",REPT(" ",{LONG}))')
        names = [self._keep(f"TRIM(MID({spread},{at * LONG + 1},{LONG}))") for at in range(ITEMS)]
        rest = f"LEN(TRIM(MID({spread},{ITEMS * LONG + 1},{LONG})))"
        unfound = "+".join(f"IF(AND(LEN({name})>0,{place}=0),1,0)" for name, place in zip(names, places, strict=True))
        broken = f"ISNUMBER(FIND(CHAR(10),{self.cell}))"
        small = "+".join(f"IF(EXACT(LEFT({name},1),LOWER(LEFT({name},1))),LEN({name}),0)" for name in names[1:])
        count = f'LEN({text})-LEN(SUBSTITUTE({text},";",""))'
        clear = f"IF(OR({unfound}>0,{rest}>0,{count}>={ITEMS}),0,IF({broken},IF({small}>0,0,1),1))"
        known = f"IF({self.kind}=0,1,IF({self.presence}=0,1,IF({self.kind}=1,{clear},0)))"
        return self._keep(known)


SourceOf = Callable[[str], Source]
"""The source of a column of the form, by its name."""


def all_known(grid: Grid, known: str) -> str:
    """A cell that counts the rows of a column of 1 and 0 in which it is 0."""
    column = known_column(grid, known)
    return grid.total(f"COUNTIF({column.all},0)")


def known_column(grid: Grid, known: str) -> Cells:
    return grid.column(known)
