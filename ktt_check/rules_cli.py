"""``ktt-check rules …``: parse, call, print; for those who read, write and change rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import exits
from .terminal import (
    ToldError,
    cannot_write,
    day,
    language,
    print_out,
    refuse_absent,
    rules_in_force,
    tell,
)
from .usage import Command, Commands
from .wording import say

if TYPE_CHECKING:
    from .rulebook import Rule, RuleBook

rules_app = typer.Typer(
    cls=Commands, no_args_is_help=False, rich_markup_mode=None, help="Xem, thử, viết và thay đổi bộ quy tắc."
)

_Rules = Annotated[
    list[Path] | None, typer.Option("--rules", metavar="DIR", help="Thư mục quy tắc bổ sung (lặp lại được).")
]
_Lang = Annotated[str, typer.Option("--lang", metavar="vi|en", help="Ngôn ngữ.")]
_AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Ngày được coi là hôm nay (2026-11-21).")]


@rules_app.callback(invoke_without_command=True)
def rules_command(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        rules_list()


@rules_app.command("list", cls=Command, help="Liệt kê các quy tắc theo nhóm, kèm mức độ và tình trạng.")
def rules_list(rules: _Rules = None, lang: _Lang = "vi") -> None:
    lang = language(lang)
    from .outputs.rule_list import render_list

    print_out(render_list(rules_in_force(rules or [], lang), lang))


@rules_app.command("show", cls=Command, help="Xem một quy tắc: vì sao, căn cứ, cách sửa, các trường hợp.")
def rules_show(code: Annotated[str, typer.Argument(metavar="CODE")], rules: _Rules = None, lang: _Lang = "vi") -> None:
    lang = language(lang)
    from .outputs.rule_list import render_rule

    found = _of_code(rules_in_force(rules or [], lang), code)
    if found is None:
        raise ToldError(say("error.no-rule", lang, code=code), exits.USAGE)
    print_out(render_rule(found, lang))


_TEST_HELP = """Chạy các trường hợp của quy tắc trên bảng trong bộ nhớ và nêu chỗ khác với điều trường hợp ghi.

\b
Ví dụ:
  ktt-check rules test                                     # mọi quy tắc đi kèm
  ktt-check rules test quy-tac/                            # quy tắc riêng trong thư mục
  ktt-check rules test quy-tac/CT50-base-year.yaml         # một quy tắc
  ktt-check rules test CT02

\b
Mã kết thúc: 0 đúng cả · 1 có trường hợp sai · 2 dùng lệnh sai · 4 tệp quy tắc hoặc trường hợp có sai sót.
"""


@rules_app.command("test", cls=Command, help=_TEST_HELP, short_help="Chạy các trường hợp của quy tắc.")
def rules_test(
    path: Annotated[
        Path | None, typer.Argument(metavar="PATH", help="Thư mục, tệp hoặc mã quy tắc; mặc định: mọi quy tắc.")
    ] = None,
    rules: _Rules = None,
    as_of: _AsOf = None,
    lang: _Lang = "vi",
) -> None:
    lang = language(lang)
    today = day(as_of, lang)
    refuse_absent(rules or (), lang)
    from .outputs import proofs
    from .proof import Exam, prove
    from .rulebook import RuleBookError
    from .terminal import invalid_rules

    own, chosen = _chosen(path, rules or [], lang)
    exams = [Exam(rule.path.with_suffix(".md"), own if _within(rule.path, own) else (), today) for rule in chosen]
    all_examined = []
    try:
        for rule, examined in zip(chosen, prove(exams), strict=True):
            all_examined.append(examined)
            print_out(proofs.render_rule(rule, examined, lang))
    except RuleBookError as error:
        raise invalid_rules(error, lang) from None
    print_out(proofs.render_total(all_examined, lang))
    raise typer.Exit(exits.CLEAN if all(examined.holds for examined in all_examined) else exits.FOUND)


def _chosen(path: Path | None, rules: list[Path], lang: str) -> tuple[tuple[Path, ...], list[Rule]]:
    """The folders of own rules, and the rules that the path means: all, those below it, that file or that code."""
    from .resources import rules_folder

    own = tuple(rules)
    if path is None:
        return own, list(rules_in_force(own, lang).rules)
    if not path.exists():
        found = _of_code(rules_in_force(own, lang), str(path))
        if found is None:
            raise ToldError(say("error.no-such-path", lang, path=path), exits.USAGE)
        return own, [found]
    folder = path if path.is_dir() else path.parent
    if not _within(path, (rules_folder(), *own)):
        own = (*own, folder)
    book = rules_in_force(own, lang)
    stem = (path.parent / path.stem).resolve()
    chosen = [r for r in book.rules if _within(r.path, (path,)) or r.path.with_suffix("").resolve() == stem]
    if not chosen:
        raise ToldError(say("error.no-rules-there", lang, path=path), exits.USAGE)
    return own, chosen


def _within(path: Path, folders: tuple[Path, ...]) -> bool:
    return any(path.resolve().is_relative_to(folder.resolve()) for folder in folders)


def _of_code(book: RuleBook, code: str) -> Rule | None:
    return next((rule for rule in book.rules if rule.code == code.upper()), None)


@rules_app.command(
    "schema",
    cls=Command,
    short_help="In JSON Schema của tệp quy tắc cho trình soạn thảo.",
    help="In JSON Schema của tệp quy tắc, để trình soạn thảo gợi ý và soát lỗi khi viết.",
)
def rules_schema(
    out: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Ghi vào tệp này.")] = None,
    lang: _Lang = "vi",
) -> None:
    lang = language(lang)
    from .rulebook.json_schema import as_text

    if out is None:
        print_out(as_text().rstrip())
    else:
        _write(out, as_text(), lang)


@rules_app.command(
    "new",
    cls=Command,
    help="Tạo hai tệp của một quy tắc mới để điền.\n\n\b\nVí dụ:\n  ktt-check rules new CT50-base-year --into quy-tac/",
)
def rules_new(
    name: Annotated[str, typer.Argument(metavar="CODE-slug", help="Mã và vài chữ, như CT50-base-year.")],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="Thư mục ghi vào.")] = Path("quy-tac"),
    lang: _Lang = "vi",
) -> None:
    lang = language(lang)
    from .rulebook.scaffold import new_rule

    try:
        files = new_rule(name, into)
    except ValueError:
        raise ToldError(say("error.rule-name", lang, name=name), exits.USAGE) from None
    except FileExistsError as there:
        raise ToldError(say("error.file-there", lang, path=there), exits.USAGE) from None
    except OSError as problem:
        raise cannot_write(into, problem, lang) from None
    for file in files:
        print_out(str(file))
    replaced = _of_code(rules_in_force([], lang), name.partition("-")[0])
    if replaced is not None:
        tell(say("new.replaces", lang, code=replaced.code, title=replaced.data.title.in_language(lang)))
    tell(say("new.fill-in", lang, folder=into))


_IMPACT_HELP = """Cho biết quy tắc thay đổi sẽ phát hiện thêm gì và thôi phát hiện gì trên các biểu, trước khi ban hành.

