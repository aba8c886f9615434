"""The command line: parse, call, print; nothing else (contract §3)."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from copy import copy
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from . import __version__, audit_cli, exits, options
from .findings import FAIL_ON
from .rules_cli import rules_app
from .submissions import Submission, Submissions, workbooks_below
from .template_cli import template_app
from .terminal import (
    ToldError,
    choice,
    day,
    in_force,
    language,
    print_out,
    profile_file,
    refuse_absent,
    run_told,
    submissions,
    tell,
)
from .usage import Command, Commands, UsageError, WrongUseError, usage_words
from .wording import say

if TYPE_CHECKING:
    from .session import Done

app = typer.Typer(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Kiểm tra biểu kế hoạch, báo cáo tiến độ của cấp dưới so với chương trình của cấp trên.",
)
app.add_typer(rules_app, name="rules")
app.add_typer(template_app, name="template")
audit_cli.add_to(app)

_FORMATS = ("text", "json", "sarif", "junit")
_CHECK_HELP = """Kiểm tra biểu hoặc cả thư mục biểu, ghi bản có ghi chú bên cạnh tệp gốc (tệp gốc không bị thay đổi).

\b
Ví dụ:
  ktt-check check ke-hoach.xlsx
  ktt-check check nop/ --programmes chuong-trinh/ --out ket-qua/
  ktt-check check ke-hoach.xlsx --against nghi-quyet.xlsx --no-annotate --format json

\b
Mã kết thúc: 0 không có phát hiện từ mức --fail-on trở lên · 1 có phát hiện · 2 dùng lệnh sai ·
3 có biểu không đọc được, sai biểu, không có cấp trên để đối chiếu hoặc quy tắc không chạy được · 4 quy tắc sai.
"""


@app.command("check", cls=Command, help=_CHECK_HELP)
def check_command(
    paths: Annotated[
        list[Path], typer.Argument(readable=False, metavar="PATH", help="Biểu .xlsx, .xlsm hoặc thư mục chứa biểu.")
    ],
    against: options.Against = None,
    programmes: options.Programmes = None,
    rules: options.Rules = None,
    profile: options.Profile = None,
    decisions: options.Decisions = None,
    previous: Annotated[
        Path | None,
        typer.Option(
            "--previous",
            readable=False,
            metavar="FILE",
            help="Lần gửi trước: biểu, bản có ghi chú của biểu ấy, hoặc kết quả JSON.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", readable=False, metavar="DIR", help="Thư mục ghi kết quả; mặc định cạnh tệp gốc."),
    ] = None,
    no_annotate: Annotated[bool, typer.Option("--no-annotate", help="Không ghi bản có ghi chú.")] = False,
    format_: Annotated[str, typer.Option("--format", metavar="text|json|sarif|junit", help="Dạng kết quả.")] = "text",
    lang: options.Lang = "vi",
    as_of: options.AsOf = None,
    fail_on: options.FailOn = "error",
) -> None:
    lang = language(lang)
    format_ = choice(format_, "--format", _FORMATS, lang)
    fail_on = choice(fail_on, "--fail-on", FAIL_ON, lang)
    today = day(as_of, lang)
    workbooks = submissions(paths, out, lang)  # before all else: their readers work while the rest is loaded
    from .session import Request

    named = [path for path in (programmes, decisions, previous) if path is not None]
    refuse_absent((*(against or ()), *named, *(rules or ())), lang)
    if programmes and not programmes.is_dir():
        raise ToldError(say("error.not-a-folder", lang, option="--programmes", path=programmes), exits.USAGE)
    shelves = [programmes] if programmes else []
    used = profile_file(profile, lang, paths)
    annotate, kept = not no_annotate, decisions
    request = Request(
        workbooks, against or [], shelves, rules or [], today, lang, annotate, used, kept, previous
    )  # fmt: skip
    done = run_told(request, quiet=len(workbooks.each) == 1)
    print_out(_render(done, format_, today, lang, fail_on))
    raise typer.Exit(exits.status(done.outcomes, fail_on))


_DIFF_HELP = """So sánh hai lần gửi của một biểu: đã sửa gì, còn gì, có gì mới, giá trị nào thay đổi.

\b
OLD là biểu gửi lần trước, bản có ghi chú của biểu ấy (*.ket-qua.xlsx) hoặc kết quả JSON; NEW là biểu gửi lần này.
Ví dụ:
  ktt-check diff ke-hoach.ket-qua.xlsx ke-hoach-lan-2.xlsx
  ktt-check diff lan-1.xlsx lan-2.xlsx --programmes chuong-trinh/ --format json

