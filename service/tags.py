"""Tags: short names that people give to documents, to find and to ask only some of them."""

from collections.abc import Sequence

from corpus.errors import RecordInvalid

MOST = 50
LONGEST = 100


def check_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """The tags back, each once and in order.

    Raises:
        RecordInvalid: one is empty, too long, or holds hidden characters; or there are too many.
    """
    if len(tags) > MOST:
        raise RecordInvalid(f"there are {len(tags)} tags; a document has at most {MOST}")
    for tag in tags:
        if not 1 <= len(tag) <= LONGEST or tag != tag.strip() or not tag.isprintable():
            raise RecordInvalid(
                f"tag {tag[:LONGEST]!r} cannot be used; expected 1 to {LONGEST} visible "
                "characters without spaces around them"
            )
    return tuple(dict.fromkeys(tags))
