import torch

from index.encoders.quantized import FourBitRows, from_eight_bits, to_eight_bits, to_four_bits


def test_rows_in_four_bits_are_near_what_they_were_and_stay_so() -> None:
    torch.manual_seed(2)
    rows = torch.randn(6, 64)
    rows[3] = 0.0
    codes, scales = to_four_bits(rows)
    assert codes.shape == (6, 2, 16)
    assert codes.dtype == torch.uint8
    places = torch.tensor([5, 3, 0])
    found = FourBitRows(codes, scales)[places]
    assert torch.allclose(found, rows[places], atol=0.3)
    assert torch.equal(found[1], torch.zeros(64))
    # Packed once more they are the same: what comes in four bits loses nothing.
    again = FourBitRows(*to_four_bits(found))
    assert torch.equal(again[torch.arange(3)], found)


def test_products_in_eight_bits_are_near_what_they_were() -> None:
    torch.manual_seed(2)
    weights = {
        "a.weight": torch.randn(5, 70) * torch.logspace(-3, 2, 5)[:, None],
        "a.bias": torch.randn(5),
    }
    small = to_eight_bits(weights)
    assert small["a.weight.codes"].dtype == torch.int8
    found = from_eight_bits(small)
    assert set(found) == set(weights)
    assert torch.equal(found["a.bias"], weights["a.bias"])
    # Every row has a scale of its own: small ones lose no more than large ones.
    error = (found["a.weight"] - weights["a.weight"]).abs().amax(1)
    assert (error <= weights["a.weight"].abs().amax(1) / 250).all()
