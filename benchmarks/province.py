"""Writes a folder of typical plans as a province's units might send them: one plan, each time another unit and number.

Run as a process of its own (``python benchmarks/province.py FOLDER COUNT``). The same numbers give the same files.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

from plans import TYPICAL, plan

from ktt_check.forms import PLAN
from ktt_check.markdown import write_workbook

_UNIT, _NUMBER = "Ủy ban nhân dân tỉnh Quảng Ngãi", "118/KH-UBND"
_PROVINCES = (
    "Quảng Ngãi", "Quảng Nam", "Nghệ An", "Thanh Hóa", "Hà Tĩnh", "Lâm Đồng", "Đắk Lắk", "Gia Lai", "Kon Tum",
    "An Giang", "Kiên Giang", "Cà Mau", "Bạc Liêu", "Sóc Trăng", "Trà Vinh", "Bến Tre", "Long An", "Tây Ninh",
)  # fmt: skip


def write_province(folder: Path, count: int) -> None:
    """So many workbooks in sub-folders of a hundred."""
    base = folder / "base.xlsx"
    folder.mkdir(parents=True, exist_ok=True)
    write_workbook(plan(*TYPICAL), PLAN, base)
    with zipfile.ZipFile(base) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    base.unlink()
    where = next(name for name, content in parts.items() if _NUMBER.encode() in content)
    for at in range(count):
        unit = f"Ủy ban nhân dân tỉnh {_PROVINCES[at % len(_PROVINCES)]}"
        own = (
            parts[where].replace(_NUMBER.encode(), f"{at + 1}/KH-UBND".encode()).replace(_UNIT.encode(), unit.encode())
        )
        body = io.BytesIO()
        with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
            for name, content in parts.items():
                book.writestr(name, own if name == where else content)
        target = folder / f"{at // 100:03}" / f"ke-hoach-{at:05}.xlsx"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(body.getvalue())


if __name__ == "__main__":
    write_province(Path(sys.argv[1]), int(sys.argv[2]))
