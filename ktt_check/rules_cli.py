"""``ktt-check rules …``: parse, call, print; for those who read, write and change rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from . import exits, options
from .terminal import (
    ToldError,
    cannot_write,
    day,
    in_force,
    language,
    print_out,
    profile_file,
    refuse_absent,
    tell,
)
from .usage import Command, Commands
from .wording import say

if TYPE_CHECKING:
    from .rulebook import Rule, RuleBook

rules_app = typer.Typer(
    cls=Commands, no_args_is_help=False, rich_markup_mode=None, help="Xem, thử, viết và thay đổi bộ quy tắc."
)


@rules_app.callback(invoke_without_command=True)
def rules_command(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        rules_list()


@rules_app.command("list", cls=Command, help="Liệt kê các quy tắc theo nhóm, kèm mức độ và tình trạng.")
def rules_list(rules: options.Rules = None, profile: options.Profile = None, lang: options.Lang = "vi") -> None:
    lang = language(lang)
    from .outputs.rule_list import render_list

    print_out(render_list(in_force(rules or [], lang, profile_file(profile, lang)).rules, lang))


@rules_app.command("show", cls=Command, help="Xem một quy tắc: vì sao, căn cứ, cách sửa, các trường hợp.")
def rules_show(
    code: Annotated[str, typer.Argument(metavar="CODE")],
    rules: options.Rules = None,
    profile: options.Profile = None,
    lang: options.Lang = "vi",
) -> None:
    lang = language(lang)
    from .outputs.rule_list import render_rule

    book = in_force(rules or [], lang, profile_file(profile, lang)).rules
    found = _of_code(book, code)
    if found is None:
        raise ToldError(say("error.no-rule", lang, code=code), exits.USAGE)
    print_out(render_rule(found, book, lang))


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
        Path | None,
        typer.Argument(readable=False, metavar="PATH", help="Thư mục, tệp hoặc mã quy tắc; mặc định: mọi quy tắc."),
    ] = None,
    rules: options.Rules = None,
    profile: options.Profile = None,
    as_of: options.AsOf = None,
    lang: options.Lang = "vi",
) -> None:
    lang = language(lang)
    today = day(as_of, lang)
    refuse_absent(rules or (), lang)
    used = profile_file(profile, lang)
    from .outputs import proofs
    from .proof import Exam, prove
    from .rulebook import RuleBookError
    from .terminal import invalid_rules

    own, chosen, shipped = _chosen(path, rules or [], lang, used)
    exams = [
        Exam(rule.path.with_suffix(".md"), (), today, None, rule.data.form == "across")
        if _within(rule.path, (shipped,))
        else Exam(rule.path.with_suffix(".md"), own, today, used, rule.data.form == "across")
        for rule in chosen
    ]
    all_examined = []
    try:
        for rule, examined in zip(chosen, prove(exams), strict=True):
            all_examined.append(examined)
            print_out(proofs.render_rule(rule, examined, lang))
    except RuleBookError as error:
        raise invalid_rules(error, lang, used) from None
    print_out(proofs.render_total(all_examined, lang))
    raise typer.Exit(exits.CLEAN if all(examined.holds for examined in all_examined) else exits.FOUND)


def _chosen(
    path: Path | None, rules: list[Path], lang: str, profile: Path | None
) -> tuple[tuple[Path, ...], list[Rule], Path]:
    """The folders of own rules; the rules that the path means: all, those below it, that file or that code; the
    folder of the shipped ones.
    """
    from .resources import rules_folder

    own, shipped = tuple(rules), rules_folder()
    if path is not None and path.exists():
        beside = in_force(own, lang, profile).own_rules
        if not _within(path, (shipped, *beside)):
            own = (*own, path if path.is_dir() else path.parent)
    book = in_force(own, lang, profile).rules
    every = [*book.rules, *(one.rule for one in book.off)]
    if path is None:
        return own, every, shipped
    if not path.exists():
        found = _of_code(book, str(path))
        if found is None:
            raise ToldError(say("error.no-such-path", lang, path=path), exits.USAGE)
        return own, [found], shipped
    stem = (path.parent / path.stem).resolve()
    chosen = [r for r in every if _within(r.path, (path,)) or r.path.with_suffix("").resolve() == stem]
    if not chosen:
        raise ToldError(say("error.no-rules-there", lang, path=path), exits.USAGE)
    return own, chosen, shipped


def _within(path: Path, folders: tuple[Path, ...]) -> bool:
    return any(path.resolve().is_relative_to(folder.resolve()) for folder in folders)


def _of_code(book: RuleBook, code: str) -> Rule | None:
    every = (*book.rules, *(one.rule for one in book.off))
    return next((rule for rule in every if rule.code == code.upper()), None)


@rules_app.command(
    "schema",
    cls=Command,
    short_help="In JSON Schema của tệp quy tắc cho trình soạn thảo.",
    help="In JSON Schema của tệp quy tắc hoặc hồ sơ cấu hình, để trình soạn thảo gợi ý và soát lỗi khi viết.",
)
def rules_schema(
    out: Annotated[
        Path | None, typer.Option("-o", "--output", readable=False, metavar="FILE", help="Ghi vào tệp này.")
    ] = None,
    profile: Annotated[bool, typer.Option("--profile", help="Của hồ sơ cấu hình thay vì của tệp quy tắc.")] = False,
    lang: options.Lang = "vi",
) -> None:
    lang = language(lang)
    if profile:
        from .profiles.json_schema import as_text
    else:
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
    into: Annotated[Path, typer.Option("--into", readable=False, metavar="DIR", help="Thư mục ghi vào.")] = Path(
        "quy-tac"
    ),
    lang: options.Lang = "vi",
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
    replaced = _of_code(in_force([], lang, None).rules, name.partition("-")[0])
    if replaced is not None:
        tell(say("new.replaces", lang, code=replaced.code, title=replaced.data.title.in_language(lang)))
    tell(say("new.fill-in", lang, folder=into))


_COLUMNS_HELP = """Xem quy tắc có thể nêu những gì: các danh sách, hoặc các cột của một danh sách.

