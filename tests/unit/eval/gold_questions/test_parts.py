import pytest

from eval.gold_questions.parts import PartRanks, part_figures


def ranks(same: bool, hybrid: int | None, encoder: int | None, rrf: int | None) -> PartRanks:
    return PartRanks(same, {"hybrid": hybrid, "encoder": encoder, "rrf": rrf})


PARTS = [
    ranks(True, 1, 2, 1),
    ranks(True, 6, 1, 1),
    ranks(False, 1, None, 4),
    ranks(False, None, 5, 2),
]


def test_recall_by_hand_of_every_method_and_slice() -> None:
    figures = {figure.name: figure for figure in part_figures(PARTS)}
    assert {name: dict(figure.values) for name, figure in figures.items()} == {
        "R@1, same language": {"hybrid": 0.5, "encoder": 0.5, "rrf": 1.0},
        "R@5, same language": {"hybrid": 0.5, "encoder": 1.0, "rrf": 1.0},
        "R@1, across languages": {"hybrid": 0.5, "encoder": 0.0, "rrf": 0.0},
        "R@5, across languages": {"hybrid": 0.5, "encoder": 0.5, "rrf": 1.0},
        "R@1, all": {"hybrid": 0.5, "encoder": 0.25, "rrf": 0.5},
        "R@5, all": {"hybrid": 0.5, "encoder": 0.75, "rrf": 1.0},
    }
    assert figures["R@5, all"].questions == 4


def test_in_the_same_language_plain_fusion_is_the_floor_and_over_all_the_encoder() -> None:
    short = {figure.name: figure.shortfall for figure in part_figures(PARTS)}
    assert short == {
        "R@1, same language": 0.5,
        "R@5, same language": 0.5,
        "R@1, across languages": 0.0,
        "R@5, across languages": 0.0,
        "R@1, all": 0.0,
        "R@5, all": 0.25,
    }


@pytest.mark.parametrize("parts", [[], [ranks(True, 1, 1, 1)]])
def test_a_slice_without_questions_has_no_figure(parts: list[PartRanks]) -> None:
    assert "across languages" not in {figure.slice for figure in part_figures(parts)}
