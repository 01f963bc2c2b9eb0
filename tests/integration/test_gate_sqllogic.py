"""DuckDB's own test queries through both judges, where a checkout of DuckDB is at hand.

Without one (``tests/conftest.py``) it is no test.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.corpora import sqllogic


def test_nearly_all_of_duckdbs_own_queries_pass() -> None:
    found = sqllogic.measured(Path(os.environ["DEITA_TEST_DUCKDB_SOURCE"]), every=8)
    assert found.asked > 1000
    assert found.share >= 0.95, found.refused.most_common(20)
