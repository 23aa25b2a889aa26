"""The forward pass of a BERT with mean pooling: the arithmetic, without a framework around it.

After Devlin et al. 2019; it leaves out what encoding does not need: training and masks. Texts are
not padded: their tokens lie one after the other in one matrix, and only attention looks at each
text apart. So nothing is computed for padding, and a text's vector is the same, bit for bit,
whatever is encoded beside it.

Weights are laid out for the processor once, at loading. Products are in bfloat16 where the
processor has instructions for it, sums and normalisation in single precision.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

from index.encoders.bert_config import read_config

Weights = dict[str, torch.Tensor]
Norm = tuple[torch.Tensor, torch.Tensor]

# Each number of rows has code of its own made for it, some megabytes kept for good: rows are
# filled up to a multiple, wider where there are more of them.
ROUNDING = ((64, 8), (256, 16), (1024, 64))
WIDEST = 256


@dataclass(frozen=True, slots=True)
class _Linear:
    """A product with its bias; `packed` weights are in an order that only oneDNN reads."""

    weight: torch.Tensor
    bias: torch.Tensor
    packed: bool

    def __call__(self, rows: torch.Tensor, then: str = "none") -> torch.Tensor:
        if self.packed:
            product: torch.Tensor = torch.ops.mkldnn._linear_pointwise(
                rows, self.weight, self.bias, then, [], "none"
            )
            return product
        product = F.linear(rows, self.weight, self.bias)
        return F.gelu(product) if then == "gelu" else product


@dataclass(frozen=True, slots=True)
class _Layer:
    attend: _Linear
    attended: _Linear
    attended_norm: Norm
    widen: _Linear
    narrow: _Linear
    narrow_norm: Norm


# What each product of a layer is made of, by the names that weights have.
_PARTS: Mapping[str, Sequence[str]] = {
    "attend": [f"attention.self.{part}" for part in ("query", "key", "value")],
    "attended": ["attention.output.dense"],
    "widen": ["intermediate.dense"],
    "narrow": ["output.dense"],
}


class WordRows(Protocol):
    """A table of word embeddings, however it is stored."""

    def __getitem__(self, ids: torch.Tensor) -> torch.Tensor:
        """The rows of some words, shape (ids, dimensions)."""
        ...


class Bert:
    """Token ids in, contextual vectors out; safe to use from several threads."""

    def __init__(
        self,
        config: Mapping[str, Any],
        weights: Weights,
        number: torch.dtype,
        words: WordRows | None = None,
    ) -> None:
        """Lay the weights out.

        Args:
            config: as transformers writes it.
            weights: by the names that transformers gives them.
            number: what products are computed in.
            words: the word embeddings, where they are not among the weights.
        """
        self.dimensions = int(config["hidden_size"])
        self._heads = int(config["num_attention_heads"])
        self._epsilon = float(config.get("layer_norm_eps", 1e-12))
        self._number = number
        # As they are on disk: they stay mapped, and only the words that are met are read.
        self._words = weights["embeddings.word_embeddings.weight"] if words is None else words
        kinds = weights["embeddings.token_type_embeddings.weight"].float()
        self._places = weights["embeddings.position_embeddings.weight"].float() + kinds[0]
        self._second = kinds[1] - kinds[0]
        self._first_norm = _norm(weights, "embeddings.LayerNorm")
        self._layers = [
            _read_layer(weights, f"encoder.layer.{place}", number)
            for place in range(int(config["num_hidden_layers"]))
        ]

    @classmethod
    def load(cls, folder: Path, number: torch.dtype) -> "Bert":
        """Read the model of a folder; products are computed in `number`."""
        return cls(read_config(folder), _read_weights(folder), number)

    def tokens(
        self, texts: Sequence[Sequence[int]], firsts: Sequence[int] | None = None
    ) -> list[torch.Tensor]:
        """The contextual vectors of each text's tokens, from their ids.

        `firsts` says of how many tokens the first part of each text is, where it has two.
        """
        lengths = [len(text) for text in texts]
        filling = _filling(sum(lengths))
        with torch.inference_mode():
            ids = torch.tensor([*(token for text in texts for token in text), *[0] * filling])
            places = torch.cat([torch.arange(length) for length in (*lengths, filling)])
            rows = self._words[ids].float() + self._places[places]
            if firsts is not None:
                first = torch.tensor([*firsts, filling])
                ends = first.repeat_interleave(torch.tensor([*lengths, filling]))
                rows += (places >= ends).unsqueeze(1) * self._second
            rows = self._normed(rows, self._first_norm)
            for layer in self._layers:
                rows = self._pass(layer, rows, lengths)
            return list(rows.split_with_sizes([*lengths, filling])[:-1])

    def _pass(self, layer: _Layer, rows: torch.Tensor, lengths: list[int]) -> torch.Tensor:
        attended = self._attend(layer.attend(rows.to(self._number)).float(), lengths)
        added = rows + layer.attended(attended.to(self._number))
        rows = self._normed(added, layer.attended_norm)
        wide = layer.widen(rows.to(self._number), then="gelu")
        return self._normed(rows + layer.narrow(wide), layer.narrow_norm)

    def _attend(self, rows: torch.Tensor, lengths: list[int]) -> torch.Tensor:
        """Each text attends to itself alone; what fills up the rows attends to nothing."""
        *texts, filling = rows.split_with_sizes([*lengths, len(rows) - sum(lengths)])
        found = []
        for part in texts:
            shaped = part.view(1, len(part), 3, self._heads, self.dimensions // self._heads)
            query, key, value = shaped.permute(2, 0, 3, 1, 4).unbind(0)
            mixed = F.scaled_dot_product_attention(query, key, value)
            found.append(mixed.transpose(1, 2).reshape(len(part), self.dimensions))
        return torch.cat([*found, filling[:, : self.dimensions]])

    def _normed(self, rows: torch.Tensor, norm: Norm) -> torch.Tensor:
        return F.layer_norm(rows, (self.dimensions,), *norm, self._epsilon)


def _read_layer(weights: Weights, name: str, number: torch.dtype) -> _Layer:
    parts = {part: [f"{name}.{one}" for one in names] for part, names in _PARTS.items()}
    return _Layer(
        attend=_linear(weights, parts["attend"], number),
        attended=_linear(weights, parts["attended"], number),
        attended_norm=_norm(weights, f"{name}.attention.output.LayerNorm"),
        widen=_linear(weights, parts["widen"], number),
        narrow=_linear(weights, parts["narrow"], number),
        narrow_norm=_norm(weights, f"{name}.output.LayerNorm"),
    )


def _linear(weights: Weights, names: Sequence[str], number: torch.dtype) -> _Linear:
    """Several products of the same rows become one."""
    weight = torch.cat([weights[f"{name}.weight"] for name in names])
    bias = torch.cat([weights[f"{name}.bias"] for name in names])
    return _laid_out(weight, bias, number)


def _laid_out(weight: torch.Tensor, bias: torch.Tensor, number: torch.dtype) -> _Linear:
    pack = _packing()
    weight = weight.to(number)
    packed = weight if pack is None else pack(weight, 64)
    return _Linear(packed, bias.to(number), pack is not None)


def _packing() -> Callable[[torch.Tensor, int], torch.Tensor] | None:
    """What torch's own compiler lays weights out with; None where this torch lacks it."""
    if not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]  # torch has no types here
        return None
    found: Callable[[torch.Tensor, int], torch.Tensor] | None = getattr(
        torch.ops.mkldnn, "_reorder_linear_weight", None
    )
    return found


def _norm(weights: Weights, name: str) -> Norm:
    return weights[f"{name}.weight"].float(), weights[f"{name}.bias"].float()


def _read_weights(folder: Path) -> Weights:
    weights: Weights = {}
    for path in sorted(folder.glob("*.safetensors")):
        weights.update(load_file(path))
    return weights


def _filling(rows: int) -> int:
    """How many rows to add, so that few numbers of rows are ever met."""
    step = next((step for most, step in ROUNDING if rows <= most), WIDEST)
    return -rows % step
