"""All forms of all defects, gathered by importing the files that enter them."""

from __future__ import annotations

from . import of_documents, of_form, of_levels, of_targets, of_tasks, of_times, of_units  # noqa: F401
from .forms import FORMS

__all__ = ["FORMS"]
