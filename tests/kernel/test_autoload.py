"""A kernel has ``%%deita`` with no ``%load_ext``, where the wheel put its configuration."""

from __future__ import annotations

import json
import sys
import venv
from importlib.machinery import BuiltinImporter
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from traitlets.config.loader import PyFileConfigLoader

from .conftest import IPYTHON_CONFIG, ROOT, clean_environment


@pytest.fixture
def kernels(tmp_path: Path) -> KernelSpecManager:
    """A kernel of a Python environment that has the wheel's file in its place."""
    prefix = tmp_path / "environment"
    venv.create(prefix, with_pip=False, symlinks=True)
    etc = prefix / "etc" / "ipython"
    etc.mkdir(parents=True)
    (etc / IPYTHON_CONFIG.name).write_text(IPYTHON_CONFIG.read_text("utf-8"), "utf-8")
    [packages] = prefix.glob("lib/python*/site-packages")
    folders = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "these.pth").write_text("\n".join([*folders, str(ROOT)]))
    spec = tmp_path / "kernels" / "tried"
    spec.mkdir(parents=True)
    python = str(prefix / "bin" / "python")
    argv = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(
        json.dumps({"argv": argv, "display_name": "Tried", "language": "python"})
    )
    manager = KernelSpecManager()
    manager.kernel_dirs = [str(tmp_path / "kernels")]
    return manager


def test_the_magic_is_there_at_once(kernels: KernelSpecManager, tmp_path: Path) -> None:
    environ = clean_environment(tmp_path)
    # Only the environment's own configuration is to be found.
    (tmp_path / "ipython" / "profile_default" / IPYTHON_CONFIG.name).unlink()
    manager = KernelManager(kernel_name="tried", kernel_spec_manager=kernels)
    manager.start_kernel(env=environ, cwd=str(tmp_path))
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        shown: list[dict[str, Any]] = []
        reply = client.execute_interactive(
            "import sys\n%deita --help\n", timeout=30, output_hook=shown.append
        )
        loaded = client.execute("", user_expressions={"found": "'deita_labext' in sys.modules"})
        found = client.get_shell_msg(timeout=30)
        assert found["parent_header"]["msg_id"] == loaded
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert reply["content"]["status"] == "ok"
    assert any("%%deita" in str(message["content"]) for message in shown)
    assert found["content"]["user_expressions"]["found"]["data"]["text/plain"] == "True"


def test_the_configuration_does_nothing_where_deita_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def extensions() -> list[str]:
        config = PyFileConfigLoader(IPYTHON_CONFIG.name, str(IPYTHON_CONFIG.parent)).load_config()
        added = config.InteractiveShellApp.extensions
        return list(added.get_value([]))

    assert extensions() == ["deita_labext"]
    for name in [name for name in sys.modules if name.split(".")[0] == "deita_labext"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [BuiltinImporter])
    assert extensions() == []
