"""A start of twelve layers less one: multilingual-e5-small, cut to Chinese and English.

Of its 250,000 pieces those are kept that the training texts use after folding, most often ones
first, and every single character of both scripts, so that nothing becomes unknown that was known.
Leaving a layer out keeps encoding below twice the time that six layers take; the one that is
missed least is the sixth (cosine .970 with the whole model before any training; without the first
it is .85, without the tenth .84).
"""

import logging
from base64 import b64decode
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import torch
from tokenizers import Tokenizer, normalizers, processors
from transformers import BertConfig, BertModel

from index.training.checkpoint_folding import build_character_map, is_han
from index.training.small_e5 import SmallE5
from index.training.verifier_start import FIRST, SPACE, make_tokenizer

log = logging.getLogger(__name__)

MOST_PIECES = 36_500
LEFT_OUT = frozenset((5,))
TOKENIZED_AT_ONCE = 5_000


def cut_to_two_languages(
    e5: SmallE5,
    texts: Sequence[str],
    table: Mapping[str, str],
    most: int = MOST_PIECES,
    left_out: Collection[int] = LEFT_OUT,
) -> tuple[BertModel, Tokenizer]:
    """Give the smaller model and its tokenizer.

    Args:
        e5: the whole model.
        texts: in both languages; they decide which pieces are kept.
        table: what each Chinese character is folded to.
        most: how many pieces at most.
        left_out: layers that are left out, counted from 0.
    """
    whole = make_e5_tokenizer(e5, range(len(e5.pieces)), table)
    kept = keep_pieces(e5.pieces, _count(whole, texts), table, most)
    log.info("%d of %d pieces kept", len(kept), len(e5.pieces))
    return make_e5_model(e5, kept, left_out), make_e5_tokenizer(e5, kept, table)


def make_e5_tokenizer(e5: SmallE5, kept: Sequence[int], table: Mapping[str, str]) -> Tokenizer:
    """Make a tokenizer of some pieces that folds Chinese characters, or not if nothing is said."""
    tokenizer = make_tokenizer(
        [e5.pieces[place] for place in kept],
        [e5.scores[place] for place in kept],
        kept.index(e5.unknown),
    )
    if table:
        folding = normalizers.Precompiled(b64decode(build_character_map(dict(table))))
        tokenizer.normalizer = normalizers.Sequence([tokenizer.normalizer, folding])
    marks = [(mark, kept.index(e5.pieces.index(mark))) for mark in ("<s>", "</s>")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=marks
    )
    tokenizer.add_special_tokens(list(FIRST))
    return tokenizer


def make_e5_model(e5: SmallE5, kept: Sequence[int], left_out: Collection[int] = ()) -> BertModel:
    """Make the model with some of its pieces and without some of its layers."""
    sizes = e5.sizes
    layers = [layer for layer in range(sizes.layers) if layer not in left_out]
    stored = e5.weights(sizes.layers)
    weights = {name: row for name, row in stored.items() if name.startswith("embeddings")}
    weights["embeddings.word_embeddings.weight"] = e5.words(kept)
    for place, layer in enumerate(layers):
        old, new = f"encoder.layer.{layer}.", f"encoder.layer.{place}."
        for name, row in stored.items():
            if name.startswith(old):
                weights[new + name.removeprefix(old)] = row
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=sizes.hidden,
        num_hidden_layers=len(layers),
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.inner,
        max_position_embeddings=sizes.places,
        layer_norm_eps=1e-12,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=kept.index(e5.pieces.index("<pad>")),
    )
    bert = BertModel(config, add_pooling_layer=False)
    bert.load_state_dict({name: torch.as_tensor(row) for name, row in weights.items()})
    return bert


def keep_pieces(
    pieces: Sequence[str], counts: Counter[int], table: Mapping[str, str], most: int
) -> list[int]:
    """Choose the special pieces, single characters, then those that occur most."""
    kept = {
        place for place, piece in enumerate(pieces) if piece in FIRST or _is_letter(piece, table)
    }
    for place, _ in counts.most_common():
        if len(kept) >= most:
            break
        kept.add(place)
    return sorted(kept)


def _is_letter(piece: str, table: Mapping[str, str]) -> bool:
    """A letter or mark of either script by itself, also as the start of a word."""
    bare = piece.removeprefix(SPACE) or piece
    if len(bare) != 1 or bare in table:
        return False
    if is_han(bare):
        return bare == piece
    return ord(bare) < 0x0530 or 0x2000 <= ord(bare) < 0x2E80 or 0x3000 <= ord(bare) < 0x3040


def _count(tokenizer: Tokenizer, texts: Sequence[str]) -> Counter[int]:
    counts: Counter[int] = Counter()
    for first in range(0, len(texts), TOKENIZED_AT_ONCE):
        counts.update(_ids(tokenizer, texts[first : first + TOKENIZED_AT_ONCE]))
    return counts


def _ids(tokenizer: Tokenizer, texts: Sequence[str]) -> Iterable[int]:
    for encoding in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False):
        yield from encoding.ids
