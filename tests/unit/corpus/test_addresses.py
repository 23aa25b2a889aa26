import pytest

from corpus.addresses import Address, parse_address
from corpus.errors import MalformedAddress


def test_an_address_reads_back_as_it_was_written() -> None:
    written = "nsc-thesis-ch6@3f2a9c1b7d04:1045-1321"
    address = parse_address(written)
    assert address == Address("nsc-thesis-ch6", "3f2a9c1b7d04", 1045, 1321)
    assert str(address) == written


@pytest.mark.parametrize(
    "written",
    [
        "",
        "nsc-thesis-ch6",
        "nsc-thesis-ch6@3f2a9c1b7d04",
        "nsc-thesis-ch6@3f2a9c1b7d04:1045",
        "nsc-thesis-ch6@3f2a9c1b7d04:1045-1045",
        "nsc-thesis-ch6@3f2a9c1b7d04:1321-1045",
        "nsc-thesis-ch6@3f2a9c1b7d04:-1-5",
        "nsc-thesis-ch6@3f2a9c1b7d04:01-5",
        "nsc-thesis-ch6@3f2a9c1b7d04:0-5\n",
        "nsc-thesis-ch6@3f2a9c1b7d04:0-٥",
        "nsc-thesis-ch6@3f2a9c1b7d04:0-" + "9" * 5000,
        "nsc-thesis-ch6@3f2a:0-5",
        "../etc@3f2a9c1b7d04:0-5",
        "Thesis@3f2a9c1b7d04:0-5",
        "論文@3f2a9c1b7d04:0-5",
    ],
)
def test_what_is_no_address_is_refused_with_the_expected_form(written: str) -> None:
    with pytest.raises(MalformedAddress, match="expected document@version:start-end") as refused:
        parse_address(written)
    assert len(str(refused.value)) < 300
