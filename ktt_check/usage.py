"""The parser's own words in Vietnamese: the headings of ``--help`` and what is wrong with a command line."""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from .values.text import nearest

UsageError: type[Exception] = typer.BadParameter.__mro__[1]  # the parser that typer brings along is not importable

_HEADINGS = (
    (re.compile(r"^Usage:", re.MULTILINE), "Cách dùng:"),
    (re.compile(r"^Arguments:", re.MULTILINE), "Đối số:"),
    (re.compile(r"^Options:", re.MULTILINE), "Tùy chọn:"),
    (re.compile(r"^Commands:", re.MULTILINE), "Lệnh:"),
    (re.compile(r"\{([A-Z]+)\}"), r"\1"),
    (re.compile(r"^(  [A-Z]+) <[^>]+>", re.MULTILINE), r"\1"),
    (re.compile(r"\[required\]"), "[bắt buộc]"),
    (re.compile(r"\[default: "), "[mặc định: "),
    (re.compile(r"Show this message and exit\."), "Xem trợ giúp này."),
)
_SEE_HELP = "Xem: ktt-check --help"


class WrongUseError(Exception):
    """A command that does not exist; the text is the sentence for the user."""


class Command(TyperCommand):
    """A command whose help is in Vietnamese."""

    def get_help(self, ctx: Any) -> str:
        return _translated(super().get_help(ctx))


class Commands(TyperGroup):
    """A group of commands whose help is in Vietnamese, and which says so when there is no such command."""

    def get_help(self, ctx: Any) -> str:
        return _translated(super().get_help(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            raise WrongUseError(_no_such("lệnh", name, list(self.commands)))
        return super().resolve_command(ctx, args)


def usage_words(mistake: Any) -> str:
    """The parser's complaint in one Vietnamese line; the help itself where no command was given."""
    parameter = getattr(mistake, "param", None)
    match type(mistake).__name__:
        case "NoArgsIsHelpError":
            return str(mistake.ctx.get_help())
        case "NoSuchOption":
            return _no_such("tùy chọn", mistake.option_name, mistake.possibilities or ())
        case "BadOptionUsage" if "requires" in str(mistake):
            return f"Chưa ghi giá trị của tùy chọn {mistake.option_name}. {_SEE_HELP}"
        case "BadOptionUsage":
            return f"Tùy chọn {mistake.option_name} không nhận giá trị. {_SEE_HELP}"
        case "MissingParameter" if parameter is not None:
            return f"Thiếu {_named(parameter)}. {_SEE_HELP}"
        case _ if parameter is not None:
            return f"Giá trị của {_named(parameter)} chưa đúng. {_SEE_HELP}"
        case _:
            extra = re.search(r"extra argument\S* \((.+)\)", getattr(mistake, "message", ""))
            return f"Thừa đối số: {extra[1]}. {_SEE_HELP}" if extra else f"Lệnh chưa đúng. {_SEE_HELP}"


def _no_such(what: str, name: str, choices: Any) -> str:
    meant = nearest(name, {choice: choice for choice in choices}, at_least=60)
    return f"Không có {what} {name}" + (f" (có phải {meant}?)" if meant else "") + f". {_SEE_HELP}"


def _named(parameter: Any) -> str:
    names = sorted(parameter.opts, key=len)
    if names[-1].startswith("-"):
        return str(names[-1])
    return f"đối số {(parameter.metavar or names[-1]).rstrip('.')}"


def _translated(text: str) -> str:
    for heading, words in _HEADINGS:
        text = heading.sub(words, text)
    return text
