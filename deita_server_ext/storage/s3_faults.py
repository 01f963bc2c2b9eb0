"""What S3 and the way to it say, as errors a person can act on."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    PartialCredentialsError,
)

from deita_server_ext.errors import DeitaError, DiskFull, StorageUnavailable

from .objects import not_found

_CREDENTIALS = (
    "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role that "
    "may read and write the bucket."
)
MISSING = {"404", "NoSuchKey", "NotFound"}
_REFUSED = {
    "401",
    "403",
    "AccessDenied",
    "ExpiredToken",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
}


@contextmanager
def faults() -> Iterator[None]:
    """For a block that talks to S3: its errors become a ``DeitaError``."""
    try:
        yield
    except Boto3Error as error:
        # The transfers of whole files keep the true reason inside.
        raise fault(error.__context__ or error) from error
    except (ClientError, BotoCoreError) as error:
        raise fault(error) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise DiskFull(
                "There is no room left on the disk for a copy of the object.",
                hint="Free some disk space and try again.",
            ) from error
        raise


def fault(error: BaseException) -> DeitaError:
    """The error to show for one of boto3's."""
    # Only codes, never the error's own text: who knows what a server puts there.
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return StorageUnavailable("Deita has no credentials for S3.", hint=_CREDENTIALS)
    if isinstance(error, ClientError):
        found = code(error)
        if found in MISSING:
            return not_found()
        if found in _REFUSED:
            return StorageUnavailable(
                f"S3 refused Deita's credentials ({found}).", hint=_CREDENTIALS
            )
        return StorageUnavailable(
            f"S3 could not do it ({found}).",
            hint="Try again; if it stays so, look at the S3 server's log.",
        )
    return StorageUnavailable(
        f"S3 does not answer ({type(error).__name__}).",
        hint="Try again in a moment; if it stays so, check the endpoint and the network.",
    )


def code(error: ClientError) -> str:
    """S3's own word for what is wrong, or the HTTP status where there is no other."""
    return error.response.get("Error", {}).get("Code", "unknown")
