"""What the verifier starts from: layers of multilingual-e5-small, and the words of two languages.

Of its 250,000 pieces in a hundred languages those stay that the training folder uses, most often
ones first, and every Han character and Latin letter. Text is put into Simplified characters before
it is cut, so no others are needed. The words are never trained: they ship in the four bits that
they come in.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
from torch import Tensor

from index.encoders.answer_verifier import simplified
from index.training.data import Judged, TrainingData
from index.training.small_e5 import SmallE5

FIRST = ("<s>", "<pad>", "</s>", "<unk>")
SPACE = "▁"
BATCH = 512
LATIN_END = "\u0250"


@dataclass(frozen=True, slots=True)
class Start:
    """Where training begins.

    Attributes:
        tokenizer: cuts text into the pieces that are left.
        words: their embeddings, shape (pieces, hidden).
        weights: all else, by the names that BERT gives them.
        heads: of attention.
    """

    tokenizer: Tokenizer
    words: Tensor
    weights: dict[str, Tensor]
    heads: int


def build_start(base: Path, texts: Iterable[str], pieces: int, layers: int) -> Start:
    """Cut the base to so many pieces, chosen by the texts, and so many layers."""
    model = SmallE5(base)
    whole = make_tokenizer(model.pieces, model.scores, model.unknown)
    kept = _choose(model.pieces, _count(whole, texts), pieces)
    tokenizer = make_tokenizer(
        [model.pieces[piece] for piece in kept],
        [model.scores[piece] for piece in kept],
        kept.index(model.unknown),
    )
    return Start(tokenizer, model.words(kept), model.weights(layers), model.sizes.heads)


def texts_of(judged: Iterable[Judged], data: TrainingData) -> Iterator[str]:
    """Everything that a training folder has to be cut into pieces."""
    for row in judged:
        yield row.question
        yield row.passage
    for pair in data.pairs:
        yield pair.english
        yield pair.chinese


def make_tokenizer(pieces: list[str], scores: list[float], unknown: int) -> Tokenizer:
    """A unigram tokenizer over the pieces."""
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(
        replacement=SPACE, prepend_scheme="always", split=False
    )
    return tokenizer


def _count(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[int]:
    counts: Counter[int] = Counter()
    batch: list[str] = []
    for text in texts:
        batch.append(simplified(text))
        if len(batch) == BATCH:
            counts.update(_ids(tokenizer, batch))
            batch.clear()
    counts.update(_ids(tokenizer, batch))
    return counts


def _ids(tokenizer: Tokenizer, batch: list[str]) -> Iterator[int]:
    for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
        yield from encoding.ids


def _choose(pieces: list[str], counts: Counter[int], most: int) -> list[int]:
    kept = {place for place, piece in enumerate(pieces) if piece in FIRST or _is_letter(piece)}
    for place, _ in counts.most_common():
        if len(kept) >= most:
            break
        kept.add(place)
    return sorted(kept)


def _is_letter(piece: str) -> bool:
    return len(piece) == 1 and (piece < LATIN_END or "\u4e00" <= piece <= "\u9fff")
