"""``ktt-check audit`` and ``ktt-check history``: parse, call, print; for whoever answers for a whole province."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from . import exits, options
from .findings import FAIL_ON
from .terminal import (
    ToldError,
    cannot_write,
    choice,
    day,
    invalid_register,
    invalid_rules,
    language,
    print_out,
    profile_file,
    refuse_absent,
    tell,
)
from .usage import Command
from .wording import say

_Db = Annotated[
    str | None, typer.Option("--db", metavar="URL", help="Cơ sở dữ liệu PostgreSQL; mặc định: một tệp trong --out.")
]

_AUDIT_HELP = """Kiểm tra mọi biểu trong một thư mục, mỗi đêm: chỉ làm lại những gì mới, nhớ kết quả các lần trước.

\b
Ví dụ:
  ktt-check audit nop/ --programmes chuong-trinh/ --out kiem-tra/
  ktt-check audit nop/ --out kiem-tra/ --since-last --quiet

Bị ngắt giữa chừng thì chạy lại đúng lệnh ấy: việc được làm tiếp, kết quả như khi không bị ngắt.

\b
Mã kết thúc: 0 đã xong (dù có phát hiện), trừ khi nêu --fail-on: khi đó 1 có phát hiện từ mức ấy, 3 có biểu không
kiểm tra được · 2 dùng lệnh sai · 3 chưa xong (đang có đợt khác, đĩa đầy …) · 4 quy tắc sai.
"""


def audit_command(
    folder: Annotated[
        str,
        typer.Argument(metavar="FOLDER", help="Thư mục chứa các biểu đã nộp; hoặc URL của kho đối tượng (s3://…)."),
    ],
    programmes: Annotated[
        list[Path] | None,
        typer.Option(
            "--programmes", readable=False, metavar="DIR", help="Thư mục biểu của cấp trên, tìm trước các biểu đi kèm."
        ),
    ] = None,
    out: Annotated[
        Path,
        typer.Option("--out", readable=False, metavar="DIR", help="Thư mục kết quả; lần sau nêu đúng thư mục này."),
    ] = Path("kiem-tra"),
    rules: options.Rules = None,
    profile: options.Profile = None,
    decisions: Annotated[
        list[Path] | None,
        typer.Option(
            "--decisions",
            readable=False,
            metavar="FILE",
            help="Sổ quyết định (lặp lại được), ngoài các sổ quyet-dinh.yaml nằm cạnh các bản có ghi chú trong --out.",
        ),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", help="Số tiến trình; mặc định: số bộ xử lý.")
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", metavar="local|dask", help="Chạy trên máy này, hoặc trên cụm máy qua dask.")
    ] = "local",
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="ADDRESS", help="Với --engine dask: địa chỉ bộ điều phối của cụm máy."),
    ] = None,
    db: _Db = None,
    since_last: Annotated[bool, typer.Option("--since-last", help="Chỉ in những gì mới so với lần trước.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Không in gì khi mọi việc ổn (dùng cho cron).")] = False,
    lang: options.Lang = "vi",
    as_of: options.AsOf = None,
    fail_on: options.FailOn = "never",
) -> None:
    lang = language(lang)
    fail_on_given = fail_on != "never"
    fail_on = choice(fail_on, "--fail-on", FAIL_ON, lang)
    today = day(as_of, lang)
    from .audit.checking import Order
    from .audit.progress import Teller
    from .audit.remote import home_of, is_remote
    from .audit.run import ENGINES, AuditError, Means, audit
    from .audit.text import render, render_new
    from .library import LibraryError
    from .register import RegisterError
    from .rulebook import RuleBookError
    from .session import MisuseError, SessionError

    engine = choice(engine, "--engine", ENGINES, lang)
    remote = is_remote(folder)
    here = home_of(out) if remote else Path(folder)
    refuse_absent((*(() if remote else (here,)), *(programmes or ()), *(rules or ()), *(decisions or ())), lang)
    for option, path in (("FOLDER", here), *(("--programmes", one) for one in programmes or ())):
        if not path.is_dir() and not (remote and path is here):
            raise ToldError(say("error.not-a-folder", lang, option=option, path=path), exits.USAGE)
    if jobs is not None and jobs < 1:
        raise ToldError(say("audit.bad-jobs", lang), exits.USAGE)
    used = profile_file(profile, lang, [] if remote else [here])
    asked = (_whole(programmes), _whole(rules), None if used is None else used.absolute())
    order = Order(here.absolute(), out, *asked, today, lang)
    jobs, store = jobs or os.cpu_count() or 1, folder if remote else None
    means = Means(jobs, engine, scheduler, db, tuple(decisions or ()), store, telling=since_last)
    teller = Teller(lang, quiet=quiet)
    try:
        done = audit(order, means, teller)
    except RuleBookError as error:
        raise invalid_rules(error, lang, used) from None
    except RegisterError as error:
        raise invalid_register(error, lang) from None
    except LibraryError as error:
        raise ToldError(error.sentence(lang), exits.INVALID_RULES) from None
    except MisuseError as error:
        raise ToldError(str(error), exits.USAGE) from None
    except (AuditError, SessionError) as error:
        raise ToldError(str(error), exits.UNREADABLE) from None
    finally:
        teller.end()
    for note in () if quiet else done.notes:
        tell(note)
    if since_last:
        if done.closing.opened or not quiet:
            print_out(render_new(done, lang))
    elif not quiet:
        print_out(render(done, out, lang))
    if fail_on_given:
        told = done.summary
        raise typer.Exit(exits.status_of_counts(len(told.failed) + told.blocked, told.counting, fail_on))


def _whole(paths: list[Path] | None) -> tuple[Path, ...]:
    """Paths that mean the same wherever they are looked at from."""
    return tuple(path.absolute() for path in paths or ())


_HISTORY_HELP = """Xem những gì các đợt kiểm tra đã ghi nhớ.

