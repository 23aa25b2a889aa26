"""Weights in few bits: products in eight, one scale a row; word embeddings in four.

A product's rows are made whole at loading. Word embeddings stay as they are on disk, and only the
words that are met are made whole: blocks of 32 numbers with one scale, as llama.cpp's Q4_0.
"""

from collections.abc import Mapping

import torch

Weights = dict[str, torch.Tensor]

BLOCK = 32
CODES, SCALES = ".codes", ".scales"


class FourBitRows:
    """Rows of a table in four bits."""

    def __init__(self, codes: torch.Tensor, scales: torch.Tensor) -> None:
        """Take the table as `to_four_bits` gives it."""
        self._codes = codes
        self._scales = scales

    def __getitem__(self, ids: torch.Tensor) -> torch.Tensor:
        """The rows of some words, shape (ids, dimensions)."""
        packed = self._codes[ids]
        numbers = torch.cat([packed & 15, packed >> 4], dim=-1).float() - 8
        return (numbers * self._scales[ids].float().unsqueeze(-1)).flatten(1)


def to_four_bits(rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Codes of shape (rows, blocks, 16), two numbers in each, and scales of shape (rows, blocks).

    The number of a block that is farthest from zero becomes -8, so that its scale may be negative.
    """
    blocks = rows.float().view(len(rows), -1, BLOCK)
    farthest = blocks.gather(2, blocks.abs().argmax(2, keepdim=True))
    scales = (farthest / -8).half()
    safe = torch.where(scales == 0, torch.ones_like(scales), scales).float()
    numbers = (blocks / safe).round().clamp(-8, 7).add(8).to(torch.uint8)
    low, high = numbers[..., : BLOCK // 2], numbers[..., BLOCK // 2 :]
    return low | (high << 4), scales.squeeze(2)


def to_eight_bits(weights: Mapping[str, torch.Tensor]) -> Weights:
    """The same weights with every matrix in eight bits, and all else as it is."""
    small: Weights = {}
    for name, weight in weights.items():
        if weight.dim() != 2:  # a bias or a norm
            small[name] = weight.float()
            continue
        scales = (weight.abs().amax(dim=1) / 127).clamp(min=1e-12)
        small[name + CODES] = (weight / scales.unsqueeze(1)).round().to(torch.int8)
        small[name + SCALES] = scales.float()
    return small


def from_eight_bits(small: Mapping[str, torch.Tensor]) -> Weights:
    """What `to_eight_bits` was given, but for rounding."""
    weights: Weights = {}
    for name, weight in small.items():
        if name.endswith(CODES):
            scales = small[name.removesuffix(CODES) + SCALES]
            weights[name.removesuffix(CODES)] = weight.float() * scales.unsqueeze(1)
        elif not name.endswith(SCALES):
            weights[name] = weight
    return weights
