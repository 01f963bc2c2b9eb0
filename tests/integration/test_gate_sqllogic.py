"""DuckDB's own test queries through both judges, where a checkout of DuckDB is at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.corpora import sqllogic

CHECKOUT = os.environ.get("DEITA_TEST_DUCKDB_SOURCE")


@pytest.mark.skipif(not CHECKOUT, reason="DEITA_TEST_DUCKDB_SOURCE names no checkout of DuckDB")
def test_nearly_all_of_duckdbs_own_queries_pass() -> None:
    found = sqllogic.measured(Path(str(CHECKOUT)), every=8)
    assert found.asked > 1000
    assert found.share >= 0.95, found.refused.most_common(20)