\b
Mã kết thúc: 0 đã so sánh · 2 dùng lệnh sai · 3 có biểu không đọc được hoặc chưa kiểm tra được · 4 quy tắc sai.
"""


@app.command("diff", cls=Command, help=_DIFF_HELP)
def diff_command(
    old: Annotated[Path, typer.Argument(readable=False, metavar="OLD", help="Lần gửi trước.")],
    new: Annotated[Path, typer.Argument(readable=False, metavar="NEW", help="Lần gửi này.")],
    against: options.Against = None,
    programmes: options.Programmes = None,
    rules: options.Rules = None,
    decisions: options.Decisions = None,
    profile: options.Profile = None,
    format_: Annotated[str, typer.Option("--format", metavar="text|json", help="Dạng kết quả.")] = "text",
    lang: options.Lang = "vi",
    as_of: options.AsOf = None,
) -> None:
    lang = language(lang)
    format_ = choice(format_, "--format", _FORMATS[:2], lang)
    today = day(as_of, lang)
    both = Submissions([Submission(new, new.parent)])
    from .session import Request

    named = [path for path in (programmes, decisions) if path is not None]
    refuse_absent((old, new, *(against or ()), *named, *(rules or ())), lang)
    shelves = [programmes] if programmes else []
    used = profile_file(profile, lang, [old, new])
    request = Request(
        both, against or [], shelves, rules or [], today, lang, False, used, decisions, old
    )  # fmt: skip
    done = run_told(request)
    if format_ == "json":
        print_out(_render(done, "json", today, lang))
    else:
        from .outputs.difference import render as as_difference

        print_out(as_difference(done.outcomes[0], lang))
    raise typer.Exit(exits.status(done.outcomes, "never"))


_DEMO_HELP = """Chạy việc chính trên các biểu đi kèm, theo bộ quy tắc đi kèm; không dùng hồ sơ cấu hình.

\b
Ví dụ:
  ktt-check demo --out ket-qua/
"""


@app.command("demo", cls=Command, help=_DEMO_HELP, short_help="Chạy việc chính trên các biểu đi kèm.")
def demo_command(
    out: Annotated[Path, typer.Option("--out", readable=False, metavar="DIR", help="Thư mục ghi kết quả.")] = Path(
        "ket-qua"
    ),
    lang: options.Lang = "vi",
) -> None:
    lang = language(lang)
    from .resources import workbooks_folder

    tell(say("demo.heading", lang))
    plans = workbooks_below(workbooks_folder() / "plans")
    workbooks = Submissions(Submission(path, out) for path in plans)
    from .session import Request

    request = Request(workbooks, as_of=day(None, lang), language=lang)
    done = run_told(request, quiet=False)
    print_out(_render(done, "text", request.as_of, lang))
    print_out("\n" + say("demo.done", lang, folder=out.resolve()))


def _version(wanted: bool) -> None:
    if wanted:
        from .outputs.profile_words import profile_name
        from .profiles.finding import find_profile

        force = in_force([], "vi", find_profile().found)
        book = force.rules
        print_out(f"ktt-check {__version__}\n{say('result.rules')}: {book.version} ({len(book.rules)})")
        print_out(f"{say('result.profile')}: {profile_name(force, 'vi')}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Phiên bản công cụ, bộ quy tắc, cấu hình."),
    ] = False,
) -> None:
    """Options before any command."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; every trouble is one Vietnamese line on stderr and an exit status of the contract."""
    if arguments is None:
        _spare_the_collector()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        given = list(arguments) if arguments is not None else sys.argv[1:]
        status = _serving(given)(args=given, prog_name="ktt-check", standalone_mode=False)
    except UsageError as mistake:
        tell(usage_words(mistake))
        status = exits.USAGE
    except WrongUseError as mistake:
        tell(str(mistake))
        status = exits.USAGE
    except typer.Abort:
        status = 130
    except ToldError as trouble:
        tell(str(trouble))
        status = trouble.status
    except BrokenPipeError:
        status = exits.CLEAN
    except Exception as problem:
        if os.environ.get("KTT_CHECK_DEBUG"):
            raise
        tell(say("error.unforeseen", what=type(problem).__name__))
        status = exits.UNREADABLE
    if arguments is None:
        _leave(status or 0)
    raise SystemExit(status or 0)


def _serving(given: Sequence[str]) -> typer.Typer:
    """The command line with the one command that is asked for; with all of them where none is named first.

    Typer builds every command with all its options before it looks at the first word.
    """
    asked = copy(app)
    name = given[0] if given else ""
    asked.registered_commands = [one for one in app.registered_commands if one.name == name]
    asked.registered_groups = [one for one in app.registered_groups if one.name == name]
    return asked if asked.registered_commands or asked.registered_groups else app


def _spare_the_collector() -> None:
    """What a program of its own makes lives to its end: looking for cycles is time lost."""
    gc.set_threshold(200_000, 20, 20)


def _leave(status: int) -> NoReturn:
    """End the program at once, everything said: taking hundreds of modules apart piece by piece serves nobody."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # nobody reads any more
        status = status or exits.CLEAN
    os._exit(status)


def _render(done: Done, format_: str, today: date, lang: str, fail_on: str = "error") -> str:
    match format_:
        case "json":
            from .outputs.json_document import render as as_json

            return as_json(done.outcomes, today, done.force)
        case "sarif":
            from .outputs.sarif import render as as_sarif

            return as_sarif(done.outcomes, done.force, lang)
        case "junit":
            from .outputs.junit import render as as_junit

            return as_junit(done.outcomes, done.rules, lang, fail_on)
        case _:
            from .outputs.text import render as as_text

            return as_text(done.outcomes, done.written, done.force, lang)
