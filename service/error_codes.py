"""The one table of errors: class to status and code."""

from collections.abc import Mapping

from corpus import errors as corpus_errors
from corpus.errors import WenjuError
from index.errors import SearchIndexError
from service import errors
from service.citing.citations import UnknownStyle

# The nearest class in an error's ancestry decides.
TABLE: Mapping[type[WenjuError], tuple[int, str]] = {
    errors.QuestionEmpty: (422, "question_empty"),
    errors.QuestionTooLong: (422, "question_too_long"),
    errors.QuestionUnreadable: (422, "question_unreadable"),
    errors.TopKOutOfRange: (422, "top_k_out_of_range"),
    errors.DraftTooLong: (422, "draft_too_long"),
    errors.BodyTooLarge: (413, "body_too_large"),
    errors.HostNotAllowed: (421, "host_not_allowed"),
    errors.ReadOnly: (403, "read_only"),
    errors.CrossOrigin: (403, "cross_origin"),
    errors.Unauthorized: (401, "unauthorized"),
    errors.Forbidden: (403, "forbidden"),
    errors.OutsideCollections: (403, "outside_collections"),
    errors.TooManyRequests: (429, "too_many_requests"),
    errors.KeysInvalid: (500, "keys_invalid"),
    errors.FileRefused: (422, "file_refused"),
    errors.OneFileOneId: (422, "one_file_one_id"),
    errors.FilenameInvalid: (422, "filename_invalid"),
    errors.UploadInvalid: (422, "upload_invalid"),
    errors.AlreadyThere: (409, "already_there"),
    errors.JobNotCancellable: (409, "job_not_cancellable"),
    errors.UnknownModel: (404, "unknown_model"),
    errors.NoQuestion: (422, "no_question"),
    errors.ContentNotText: (422, "content_not_text"),
    errors.IndexUnavailable: (503, "index_unavailable"),
    errors.Overloaded: (503, "overloaded"),
    errors.ClientGone: (499, "client_gone"),
    SearchIndexError: (503, "index_unavailable"),
    corpus_errors.UnknownDocument: (404, "unknown_document"),
    corpus_errors.UnknownVersion: (404, "unknown_version"),
    corpus_errors.RecordInvalid: (422, "record_invalid"),
    corpus_errors.FileEmpty: (422, "file_empty"),
    corpus_errors.FormatUnknown: (422, "format_unknown"),
    corpus_errors.FormatNotRead: (422, "format_not_read"),
    corpus_errors.EncodingUnclear: (422, "encoding_unclear"),
    corpus_errors.FileEncrypted: (422, "file_encrypted"),
    corpus_errors.FileDamaged: (422, "file_damaged"),
    corpus_errors.FileTooLarge: (422, "file_too_large"),
    corpus_errors.ArchiveUnsafe: (422, "archive_unsafe"),
    corpus_errors.FileScanned: (422, "file_scanned"),
    corpus_errors.FileNotRegular: (422, "file_not_regular"),
    corpus_errors.ReadingTookTooLong: (422, "reading_took_too_long"),
    corpus_errors.ReadingTookTooMuchMemory: (422, "reading_took_too_much_memory"),
    corpus_errors.ReaderCrashed: (422, "reader_crashed"),
    corpus_errors.TextNotReadable: (422, "text_not_readable"),
    corpus_errors.UnknownJob: (404, "unknown_job"),
    corpus_errors.OriginalMissing: (404, "original_missing"),
    corpus_errors.LibraryLocked: (503, "library_locked"),
    corpus_errors.LibraryNotWritable: (503, "library_not_writable"),
    corpus_errors.DocumentFileCorrupt: (500, "library_damaged"),
    corpus_errors.MalformedAddress: (422, "malformed_address"),
    corpus_errors.AddressOutOfRange: (404, "address_out_of_range"),
    UnknownStyle: (422, "unknown_style"),
    WenjuError: (500, "internal_error"),
}

INTERNAL = "internal_error"


def status_and_code(error: WenjuError) -> tuple[int, str]:
    """What the table says of an error, by its nearest listed ancestor."""
    return next(TABLE[kind] for kind in type(error).__mro__ if kind in TABLE)
