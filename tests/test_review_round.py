"""The reviewer's whole round with LibreOffice between: check, decide, save, receive again, see what is left.

Needs ``soffice``; CI must have it. LibreOffice rewrites the whole package whenever it saves, as Excel does.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reviewer import rows_of, write_beside

from ktt_check.resources import workbooks_folder

from journey_runner import run

FIRST = workbooks_folder() / "plans" / "cam-ranh-2023.xlsx"
SECOND = workbooks_folder() / "second-submissions" / "cam-ranh-2023-lan-2.xlsx"

Save = Callable[[Path], Path]


@pytest.fixture(scope="module")
def save(tmp_path_factory: pytest.TempPathFactory) -> Save:
    """Opens a workbook in LibreOffice and saves it in its place."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("soffice is missing: LibreOffice must be installed where CI runs")
        pytest.skip("soffice is missing: the round was not tried with LibreOffice")
    profile = f"-env:UserInstallation={(tmp_path_factory.mktemp('profile')).as_uri()}"

    def saved(path: Path) -> Path:
        out = path.parent / "lo"
        kind = "xlsx:Calc MS Excel 2007 XML"
        command = [program, profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        assert (out / path.name).read_bytes() != path.read_bytes()
        return Path(shutil.move(out / path.name, path))

    return saved


def result_of(*arguments: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(run(*arguments, "--format", "json", "--as-of", "2026-11-21").stdout)["results"][
        0
    ]
    return result


def test_the_round_of_a_reviewer_with_libreoffice(save: Save, tmp_path: Path) -> None:
    """Decisions, explanations and statuses survive every save, and the second round ends with what is really left."""
    desk, kept = tmp_path / "nop", tmp_path / "kq"
    desk.mkdir()
    shutil.copy(FIRST, desk / "cam-ranh.xlsx")

    # The reviewer checks, decides in LibreOffice and saves; the unit gets the annotated copy.
    assert run("check", str(desk / "cam-ranh.xlsx"), "--out", str(kept)).status == 1
    reviewed = save(kept / "cam-ranh.ket-qua.xlsx")
    write_beside(reviewed, "CT04", Ý_kiến_thẩm_định="Chấp nhận giải trình", Lý_do="Đặc thù của địa phương")
    write_beside(reviewed, "CT02", Ý_kiến_thẩm_định="Yêu cầu sửa", Lý_do="Chưa đủ căn cứ")
    save(reviewed)

    # The unit sends again; the reviewer sees what is left.
    shutil.copy(SECOND, desk / "cam-ranh-lan-2.xlsx")
    named = ("--previous", str(reviewed), "--decisions", str(reviewed))
    ran = run("check", str(desk / "cam-ranh-lan-2.xlsx"), "--out", str(kept), *named, "--as-of", "2026-11-21")
    assert "Đã đọc 3 quyết định trong cam-ranh.ket-qua.xlsx" in ran.stderr
    rows = rows_of(save(kept / "cam-ranh-lan-2.ket-qua.xlsx"))
    assert [(row["Mã quy tắc"], row["Trạng thái"]) for row in rows] == [
        ("VB07", "Đã thay đổi"),
        ("CT04", "Đã chấp nhận giải trình"),
        ("CT04", "Đã chấp nhận giải trình"),
        ("CT05", "Mới"),
        ("CT01", "Chưa sửa"),
        ("CT01", "Chưa sửa"),
        ("TG01", "Đã thay đổi"),
        ("NV06", "Đã thay đổi"),
        ("NV02", "Chưa sửa"),
        ("NV02", "Đã thay đổi"),
        ("NV02", "Chưa sửa"),
        ("NV02", "Chưa sửa"),
        ("NV01", "Chưa sửa"),
    ]
    assert {row["Lý do"] for row in rows if row["Mã quy tắc"] == "CT04"} == {"Đặc thù của địa phương"}

    # The register alone says the same afterwards, and so does the second result once it was saved again.
    register = kept / "quyet-dinh.yaml"
    for decisions in (register, kept / "cam-ranh-lan-2.ket-qua.xlsx"):
        result = result_of("diff", str(reviewed), str(desk / "cam-ranh-lan-2.xlsx"), "--decisions", str(decisions))
        assert result["counts"] == {"error": 0, "warning": 8, "info": 3, "waived": 2, "unchecked": 1}
        assert result["previous"]["counts"] == {
            "new": 1, "open": 6, "changed": 4, "waived": 2, "fixed": 4, "gone": 1,
        }  # fmt: skip


def test_the_unit_may_mend_the_annotated_copy_itself(save: Save, tmp_path: Path) -> None:
    """What comes back is our annotated copy, mended in LibreOffice: our sheet is no data, their words come along."""
    plan = Path(shutil.copy(FIRST, tmp_path / "cam-ranh.xlsx"))
    run("check", str(plan))
    back = Path(shutil.copy(tmp_path / "cam-ranh.ket-qua.xlsx", tmp_path / "tra-lai.xlsx"))
    write_beside(back, "VB01", Giải_trình="Sẽ ghi khi phát hành", Ý_kiến_thẩm_định="Chấp nhận giải trình", Lý_do="x")
    save(back)
    ran = run("check", str(back), "--previous", str(tmp_path / "cam-ranh.ket-qua.xlsx"), "--out", str(tmp_path / "kq"))
    assert ran.status == 1
    row = next(row for row in rows_of(tmp_path / "kq" / "tra-lai.ket-qua.xlsx") if row["Mã quy tắc"] == "VB01")
    assert (row["Trạng thái"], row["Giải trình"], row["Ý kiến thẩm định"]) == (
        "Chưa sửa", "Sẽ ghi khi phát hành", "Đề xuất: Chấp nhận giải trình",
    )  # fmt: skip


DOCS = Path(__file__).resolve().parent.parent / "docs"


@pytest.mark.parametrize("name", ["vong-tham-dinh.md", "review-round.md"])
def test_the_page_about_the_round_names_what_there_is(name: str) -> None:
    """Its links lead somewhere, and both languages show the same commands, options and all."""
    text = (DOCS / name).read_text(encoding="utf-8")
    assert [link for link in re.findall(r"\]\(([^)]+)\)", text) if not (DOCS / link).exists()] == []
    commands = re.findall(r"(?m)^ktt-check (?:check|diff) [^#\n]*[^#\s]", text)
    other = (DOCS / "vong-tham-dinh.md").read_text(encoding="utf-8")
    assert len(commands) >= 4
    assert [command for command in commands if command not in other] == []
    known = run("check", "--help").stdout + run("diff", "--help").stdout
    assert [option for option in re.findall(r"--[a-z-]+", " ".join(commands)) if option not in known] == []
