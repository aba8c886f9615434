"""Which modules of other people's libraries a command of ours imports, seen in the process that ran it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from processes import run

_OURS = "ktt_check"
# Test tools that a library looks for when it is imported, and that an installed product does not have.
WITHOUT_TEST_TOOLS = "import sys; sys.modules['hypothesis'] = None\n"
# Python's own ``-X importtime`` does not see what libraries fetch by ``importlib.import_module``; ``sys.modules`` does.
_RUN_AND_LIST = f"""{WITHOUT_TEST_TOOLS}
at_start, listing = set(sys.modules), sys.argv.pop(1)
from {_OURS}.cli import main
try:
    main(sys.argv[1:])
finally:
    names = [name for name, module in list(sys.modules.items()) if getattr(module, "__spec__", None)]
    with open(listing, "w", encoding="utf-8") as file:
        file.write("\\n".join(name for name in names if name not in at_start))
"""


def libraries_of(arguments: Sequence[str], listing: Path) -> list[str]:
    """The modules of libraries that ``ktt-check ARGUMENTS`` imports, in the order in which their import began.

    Modules of the standard library, of ours and of the machine's own start-up are left out. ``listing`` is a file for
    the process to write to.
    """
    command = ["-c", _RUN_AND_LIST, str(listing), *arguments]
    run(command)
    return [name for name in listing.read_text(encoding="utf-8").splitlines() if _is_library(name)]


def _is_library(name: str) -> bool:
    top = name.partition(".")[0]
    return (
        top not in {_OURS, "__main__"} and top not in sys.stdlib_module_names and not top.startswith("_sysconfigdata")
    )


def as_installed(arguments: Sequence[str]) -> list[str]:
    """The arguments of Python for ``ktt-check ARGUMENTS`` as an installed product runs it, without test tools."""
    start = f"{WITHOUT_TEST_TOOLS}import runpy; runpy.run_module({_OURS!r}, run_name='__main__', alter_sys=True)"
    return ["-c", start, *arguments]


def bare_import(modules: Sequence[str]) -> list[str]:
    """The arguments of Python that import these modules and do nothing else, as an installed product would."""
    return ["-c", WITHOUT_TEST_TOOLS + "\n".join(f"import {name}" for name in modules)]
