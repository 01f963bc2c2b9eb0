"""What Deita knows: workspaces, files, tables, jobs, queries; in SQLite or Postgres.

Importing this package loads no database library; :meth:`Catalog.open` does.
"""

from __future__ import annotations

from .catalog import Catalog

__all__ = ["Catalog"]
