"""One cold ``check`` of a typical plan beside the bare import of the libraries that it imports, as whole processes.

``python benchmarks/cold_check.py [ROUNDS]``. The aims: with annotation under 1.5 times the bare import, and under 1.5
times the bare import with the reading of the plan. Beside them the straightforward script, which asks far less.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from imported import as_installed, bare_import, libraries_of
from plans import TYPICAL
from processes import HERE, Cost, facts, interleaved, median, write_plan

AIM = 1.5
ROUNDS = 15
_READING = "import sys; from ktt_check.workbook import start_reading; start_reading(sys.argv[1]).result()"
_CHECKED = (0, 1)  # exit statuses of a check that was done: without and with findings


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    print(facts())
    with TemporaryDirectory() as folder:
        plan, out = Path(folder) / "plan.xlsx", Path(folder) / "out"
        write_plan(plan, *TYPICAL)
        check = ["check", str(plan), "--out", str(out)]
        modules = libraries_of(check, Path(folder) / "modules.txt")
        commands: dict[str, Sequence[str]] = {
            "python -c pass": ["-c", "pass"],
            "bare import": bare_import(modules),
            "check, annotated": as_installed(check),
            "check --no-annotate": as_installed([*check, "--no-annotate"]),
            "reading alone": ["-c", _READING, str(plan)],
            "import and reading": ["-c", f"{bare_import(modules)[1]}\n{_READING}", str(plan)],
            "straightforward script": [str(HERE / "straightforward.py"), str(plan), str(Path(folder) / "marked.xlsx")],
            "rules list": as_installed(["rules", "list"]),
            "--help": as_installed(["--help"]),
        }
        interleaved(commands, 1, out)  # not counted: afterwards byte code and files are at hand for all of them
        costs = interleaved(commands, rounds, out)
    packages = sorted({name.partition(".")[0] for name in modules})
    print(f"The check imports {len(modules)} modules of {', '.join(packages)}.")
    _print(costs, rounds)
    _fail_on_errors(costs)


def _print(costs: dict[str, list[Cost]], rounds: int) -> None:
    bare = costs["bare import"]
    base, base_used = median([cost.wall for cost in bare]), median([cost.processor for cost in bare])
    print(f"\n{TYPICAL[0]} targets, {TYPICAL[1]} tasks; medians of {rounds} interleaved runs\n")
    print(f"| {'whole process':22} | wall ms | × bare | processor ms | × bare |")
    print(f"|{'-' * 24}|--------:|-------:|-------------:|-------:|")
    for name, own in costs.items():
        wall, used = median([cost.wall for cost in own]), median([cost.processor for cost in own])
        ratio, ratio_used = wall / base, used / base_used
        print(f"| {name:22} | {wall * 1000:7.0f} | {ratio:6.2f} | {used * 1000:12.0f} | {ratio_used:6.2f} |")
    check = costs["check, annotated"]
    pairs = [one.wall / other.wall for one, other in zip(check, bare, strict=True)]
    quickest = min(cost.wall for cost in check) / min(cost.wall for cost in bare)
    print(f"\nannotated check : bare import, aim under {AIM}")
    print(f"round by round, median {median(pairs):.2f}; quickest run of each {quickest:.2f}")


def _fail_on_errors(costs: dict[str, list[Cost]]) -> None:
    for name, own in costs.items():
        fine = _CHECKED if name.startswith("check") else (0,)
        wrong = {cost.status for cost in own} - set(fine)
        if wrong:
            raise SystemExit(f"{name}: exit status {', '.join(map(str, sorted(wrong)))}")


if __name__ == "__main__":
    main()