\b
Ví dụ:
  ktt-check history --out kiem-tra/                       # các đợt đã chạy
  ktt-check history --out kiem-tra/ --since 2026-11-01    # phát hiện mới từ ngày ấy
  ktt-check history --out kiem-tra/ --by unit             # còn tồn đọng bao lâu, theo đơn vị hoặc theo quy tắc (rule)
  ktt-check history --out kiem-tra/ --decisions           # người thẩm định đã quyết định gì
  ktt-check history --out kiem-tra/ -o lich-su.csv        # xuất ra CSV hoặc Parquet
"""


def history_command(
    out: Annotated[
        Path, typer.Option("--out", readable=False, metavar="DIR", help="Thư mục kết quả của lệnh audit.")
    ] = Path("kiem-tra"),
    db: _Db = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Chỉ những gì mới từ ngày này (2026-11-21).")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="unit|rule", help="Còn tồn đọng bao lâu, theo đơn vị hoặc quy tắc.")
    ] = None,
    decisions: Annotated[
        bool, typer.Option("--decisions", help="Các quyết định của người thẩm định mà các đợt kiểm tra đã đọc.")
    ] = False,
    target: Annotated[
        Path | None,
        typer.Option("-o", "--output", readable=False, metavar="FILE", help="Xuất ra tệp .csv hoặc .parquet."),
    ] = None,
    lang: options.Lang = "vi",
) -> None:
    lang = language(lang)
    from_day = None if since is None else day(since, lang)
    if by is not None:
        by = choice(by, "--by", ("unit", "rule"), lang)
    if target is not None and target.suffix.lower() not in (".csv", ".parquet"):
        raise ToldError(say("history.bad-suffix", lang, path=target), exits.USAGE)
    from .audit.history import Decided, NoHistoryError, export, history
    from .audit.history_text import render_by, render_decisions, render_runs, render_since
    from .audit.memory import DATABASE_ERRORS
    from .audit.run import no_database
    from .audit.schema import NewerSchemaError

    try:
        told = history(out, db)
    except NoHistoryError:
        raise ToldError(say("history.none", lang), exits.USAGE) from None
    except NewerSchemaError:
        raise ToldError(say("audit.newer-database", lang), exits.UNREADABLE) from None
    except (*DATABASE_ERRORS, PermissionError):
        raise ToldError(no_database(out, db, lang), exits.UNREADABLE) from None
    chosen = told if from_day is None else told.since(from_day)
    if target is not None:
        try:
            if decisions:
                export(chosen.decisions, target, Decided)
            else:
                export(chosen.spells, target)
        except OSError as problem:
            raise cannot_write(target, problem, lang) from None
        tell(say("written", lang, path=target))
    elif decisions:
        print_out(render_decisions(chosen, lang))
    elif by is not None:
        print_out(render_by(chosen, by, lang))
    elif from_day is not None:
        print_out(render_since(told, from_day, lang))
    else:
        print_out(render_runs(told, lang))


def add_to(app: typer.Typer) -> None:
    """The commands of an audit, among the others."""
    app.command("audit", cls=Command, help=_AUDIT_HELP, short_help="Kiểm tra mọi biểu đã nộp, mỗi đêm.")(audit_command)
    app.command("history", cls=Command, help=_HISTORY_HELP, short_help="Xem các đợt kiểm tra đã ghi nhớ gì.")(
        history_command
    )