\b
Ví dụ:
  ktt-check rules columns                          # các danh sách và phép ghép
  ktt-check rules columns targets                  # các cột của trang Chỉ tiêu
  ktt-check rules columns targets --join higher    # thêm các cột của chỉ tiêu cấp trên
"""


@rules_app.command("columns", cls=Command, help=_COLUMNS_HELP, short_help="Xem các danh sách và cột để viết quy tắc.")
def rules_columns(
    each: Annotated[str | None, typer.Argument(metavar="LIST", help="Danh sách, như targets.")] = None,
    join: Annotated[str | None, typer.Option("--join", metavar="JOIN", help="Phép ghép, như higher.")] = None,
    lang: options.Lang = "vi",
) -> None:
    lang = language(lang)
    from .outputs import reference
    from .rulebook.mistakes import unknown
    from .rulebook.question import no_list
    from .vocabulary import joins

    if each is None:
        print_out(reference.render_lists(lang))
        return
    if reference.form_of(each) is None:
        raise ToldError(no_list(each).said(lang), exits.USAGE)
    if join is not None and join not in joins(each):
        raise ToldError(unknown("join", join, joins(each)).said(lang), exits.USAGE)
    print_out(reference.render_columns(each, join, lang))


_IMPACT_HELP = """Cho biết quy tắc thay đổi sẽ phát hiện thêm gì và thôi phát hiện gì trên các biểu, trước khi ban hành.

\b
Ví dụ:
  ktt-check rules impact --rules quy-tac-moi/ nop/ --programmes chuong-trinh/ -o tac-dong.md
  ktt-check rules impact --rules quy-tac-moi/ --instead-of quy-tac/ nop/
  ktt-check rules impact --profile ho-so-moi/ktt-check.yaml nop/

Hồ sơ cấu hình tìm thấy từ thư mục hiện tại là hồ sơ đang dùng; --profile nêu hồ sơ mới thay cho nó.
"""


@rules_app.command("impact", cls=Command, help=_IMPACT_HELP, short_help="Xem quy tắc thay đổi sẽ báo khác đi thế nào.")
def rules_impact(
    paths: Annotated[
        list[Path], typer.Argument(readable=False, metavar="WORKBOOK", help="Biểu hoặc thư mục chứa biểu.")
    ],
    rules: Annotated[
        list[Path] | None,
        typer.Option("--rules", readable=False, metavar="DIR", help="Thư mục quy tắc mới (lặp lại được)."),
    ] = None,
    profile: Annotated[
        Path | None, typer.Option("--profile", readable=False, metavar="FILE", help="Hồ sơ cấu hình mới.")
    ] = None,
    instead_of: Annotated[
        list[Path] | None,
        typer.Option(
            "--instead-of",
            readable=False,
            metavar="DIR",
            help="Thư mục quy tắc riêng đang dùng; mặc định: chỉ bộ đi kèm.",
        ),
    ] = None,
    against: options.Against = None,
    programmes: options.Programmes = None,
    note: Annotated[
        Path | None,
        typer.Option("-o", "--output", readable=False, metavar="NOTE.md", help="Ghi bản tóm tắt một trang."),
    ] = None,
    as_of: options.AsOf = None,
    lang: options.Lang = "vi",
) -> None:
    lang = language(lang)
    today = day(as_of, lang)
    shelves = [programmes] if programmes else []
    refuse_absent((*(rules or ()), *(instead_of or ()), *(against or ()), *shelves), lang)
    if not rules and profile is None:
        raise ToldError(say("error.nothing-new", lang), exits.USAGE)
    used = profile_file(None, lang, paths)
    new = used if profile is None else profile_file(profile, lang)
    from .outputs.impact import compare, render, render_note
    from .session import Request
    from .terminal import run_told, submissions

    request = Request(
        submissions(paths, None, lang), against or [], shelves, instead_of or [], today, lang, False, used
    )
    before = run_told(request)
    after = run_told(replace(request, rules=rules or [], profile=new))
    impact = compare(before.force, after.force, before.outcomes, after.outcomes)
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
