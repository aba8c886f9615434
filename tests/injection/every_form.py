"""All forms of all defects, gathered by importing the files that enter them."""

from __future__ import annotations

from . import (  # noqa: F401
    of_cells,
    of_comparisons,
    of_documents,
    of_form,
    of_levels,
    of_shares,
    of_targets,
    of_tasks,
    of_times,
    of_units,
)
from .forms import FORMS

__all__ = ["FORMS"]
