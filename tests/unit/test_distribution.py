"""What the wheel has in it: as it was installed, for building it anew takes a minute."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXTENSION = "share/jupyter/labextensions/@deita/labextension/"
NOT_SHIPPED = re.compile(
    r"^deita_labext/(src|lib|schema|scripts|style|node_modules)/|^(tests|notebooks)/|\.(ts|tsx|ipynb)$"
)


@pytest.fixture(scope="module")
def shipped() -> set[str]:
    """The paths of the files, below the environment's folder where they are data."""
    try:
        installed = distribution("deita")
    except PackageNotFoundError:
        pytest.skip("needs the wheel installed: pip install .")
    origin = json.loads(installed.read_text("direct_url.json") or "{}")
    if origin.get("dir_info", {}).get("editable"):
        pytest.skip("needs the wheel installed: here the checkout itself is used")
    return {re.sub(r"^(\.\./)*", "", path.as_posix()) for path in installed.files or ()}


def test_every_module_is_in_with_its_types_and_texts(shipped: set[str]) -> None:
    wanted = {"deita_server_ext/py.typed", "deita_labext/py.typed"}
    for folder in ("deita_server_ext", "deita_labext/kernel"):
        for suffix in ("py", "md", "sql"):
            found = (ROOT / folder).rglob(f"*.{suffix}")
            wanted |= {path.relative_to(ROOT).as_posix() for path in found}
    assert wanted - shipped == set()


def test_what_jupyter_looks_for_is_in_its_place(shipped: set[str]) -> None:
    schemas = {
        f"schemas/@deita/labextension/{path.name}"
        for path in (ROOT / "deita_labext/schema").glob("*.json")
    }
    wanted = {f"{EXTENSION}{name}" for name in ("package.json", "install.json", *schemas)}
    wanted |= {
        "etc/jupyter/jupyter_server_config.d/deita_server_ext.json",
        "etc/ipython/ipython_kernel_config.py",
    }
    assert wanted - shipped == set()
    assert any(re.fullmatch(rf"{EXTENSION}static/remoteEntry\.\w+\.js", path) for path in shipped)


def test_nothing_else_is_in(shipped: set[str]) -> None:
    assert [path for path in shipped if NOT_SHIPPED.search(path)] == []
