"""Every error that Deita shows to a person.

A :class:`DeitaError` carries a stable ``code`` that programs may rely on, the
HTTP ``status`` it is answered with, a ``message`` that says what is wrong and
a ``hint`` that says what to do. Whatever else is raised is a fault of ours: it
is logged with a request id, and only that id is shown.

::

    DeitaError
    ├── InvalidRequest          invalid_request    422
    ├── NotFound                not_found          404
    ├── NameTaken               name_taken         409
    ├── TableChanged            table_changed      409
    ├── CannotAppend            cannot_append      422   (details: column, types)
    ├── ReadTimeout             read_timeout       422
    ├── NotAllowed              not_allowed        403
    ├── UploadRefused
    │   ├── FileTooLarge        file_too_large     413
    │   ├── WorkspaceFull       workspace_full     413
    │   ├── EmptyFile           empty_file         422
    │   ├── UnsupportedFile     unsupported_file   415
    │   ├── UploadBroken        upload_broken      400
    │   ├── BadUpload           bad_upload         400
    │   ├── UploadMismatch      upload_mismatch    409
    │   ├── UploadLocked        upload_locked      423
    │   ├── UploadGone          upload_gone        410
    │   ├── ChecksumMismatch    checksum_mismatch  460
    │   ├── TusUnsupported      tus_unsupported    412
    │   ├── WrongMediaType      wrong_media_type   415
    │   └── UrlRefused          url_refused        403
    ├── RangeUnsatisfiable      range_unsatisfiable 416
    ├── UnreadableFile          unreadable_file    422   (an ingest job's error)
    ├── SqlError                                         (details: line, column, …)
    │   ├── SqlSyntaxError      sql_syntax         400
    │   ├── UnknownTable        unknown_table      400   (details: suggestions)
    │   ├── SqlRefused          sql_refused        403
    │   └── SqlFailed           sql_failed         400
    ├── QueryTimeout            query_timeout      422
    ├── QueryCancelled          query_cancelled    409
    ├── MemoryLimit             memory_limit       422
    ├── ResultTooLarge          result_too_large   422
    ├── ResultGone              result_gone        410
    ├── WorkerDied              worker_died        503
    ├── SnapshotBroken          snapshot_broken    503   (details: snapshot)
    ├── EngineBusy              engine_busy        503
    ├── NoModel                 no_model           409
    ├── ModelNotAllowed         model_not_allowed  403   (details: models)
    ├── RateLimited             rate_limited       429   (details: retry_after_seconds, limit)
    ├── BudgetSpent             budget_spent       429   (details: resets_at)
    ├── ThreadBusy              thread_busy        409
    ├── AnswerInterrupted       answer_interrupted 503
    ├── ModelError                                       (details: retry)
    │   ├── ModelBusy           model_busy         429   (details: retry_after_seconds)
    │   ├── ModelTimeout        model_timeout      503
    │   ├── ModelUnavailable    model_unavailable  503
    │   └── ModelRefused        model_refused      502
    ├── ServiceRefused          service_refused    403
    ├── ServiceUnavailable      service_unavailable 503
    │   └── ServiceLate         service_late       503
    ├── DiskFull                disk_full          507
    └── StorageUnavailable      storage_unavailable 503
"""

from __future__ import annotations

from typing import Any, ClassVar

from .brevity import brief


class DeitaError(Exception):
    """An error a person can act on.

    ``details`` holds JSON values only; its keys depend on the code.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500

    def __init__(
        self, message: str, *, hint: str | None = None, details: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details or {}

    def body(self) -> dict[str, Any]:
        """The error as JSON values, for the catalog and for pipes."""
        return {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "details": self.details,
        }


class InvalidRequest(DeitaError):
    """The request does not have the contract's shape."""

    code = "invalid_request"
    status = 422


class NotFound(DeitaError):
    """There is no such thing, or it is not this person's to see."""

    code = "not_found"
    status = 404


class NameTaken(DeitaError):
    """Another thing of the same kind already has this name."""

    code = "name_taken"
    status = 409


