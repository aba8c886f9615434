"""``ktt-check template …``: parse, call, print; for those who send out forms to be filled in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import exits, options
from .terminal import ToldError, cannot_write, day, in_force, language, profile_file, refuse_absent, tell
from .usage import Command, Commands
from .wording import say

if TYPE_CHECKING:
    from .library import Held
    from .template.brief import Brief
    from .template.compiled import Compiled

template_app = typer.Typer(
    cls=Commands, no_args_is_help=True, rich_markup_mode=None, help="Lập biểu để điền, biểu tự kiểm tra trong Excel."
)

_Against = Annotated[
    list[Path] | None,
    typer.Option(
        "--against", readable=False, metavar="PROGRAMME.xlsx", help="Biểu của cấp trên phải thực hiện (lặp lại được)."
    ),
]
_Unit = Annotated[str | None, typer.Option("--unit", metavar="NAME", help="Đơn vị điền biểu, như “UBND tỉnh Nghệ An”.")]
_Out = Annotated[Path, typer.Option("-o", "--output", readable=False, metavar="FILE", help="Tệp .xlsx ghi ra.")]

_PLAN_HELP = """Lập biểu Kế hoạch để điền: việc cấp trên giao ghi sẵn bên cạnh ô trống, biểu tự kiểm tra.

\b
Ví dụ:
  ktt-check template plan --against nghi-quyet.xlsx -o bieu-ke-hoach.xlsx
  ktt-check template plan --against chuong-trinh.xlsx --unit "UBND huyện Nam Đàn" -o bieu-nam-dan.xlsx
"""


@template_app.command("plan", cls=Command, help=_PLAN_HELP, short_help="Lập biểu Kế hoạch để điền.")
def plan_command(
    output: _Out,
    against: _Against = None,
    unit: _Unit = None,
    rows: Annotated[
        int | None, typer.Option("--rows", metavar="N", min=1, max=500, help="Số dòng để điền ở mỗi trang.")
    ] = None,
    rules: options.Rules = None,
    profile: options.Profile = None,
    as_of: options.AsOf = None,
    lang: options.Lang = "vi",
) -> None:
    lang = language(lang)
    brief = _brief(against or [], unit, rules or [], profile, as_of, lang)
    from .template.plan import write_plan

    wanted = None if rows is None else {"targets": rows, "tasks": rows}
    _told(output, brief, against or [], lambda target: write_plan(brief, target, wanted))


_REPORT_HELP = """Lập biểu Báo cáo tiến độ: chỉ tiêu, nhiệm vụ của kế hoạch đã duyệt ghi sẵn và khóa lại.

\b
Ví dụ:
  ktt-check template report --plan ke-hoach.xlsx -o bieu-bao-cao.xlsx
"""


@template_app.command("report", cls=Command, help=_REPORT_HELP, short_help="Lập biểu Báo cáo tiến độ để điền.")
def report_command(
    output: _Out,
    plan: Annotated[Path, typer.Option("--plan", readable=False, metavar="PLAN.xlsx", help="Kế hoạch đã duyệt.")],
    against: _Against = None,
    unit: _Unit = None,
    rules: options.Rules = None,
    profile: options.Profile = None,
    as_of: options.AsOf = None,
    lang: options.Lang = "vi",
) -> None:
    lang = language(lang)
    refuse_absent([plan], lang)
    held = _held(plan, lang)
    brief = _brief(against or [], unit or held.identity.issuer, rules or [], profile, as_of, lang)
    from .template.report import write_report

    _told(output, brief, [plan, *(against or [])], lambda target: write_report(brief, held, target))


def _brief(
    against: list[Path], unit: str | None, rules: list[Path], profile: Path | None, as_of: str | None, lang: str
) -> Brief:
    today = day(as_of, lang)
    refuse_absent((*against, *rules), lang)
    from .template.brief import Brief

    force = in_force(rules, lang, profile_file(profile, lang))
    brief = Brief([_held(path, lang) for path in against], force, today, unit, lang)
    if unit is not None and brief.level is None:
        tell(say("template.unit-unknown", lang, unit=unit))
    return brief


def _held(path: Path, lang: str) -> Held:
    from .session import SessionError, against

    try:
        return against(path, lang)
    except SessionError as error:
        raise ToldError(str(error), exits.UNREADABLE) from None


def _told(output: Path, brief: Brief, given: Iterable[Path], write: object) -> None:
    import tempfile

    from .whole_files import written_whole

    assert callable(write)
    lang = brief.language
    if output.suffix.lower() != ".xlsx":
        raise ToldError(say("template.not-xlsx", lang, path=output), exits.USAGE)
    if output.resolve() in {path.resolve() for path in given}:
        raise ToldError(say("template.is-input", lang, path=output), exits.USAGE)
    try:
        with written_whole(output) as out, tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "bieu.xlsx"
            compiled: list[Compiled] = write(made)
            out.write(made.read_bytes())
    except OSError as problem:
        raise cannot_write(output, problem, lang) from None
    asked = sum(1 for one in compiled if one.verdicts)
    tell(say("template.written", lang, path=output, asked=asked, later=len(compiled) - asked))
