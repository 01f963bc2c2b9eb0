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
    "jupyter_server", "deita_server_ext", "ipywidgets", "jinja2",
}  # fmt: skip


def loaded(code: str) -> tuple[set[str], float]:
    """The modules that ``code`` loads in a fresh Python, and the processor's seconds it took."""
    program = f"""
import json, sys, time, typing
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
before, begun = set(sys.modules), time.process_time()
{code}
took = time.process_time() - begun
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


def test_the_magic_is_there_within_50_ms() -> None:
    code = "shell.extension_manager.load_extension('deita_labext')"
    # The processor's time, and the least of some runs: what else the machine does only adds to it.
    assert any(loaded(code)[1] < 0.05 for _time in range(5))


def test_the_package_alone_loads_nothing() -> None:
    assert loaded("import deita_labext")[0] == {"deita_labext"}
