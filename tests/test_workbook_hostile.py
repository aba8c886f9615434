"""Files that hang or kill other readers end in a refusal or a correct reading within 10 seconds and 512 MB."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import hostile

# Run by a small process of its own, so that its peak and its worker's are theirs alone.
PROBE = """
import json, sys, time
from ktt_check.workbook import Refusal, start_reading
began = time.monotonic()
try:
    workbook = start_reading(sys.argv[1]).result()
    outcome = sum(len(row) for sheet in workbook.sheets for row in sheet.rows.values())
except Refusal as refusal:
    outcome = refusal.reason
seconds = time.monotonic() - began
peaks = []
if sys.platform == "linux":
    import resource
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = max(spent.ru_utime + spent.ru_stime, time.process_time())  # the processor's: others may keep it busy
    peaks.append(spent.ru_maxrss // 1024)
    status = open("/proc/self/status").read()
    peaks.append(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
print(json.dumps([outcome, seconds, peaks]))
"""


@pytest.mark.parametrize("name", hostile.TABLE)
def test_a_hostile_file_ends_as_it_should_in_time_and_memory(name: str, tmp_path: Path) -> None:
    make, expected = hostile.TABLE[name]
    path = tmp_path / "thử.xlsx"
    path.write_bytes(make())
    root = Path(__file__).parents[1]
    run = subprocess.run(
        [sys.executable, "-c", PROBE, str(path)], cwd=root, capture_output=True, text=True, check=True, timeout=60
    )
    outcome, seconds, peaks = json.loads(run.stdout)
    assert outcome == expected or (name in hostile.LONG and outcome == "timeout")
    assert seconds < 11
    assert all(peak < 512 for peak in peaks)
