"""Errors of the corpus, and the root of every error that Wenju raises on purpose.

WenjuError
└── CorpusError
    └── (one class per thing that can be wrong with a text; see below)
"""


class WenjuError(Exception):
    """Something a person or a file caused; the message says what was expected and what to do."""


class CorpusError(WenjuError):
    """A text, its record or its address is not as it must be."""