class TableChanged(DeitaError):
    """Somebody else gave the table a new snapshot meanwhile."""

    code = "table_changed"
    status = 409


class CannotAppend(DeitaError):
    """The file's rows do not fit the table's columns.

    ``details`` has the ``column``, the ``table_type`` and the ``file_type``.
    """

    code = "cannot_append"
    status = 422


class ReadTimeout(DeitaError):
    """Looking into a file took longer than somebody waits."""

    code = "read_timeout"
    status = 422


class NotAllowed(DeitaError):
    """The thing is there, but this person may not do that to it."""

    code = "not_allowed"
    status = 403


class RateLimited(DeitaError):
    """These are more requests than somebody may send; nothing was done about this one."""

    code = "rate_limited"
    status = 429


class UploadRefused(DeitaError):
    """The upload was not taken; nothing of it was kept."""


class FileTooLarge(UploadRefused):
    """The file is larger than one file may be."""

    code = "file_too_large"
    status = 413


class WorkspaceFull(UploadRefused):
    """The file would take the workspace over its limit."""

    code = "workspace_full"
    status = 413


class EmptyFile(UploadRefused):
    """The file has no bytes."""

    code = "empty_file"
    status = 422


class UnsupportedFile(UploadRefused):
    """Deita has no reader for files of this kind."""

    code = "unsupported_file"
    status = 415


class UploadBroken(UploadRefused):
    """The connection ended before the whole file had come."""

    code = "upload_broken"
    status = 400


class BadUpload(UploadRefused):
    """The headers of an upload do not say what they should."""

    code = "bad_upload"
    status = 400


class UploadMismatch(UploadRefused):
    """The bytes that come are not those that follow on what is here."""

    code = "upload_mismatch"
    status = 409


class UploadLocked(UploadRefused):
    """Another server takes bytes of the same upload at this moment."""

    code = "upload_locked"
    status = 423


class UploadGone(UploadRefused):
    """The upload was not finished in time."""

    code = "upload_gone"
    status = 410


class ChecksumMismatch(UploadRefused):
    """What has come is not what was sent. The status is tus 1.0's own."""

    code = "checksum_mismatch"
    status = 460


class TusUnsupported(UploadRefused):
    """The client speaks another version of tus."""

    code = "tus_unsupported"
    status = 412


class WrongMediaType(UploadRefused):
    """The body is of another kind than the request takes."""

    code = "wrong_media_type"
    status = 415


class UrlRefused(UploadRefused):
    """Files may not be taken from this address."""

    code = "url_refused"
    status = 403


class RangeUnsatisfiable(DeitaError):
    """The object ends before the range that was asked for. ``details`` has ``bytes``."""

    code = "range_unsatisfiable"
    status = 416


class UnreadableFile(DeitaError):
    """The reader could not make a table of the file; the original is kept."""

    code = "unreadable_file"
    status = 422


class SqlError(DeitaError):
    """A statement that did not run. ``details`` may have ``line`` and ``column`` (from 1).

    Of what it says again of the statement, or of the data, long words are cut short.
    """

    code = "sql_failed"
    status = 400

    def __init__(
        self, message: str, *, hint: str | None = None, details: dict[str, Any] | None = None
    ) -> None:
        super().__init__(
            brief(message),
            hint=None if hint is None else brief(hint),
            details={
                key: brief(value) if isinstance(value, str) else value
                for key, value in (details or {}).items()
            },
        )


class SqlSyntaxError(SqlError):
    """The statement cannot be read."""

    code = "sql_syntax"


class UnknownTable(SqlError):
    """The statement names a table that the workspace does not have."""

    code = "unknown_table"


class SqlRefused(SqlError):
    """The statement can be read, but is not one that Deita runs."""

    code = "sql_refused"
    status = 403


class SqlFailed(SqlError):
    """The engine refused the statement or stopped in the middle of it."""

    code = "sql_failed"