\b
Ví dụ:
  ktt-check rules impact --rules quy-tac-moi/ nop/ --programmes chuong-trinh/ -o tac-dong.md
  ktt-check rules impact --rules quy-tac-moi/ --instead-of quy-tac/ nop/
"""


@rules_app.command("impact", cls=Command, help=_IMPACT_HELP, short_help="Xem quy tắc thay đổi sẽ báo khác đi thế nào.")
def rules_impact(
    paths: Annotated[list[Path], typer.Argument(metavar="WORKBOOK", help="Biểu hoặc thư mục chứa biểu.")],
    rules: Annotated[list[Path], typer.Option("--rules", metavar="DIR", help="Thư mục quy tắc mới (lặp lại được).")],
    instead_of: Annotated[
        list[Path] | None,
        typer.Option("--instead-of", metavar="DIR", help="Thư mục quy tắc riêng đang dùng; mặc định: chỉ bộ đi kèm."),
    ] = None,
    against: Annotated[
        list[Path] | None, typer.Option("--against", metavar="PROGRAMME.xlsx", help="Biểu của cấp trên.")
    ] = None,
    programmes: Annotated[
        Path | None, typer.Option("--programmes", metavar="DIR", help="Thư mục biểu của cấp trên.")
    ] = None,
    note: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="NOTE.md", help="Ghi bản tóm tắt một trang.")
    ] = None,
    as_of: _AsOf = None,
    lang: _Lang = "vi",
) -> None:
    lang = language(lang)
    today = day(as_of, lang)
    shelves = [programmes] if programmes else []
    refuse_absent((*rules, *(instead_of or ()), *(against or ()), *shelves), lang)
    from .outputs.impact import compare, render, render_note
    from .session import Request
    from .terminal import run_told, submissions

    request = Request(submissions(paths, None, lang), against or [], shelves, instead_of or [], today, lang, False)
    before = run_told(request)
    after = run_told(replace(request, rules=rules))
    impact = compare(before.rules, after.rules, before.outcomes, after.outcomes)
    print_out(render(impact, lang))
    if note is not None:
        _write(note, render_note(impact, today), lang)
    failed = any(outcome.error is not None for outcome in (*before.outcomes, *after.outcomes))
    raise typer.Exit(exits.UNREADABLE if failed else exits.CLEAN)


def _write(path: Path, text: str, lang: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise cannot_write(path, problem, lang) from None
    tell(say("written", lang, path=path))
