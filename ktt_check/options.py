"""The options that several commands share, worded once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Rules = Annotated[
    list[Path] | None,
    typer.Option("--rules", readable=False, metavar="DIR", help="Thư mục quy tắc bổ sung (lặp lại được)."),
]
Profile = Annotated[
    Path | None,
    typer.Option(
        "--profile",
        readable=False,
        metavar="FILE",
        help="Hồ sơ cấu hình; mặc định: ktt-check.yaml tìm ngược từ thư mục hiện tại.",
    ),
]
Against = Annotated[
    list[Path] | None,
    typer.Option(
        "--against",
        readable=False,
        metavar="PROGRAMME.xlsx",
        help="Biểu của cấp trên (lặp lại được); thay cho việc tự tìm.",
    ),
]
Programmes = Annotated[
    Path | None,
    typer.Option(
        "--programmes", readable=False, metavar="DIR", help="Thư mục biểu của cấp trên, tìm trước các biểu đi kèm."
    ),
]
Decisions = Annotated[
    Path | None,
    typer.Option(
        "--decisions",
        readable=False,
        metavar="FILE",
        help="Sổ quyết định (quyet-dinh.yaml), hoặc bản có ghi chú mà người thẩm định đã ghi ý kiến.",
    ),
]
Lang = Annotated[str, typer.Option("--lang", metavar="vi|en", help="Ngôn ngữ.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Ngày được coi là hôm nay (2026-11-21).")]
FailOn = Annotated[
    str, typer.Option("--fail-on", metavar="error|warning|info|never", help="Mức phát hiện làm mã kết thúc khác 0.")
]
