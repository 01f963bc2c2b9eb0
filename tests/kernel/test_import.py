"""What importing the kernel side loads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {
    "tornado", "sqlalchemy", "boto3", "litellm", "duckdb", "pandas", "polars", "pyarrow", "numpy",
    "jupyter_server", "deita_server_ext",
}  # fmt: skip


def loaded(code: str) -> tuple[set[str], float]:
    """The modules that ``code`` loads in a fresh Python, and the seconds it took."""
    program = f"""
import json, sys, time, typing
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
before, begun = set(sys.modules), time.perf_counter()
{code}
took = time.perf_counter() - begun
print(json.dumps([sorted(set(sys.modules) - before), took]))
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, cwd=ROOT, timeout=60
    )
    modules, took = json.loads(ran.stdout)
    return set(modules), took


@pytest.mark.parametrize(
    "code",
    [
        "import deita_labext.kernel; deita_labext.kernel.Client",
        "shell.extension_manager.load_extension('deita_labext')",
    ],
)
def test_nothing_heavy_is_loaded(code: str) -> None:
    modules, _took = loaded(code)
    assert "deita_labext.kernel" in modules
    assert not {module.split(".")[0] for module in modules} & HEAVY


def test_the_package_alone_loads_nothing() -> None:
    assert loaded("import deita_labext")[0] == {"deita_labext"}
