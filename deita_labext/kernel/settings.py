"""What ``%config Deita`` sets: how cells behave where their line says nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from traitlets import Bool, Int, observe
from traitlets.config import Configurable

from .arguments import CellArguments


class Deita(Configurable):
    """How ``%%deita`` cells behave where their line says nothing else."""

    displaylimit = Int(
        50, min=1, max=1000, help="How many rows a cell shows at first (1 to 1000)."
    ).tag(config=True)
    autopandas = Bool(False, help="Whether cells give pandas dataframes, as with `--to df`.").tag(
        config=True
    )
    autopolars = Bool(False, help="Whether cells give Polars dataframes, as with `--to pl`.").tag(
        config=True
    )
    feedback = Int(
        1, min=0, max=2, help="Whether it is told in a line what was done; 0 for no such lines."
    ).tag(config=True)
    short_errors = Bool(
        True, help="Whether an error is one block of text, without Python's traceback."
    ).tag(config=True)

    @observe("autopandas", "autopolars")
    def _only_one(self, change: dict[str, Any]) -> None:
        if change["new"]:
            other = "autopolars" if change["name"] == "autopandas" else "autopandas"
            setattr(self, other, False)
            # `%config` sets all again that it ever set.
            self.config[type(self).__name__][other] = False

    def applied(self, arguments: CellArguments) -> CellArguments:
        """The line of a cell, with what it does not say."""
        found = arguments
        plan = found.explain or found.profile
        if found.to is None and not plan and (self.autopandas or self.autopolars):
            found = replace(found, to="df" if self.autopandas else "pl")
        if found.page_size is None and self.displaylimit != Deita.displaylimit.default_value:
            found = replace(found, page_size=self.displaylimit)
        return found
