"""One object's multipart upload, by S3's own operations; each blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .s3_faults import faults

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# S3 takes 10,000 parts of at least 5 MB: 80 GB an object.
PART = 8 << 20
PARTS_AT_ONCE = 3


class Multipart:
    """The object ``name`` on its way into a bucket."""

    def __init__(self, client: S3Client, bucket: str, name: str) -> None:
        self._client = client
        self._bucket = bucket
        self._name = name

    def begin(self) -> str:
        """A new upload's id."""
        with faults():
            answer = self._client.create_multipart_upload(Bucket=self._bucket, Key=self._name)
            return answer["UploadId"]

    def put_part(self, upload: str, number: int, data: bytes) -> str:
        """Send a part, counted from 1; its ETag."""
        with faults():
            answer = self._client.upload_part(
                Bucket=self._bucket,
                Key=self._name,
                UploadId=upload,
                PartNumber=number,
                Body=data,
            )
            return answer["ETag"]

    def complete(self, upload: str, etags: Sequence[str]) -> None:
        """Make the object of its parts."""
        with faults():
            self._client.complete_multipart_upload(
                Bucket=self._bucket,
                Key=self._name,
                UploadId=upload,
                MultipartUpload={
                    "Parts": [
                        {"ETag": etag, "PartNumber": number} for number, etag in enumerate(etags, 1)
                    ]
                },
            )

    def put(self, data: bytes) -> None:
        """Write the object at once, without parts."""
        with faults():
            self._client.put_object(Bucket=self._bucket, Key=self._name, Body=data)

    def remove(self) -> None:
        """Delete the object."""
        with faults():
            self._client.delete_object(Bucket=self._bucket, Key=self._name)

    def abort(self, upload: str) -> None:
        """End an upload that nobody will complete."""
        with faults():
            self._client.abort_multipart_upload(
                Bucket=self._bucket, Key=self._name, UploadId=upload
            )
