"""A kernel that no Jupyter server has started gets a service of its own, and takes it along."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from .conftest import clean_environment

PROGRAM = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell("%load_ext deita_labext")
for cell in sys.stdin.read().split("=====\\n"):
    shell.run_cell(cell).raise_error()
print("READY", flush=True)
sys.stdin = open(sys.argv[1])
sys.stdin.read()
"""
CELLS = """\
%deita connect
=====
%deita use --create Own
=====
%deita upload t.csv
=====
%%deita r <<
select sum(a) as total from t
=====
%%deita
select a as shown from t order by a
=====
print("total", r.fetchall())
"""


class Interpreter:
    """A plain IPython, with no Jupyter server around it."""

    def __init__(self, home: Path) -> None:
        (home / "t.csv").write_text("a\n40\n2\n")
        self._gate = home / "gate"
        os.mkfifo(self._gate)
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(self._gate)],
            env=clean_environment(home),
            cwd=home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(CELLS)
        self.process.stdin.close()
        self.output = ""
        for line in self.process.stdout:
            if line == "READY\n":
                break
            self.output += line
        self.children = psutil.Process(self.process.pid).children(recursive=True)

    def end(self) -> None:
        """Let it come to its end."""
        self._gate.open("w").close()
        self.process.wait(30)

    def close(self) -> None:
        """Clean up after a test, however it went."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()
        for child in left(self.children, 15):
            child.kill()


def left(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that still run after so long. One that nobody has asked for its end is a zombie."""
    _gone, alive = psutil.wait_procs(processes, seconds)
    return [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def interpreter(tmp_path: Path) -> Iterator[Interpreter]:
    started = Interpreter(tmp_path)
    yield started
    started.close()


def test_a_service_is_started_and_ends_with_the_kernel(interpreter: Interpreter) -> None:
    assert "a private local service" in interpreter.output
    assert "started for this kernel" in interpreter.output
    assert interpreter.output.count("starting a private one") == 1
    assert "t: 2 rows × 1 column" in interpreter.output
    assert "r: Result(1 × 1)" in interpreter.output
    assert "total [(42,)]" in interpreter.output
    # A terminal has the rows as text.
    table = interpreter.output.partition("shown\n")[2].splitlines()
    assert [line.strip() for line in table[1:3]] == ["2", "40"]
    assert table[4].startswith("2 rows")
    assert interpreter.children

    interpreter.end()
    assert interpreter.process.returncode == 0
    assert left(interpreter.children, 2) == []


def test_the_service_is_nobody_else_s(interpreter: Interpreter, tmp_path: Path) -> None:
    server = interpreter.children[0]
    # An interrupt of the kernel goes to its process group.
    assert os.getpgid(server.pid) != os.getpgid(interpreter.process.pid)
    listening = [c.laddr for c in server.net_connections("tcp") if c.status == psutil.CONN_LISTEN]
    assert [address.ip for address in listening] == ["127.0.0.1"]
    assert "token" not in " ".join(server.cmdline()).lower()
    assert not list(tmp_path.glob("runtime/jpserver-*.json"))
    url = f"http://127.0.0.1:{listening[0].port}/"
    for path, refused in (
        ("deita/api/workspaces", {401, 403}),
        ("api/kernels", {403, 404}),
        ("api/contents", {403, 404}),
        ("files/t.csv", {302, 403, 404}),
        ("api/terminals", {403, 404}),
    ):
        ran = subprocess.run(
            ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", url + path],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert int(ran.stdout) in refused, path


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_the_service_ends_with_a_kernel_that_was_killed(interpreter: Interpreter) -> None:
    assert interpreter.children
    interpreter.process.send_signal(signal.SIGKILL)
    interpreter.process.wait()
    assert left(interpreter.children, 15) == []


def test_a_service_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "jupyter_server.py").write_text("raise SystemExit('broken on purpose')")
    program = (
        "import deita_labext\n"
        "from deita_labext.kernel import DeitaError\n"
        "try: deita_labext.connect()\n"
        "except DeitaError as error: print(error.code, error.hint, error.details)"
    )
    environ = clean_environment(tmp_path)
    environ["PYTHONPATH"] = os.pathsep.join((str(tmp_path), environ["PYTHONPATH"]))
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env=environ, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert ran.stdout.startswith("no_service")
    assert "%deita connect URL TOKEN" in ran.stdout
    assert "broken on purpose" in ran.stdout
