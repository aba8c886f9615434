"""What a rule may name beside its list: columns, their values, conditions on them, and what was meant by other names.

Authors see the form's own headers ("Năm đích"), so a header is understood and answered with the column's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from ..closed_values import closed_values
from ..conditions import ConditionError, parse_condition
from ..expressions import And, Column, Compare, Expression, In, Literal, Not, Or, columns_of
from ..values.text import fold
from ..vocabulary import forms_named, tables_beside
from ..wording import Saying
from .mistakes import KeyPath, unknown
from .sorts import unlike

Found = tuple[KeyPath, Saying]
"""Where in the file (a key path) and what is wrong."""

_LONG = 6  # letters; of a shorter name one slip leaves less that is alike
_QUOTED = re.compile(r'"[^"]*"?')


class Known(Struct, frozen=True, dict=True):
    """The columns of a list seen beside something, with their types; ``added`` are those that the question adds.

    Without any (the list itself is unknown) nothing is said of columns: that is told once, by itself.
    """

    form: str
    each: str
    join: str | None
    types: Mapping[str, type]
    added: frozenset[str] = frozenset()
    parameters: frozenset[str] = frozenset()

    def __contains__(self, name: str) -> bool:
        return not self.types or name in self.types or name in self.added

    def no_column(self, name: str, what: str = "column", more: frozenset[str] = frozenset()) -> Saying:
        """That there is no such column or placeholder, and what was probably meant, or where to look."""
        if name in self.parameters:
            return Saying("mistake.meant", {"mistake": _no(what, name), "meant": f"parameter.{name}"})
        header = self._headers.get(fold(name))
        if header is not None:
            return Saying("mistake.meant", {"mistake": _no(what, name), "meant": header[0]})
        saying = unknown(what, name, {*self.types, *self.added, *more}, at_least=60 if len(name) < _LONG else 75)
        if saying.key == "mistake.meant":
            return saying
        each = f'"{self.each}"' if " " in self.each else self.each
        look_up = each if self.join is None else f"{each} --join {self.join}"
        return Saying("mistake.look-up", {"mistake": saying, "list": look_up})

    def condition(self, text: str | None, where: KeyPath, mistakes: list[Found]) -> Expression | None:
        """The tree of a condition over these columns; adds what is wrong with it to the mistakes."""
        if text is None:
            return None
        try:
            tree = parse_condition(text)
        except ConditionError as mistake:
            mistakes.append((where, self._unreadable(text, mistake.saying)))
            return None
        mistakes += [(where, self.no_column(name)) for name in sorted(columns_of(tree)) if name not in self]
        mistakes += [(where, saying) for saying in unlike(tree, self.types)]
        mistakes += [(where, saying) for saying in self._strange(tree)]
        return tree

    def _unreadable(self, text: str, saying: Saying) -> Saying:
        """A condition that cannot be read, with the column that a header in it stands for."""
        words = f" {fold(_QUOTED.sub(' ', text))} "
        there = [header for header in self._headers if re.search(rf"\W{re.escape(header)}\W", words)]
        if not there:
            return saying
        name, header = self._headers[max(there, key=len)]
        return Saying("mistake.header", {"mistake": saying, "header": header, "name": name})

    @property
    def _headers(self) -> Mapping[str, tuple[str, str]]:
        """What the form prints over its columns, folded, to the names that rules have for them and as it is printed."""
        headers: dict[str, tuple[str, str]] = {}
        for form in forms_named(self.form):
            for prefix, spec in tables_beside(form, self.each, None):
                for column in spec.columns:
                    if f"{prefix}{column.name}" in self.types:
                        for key in sorted(column.keys):
                            headers.setdefault(key, (f"{prefix}{column.name}", column.header))
        return headers

    def _strange(self, tree: Expression) -> Iterator[Saying]:
        """Values that a column never has, for which the condition would wait in vain."""
        match tree:
            case Compare("=" | "!=", Column(name), Literal(str(value))):
                yield from self._strange_values(name, (value,))
            case In(Column(name), choices):
                yield from self._strange_values(name, choices)
            case And(parts) | Or(parts):
                for part in parts:
                    yield from self._strange(part)
            case Not(part):
                yield from self._strange(part)
            case _:
                return

    def _strange_values(self, name: str, values: tuple[object, ...]) -> Iterator[Saying]:
        known = closed_values(self.form, self.each, self.join).get(name, ())
        for value in values if known else ():
            if isinstance(value, str) and value not in known:
                choices = ", ".join(f'"{one}"' for one in known)
                yield Saying("mistake.never", {"name": name, "value": value, "choices": choices})


def _no(what: str, name: str) -> Saying:
    return Saying(f"mistake.no-{what}", {"name": name})
