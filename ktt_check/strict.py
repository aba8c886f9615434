"""How data files are held to their shape: a key that is not known is a mistake, and what was read stays as it is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A model that refuses unknown keys; what validates it is built when a file is first read, not on import."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
