"""Takes a rule's case through the whole journey: written as real workbooks, checked, the annotated copy at hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from ktt_check.forms import PLAN, REPORT
from ktt_check.identity import identify
from ktt_check.layout import find_tables
from ktt_check.markdown import write_workbook
from ktt_check.register import write_register
from ktt_check.rulebook.cases import Case
from ktt_check.stamp import document_half
from ktt_check.wording import say
from ktt_check.workbook import read

from journey_runner import run_check


@dataclass(frozen=True)
class Walked:
    """What came of a case: its JSON result, the cells it marks, and the annotated copy."""

    result: dict[str, Any]
    marked: set[tuple[str, str]]
    copy: Path

    @property
    def told(self) -> list[str]:
        """Findings in order, then the unchecked reasons, as a case's quoted lines say them."""
        found = [_told(finding) for finding in self.result["findings"]]
        return found + sorted({f"? {entry['reason']}" for entry in self.result["unchecked"]})


def _told(finding: dict[str, Any]) -> str:
    place = "!".join(filter(None, (finding["sheet"], finding["cell"])))
    return f"{finding['rule']} {say('severity.' + finding['severity'])} {place}: {finding['message']}"


def walk(case: Case, folder: Path, *options: str) -> Walked:
    """Write the case's workbooks into the folder and check them with the command line."""
    plan = folder / "ke-hoach.xlsx"
    marked = write_workbook(case.submitted, case.form, plan)
    against: list[str] = []
    for number, source in enumerate(case.programmes, 1):
        programme = folder / f"chuong-trinh-{number}.xlsx"
        write_workbook(source, PLAN, programme)
        against += ["--against", str(programme)]
    if case.decisions:
        register = folder / "quyet-dinh.yaml"
        document = document_half(identify(find_tables(read(plan), PLAN)))
        write_register(register, [replace(one, fingerprint=f"{document}.") for one in case.decisions])
        against += ["--decisions", str(register)]
    for number, source in enumerate(case.earlier, 1):
        write_workbook(source, REPORT, folder / f"ky-truoc-{number}.xlsx")
    run = run_check(str(plan), *against, *options, "--out", str(folder / "out"), "--format", "json")
    result = json.loads(run.stdout)["results"][0]
    return Walked(result, set(marked), folder / "out" / "ke-hoach.ket-qua.xlsx")


def expected(case: Case) -> list[str]:
    """The case's quoted lines in the order of ``Walked.told``."""
    findings = [line for line in case.expected if not line.startswith("?")]
    return findings + sorted(line for line in case.expected if line.startswith("?"))
