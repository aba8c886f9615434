"""``ktt-check audit`` and ``ktt-check history``: parse, call, print; for whoever answers for a whole province."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from . import exits
from .findings import FAIL_ON
from .terminal import ToldError, choice, day, invalid_rules, language, print_out, profile_file, refuse_absent
from .usage import Command
from .wording import say

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
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Thư mục chứa các biểu đã nộp.")],
    programmes: Annotated[
        list[Path] | None,
        typer.Option("--programmes", metavar="DIR", help="Thư mục biểu của cấp trên, tìm trước các biểu đi kèm."),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Thư mục kết quả; lần sau nêu đúng thư mục này.")
    ] = Path("kiem-tra"),
    rules: Annotated[
        list[Path] | None, typer.Option("--rules", metavar="DIR", help="Thư mục quy tắc bổ sung (lặp lại được).")
    ] = None,
    profile: Annotated[
        Path | None,
        typer.Option(
            "--profile", metavar="FILE", help="Hồ sơ cấu hình; mặc định: ktt-check.yaml tìm ngược từ thư mục hiện tại."
        ),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", help="Số tiến trình; mặc định: số bộ xử lý.")
    ] = None,
    db: Annotated[
        str | None,
        typer.Option("--db", metavar="URL", help="Cơ sở dữ liệu PostgreSQL; mặc định: một tệp trong --out."),
    ] = None,
    since_last: Annotated[bool, typer.Option("--since-last", help="Chỉ in những gì mới so với lần trước.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Không in gì khi mọi việc ổn (dùng cho cron).")] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="vi|en", help="Ngôn ngữ.")] = "vi",
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Ngày được coi là hôm nay (2026-11-21).")
    ] = None,
    fail_on: Annotated[
        str,
        typer.Option("--fail-on", metavar="error|warning|info|never", help="Mức phát hiện làm mã kết thúc khác 0."),
    ] = "never",
) -> None:
    lang = language(lang)
    fail_on_given = fail_on != "never"
    fail_on = choice(fail_on, "--fail-on", FAIL_ON, lang)
    today = day(as_of, lang)
    refuse_absent((folder, *(programmes or ()), *(rules or ())), lang)
    for option, path in (("FOLDER", folder), *(("--programmes", one) for one in programmes or ())):
        if not path.is_dir():
            raise ToldError(say("error.not-a-folder", lang, option=option, path=path), exits.USAGE)
    if jobs is not None and jobs < 1:
        raise ToldError(say("audit.bad-jobs", lang), exits.USAGE)
    used = profile_file(profile, lang, [folder])
    from .audit.checking import Order
    from .audit.progress import Teller
    from .audit.run import AuditError, audit
    from .audit.text import render, render_new
    from .library import LibraryError
    from .rulebook import RuleBookError

    order = Order(folder, out, tuple(programmes or ()), tuple(rules or ()), used, today, lang)
    teller = Teller(lang, quiet=quiet)
    try:
        done = audit(order, jobs or os.cpu_count() or 1, db, teller)
    except RuleBookError as error:
        raise invalid_rules(error, lang, used) from None
    except LibraryError as error:
        raise ToldError(error.sentence(lang), exits.INVALID_RULES) from None
    except AuditError as error:
        raise ToldError(str(error), exits.UNREADABLE) from None
    finally:
        teller.end()
    if since_last:
        if done.closing.opened or not quiet:
            print_out(render_new(done, lang))
    elif not quiet:
        print_out(render(done, out, lang))
    if fail_on_given:
        told = done.summary
        raise typer.Exit(exits.status_of_counts(len(told.failed) + told.blocked, told.counting, fail_on))


def add_to(app: typer.Typer) -> None:
    """The commands of an audit, among the others."""
    app.command("audit", cls=Command, help=_AUDIT_HELP, short_help="Kiểm tra mọi biểu đã nộp, mỗi đêm.")(audit_command)
