"""Makes the ready-made forms of ``templates/``: ``python workbooks/build_templates.py``.

They are for one date, on which names of units are judged, so that the same sources give the same bytes.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ktt_check.profiles import put_in_force
from ktt_check.session import against
from ktt_check.template.brief import Brief
from ktt_check.template.plan import write_plan

FOLDER = Path(__file__).resolve().parent
TODAY = date(2026, 11, 1)
FORMS = {
    "nq-20-cap-tinh": ("programmes/nq-20-nq-tw-2022.xlsx",),
    "nghe-an-cap-duoi": ("plans/nghe-an-363-kh-ubnd-2023.xlsx",),
    "quang-binh-cap-duoi": ("plans/quang-binh-2022.xlsx",),
}


def make(name: str, target: Path) -> None:
    """Write one form."""
    held = [against(FOLDER / source, "vi") for source in FORMS[name]]
    write_plan(Brief(held, put_in_force(None), TODAY), target)


def main() -> None:
    (FOLDER / "templates").mkdir(exist_ok=True)
    for name in FORMS:
        target = FOLDER / "templates" / f"{name}.xlsx"
        make(name, target)
        print(target.relative_to(FOLDER.parent))


if __name__ == "__main__":
    main()