class QueryTimeout(DeitaError):
    """The query ran longer than it was allowed to."""

    code = "query_timeout"
    # Not 408, which makes browsers send the request once more, nor 504, which servers log
    # as a fault of their own.
    status = 422


class QueryCancelled(DeitaError):
    """The query was stopped on request."""

    code = "query_cancelled"
    status = 409


class MemoryLimit(DeitaError):
    """The query needed more memory than one workspace may have."""

    code = "memory_limit"
    status = 422


class ResultTooLarge(DeitaError):
    """The result is larger than a kept result, or a page, may be."""

    code = "result_too_large"
    status = 422


class ResultGone(DeitaError):
    """The result was there, and was removed because of its age or for room."""

    code = "result_gone"
    status = 410


class WorkerDied(DeitaError):
    """The engine's process ended in the middle of the work; another one takes its place."""

    code = "worker_died"
    status = 503


class SnapshotBroken(DeitaError):
    """This machine's copy of a table's data cannot be read; a new one is made."""

    code = "snapshot_broken"
    status = 503


class EngineBusy(DeitaError):
    """Every worker is busy and the wait would be too long."""

    code = "engine_busy"
    status = 503


class NoModel(DeitaError):
    """No model is set, so there is nobody to ask."""

    code = "no_model"
    status = 409


class ModelNotAllowed(DeitaError):
    """The model is not one of those that may be used here."""

    code = "model_not_allowed"
    status = 403


class BudgetSpent(DeitaError):
    """What one person may use of models in a day is used up."""

    code = "budget_spent"
    status = 429


class ThreadBusy(DeitaError):
    """An answer is being written in the thread already."""

    code = "thread_busy"
    status = 409


class AnswerInterrupted(DeitaError):
    """The server ended while an answer was written; what had come of it is kept."""

    code = "answer_interrupted"
    status = 503


class ModelError(DeitaError):
    """The model did not answer. ``details`` says whether it is worth to ``retry``."""

    code = "model_unavailable"
    status = 503


class ModelBusy(ModelError):
    """The provider takes no more requests for now. ``details`` may say for how long."""

    code = "model_busy"
    status = 429


class ModelTimeout(ModelError):
    """The provider took too long to begin, or to go on."""

    code = "model_timeout"


class ModelUnavailable(ModelError):
    """The provider cannot be reached, or broke off."""

    code = "model_unavailable"


class ModelRefused(ModelError):
    """The provider does not take the request: the key, the model's name, or its length."""

    code = "model_refused"
    status = 502


class ServiceRefused(DeitaError):
    """The Hub's Deita service does not let this user's server in."""

    code = "service_refused"
    status = 403


class ServiceUnavailable(DeitaError):
    """The Hub's Deita service cannot be reached, or broke off."""

    code = "service_unavailable"
    status = 503


class ServiceLate(ServiceUnavailable):
    """The Hub's Deita service has said nothing for too long."""

    code = "service_late"


class DiskFull(DeitaError):
    """There is no room left on the disk that Deita writes to."""

    code = "disk_full"
    status = 507


class StorageUnavailable(DeitaError):
    """The object store or the catalog's database does not answer."""

    code = "storage_unavailable"
    status = 503


def _leaves(cls: type[DeitaError]) -> list[type[DeitaError]]:
    return [cls, *(leaf for sub in cls.__subclasses__() for leaf in _leaves(sub))]


_BY_CODE: dict[str, type[DeitaError]] = {cls.code: cls for cls in _leaves(DeitaError)}


def from_body(body: dict[str, Any]) -> DeitaError | None:
    """The error that :meth:`DeitaError.body` described; None for a code that is none of ours."""
    kind = _BY_CODE.get(body["code"])
    if kind is None:
        return None
    return kind(body["message"], hint=body.get("hint"), details=body.get("details"))


def fault_body(reference: str) -> dict[str, Any]:
    """What is said of a fault of ours: nothing but where its log entry is found."""
    return {
        "code": DeitaError.code,
        "message": "Something went wrong inside Deita.",
        "hint": f"Whoever runs the server finds more in its log under {reference}.",
        "details": {},
    }
