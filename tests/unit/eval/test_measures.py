import math

import pytest

from eval.measures import judge_rank, mean, measure, measure_ranks, score_ranking


def test_values_of_a_small_run_by_hand() -> None:
    qrels = {"q": {"a": 1, "b": 1}}
    run = {"q": {"x": 4.0, "a": 3.0, "y": 2.0, "b": 1.0}}
    values = {name: found["q"] for name, found in measure(qrels, run).items()}
    ideal = 1 + 1 / math.log2(3)
    assert values == {
        "nDCG@10": pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / ideal),
        "R@1": 0.0,
        "R@5": 1.0,
        "R@10": 1.0,
        "RR@10": 0.5,
    }


def test_queries_without_hits_count_as_zero() -> None:
    qrels = {"found": {"a": 1}, "empty": {"a": 1}, "missing": {"a": 1}}
    run: dict[str, dict[str, float]] = {"found": {"a": 1.0}, "empty": {}}
    values = measure(qrels, run)
    for name in values:
        assert values[name] == {"found": 1.0, "empty": 0.0, "missing": 0.0}
    assert mean(values["nDCG@10"]) == pytest.approx(1 / 3)


def test_a_query_that_nobody_judged_is_not_measured() -> None:
    assert set(measure({"q": {"a": 1}}, {"q": {"a": 1.0}, "other": {"a": 1.0}})["R@1"]) == {"q"}


def test_any_id_can_be_measured() -> None:
    odd = ["a\0b", "a b", "問", "\ud800", "'"]
    values = measure({name: {name: 1} for name in odd}, {name: {name: 1.0} for name in odd})
    assert values["R@1"] == dict.fromkeys(odd, 1.0)


def test_nothing_below_the_tenth_place_counts() -> None:
    ranking = [f"p{n}" for n in range(1, 12)]
    values = measure({"q": {"p11": 1}}, {"q": score_ranking(ranking)})
    assert {found["q"] for found in values.values()} == {0.0}


def test_equal_scores_do_not_reorder_a_ranking_that_was_shown() -> None:
    ranking = ["z", "y", "a"]  # by id alone it would be a, y, z
    values = measure({"q": {"z": 1}}, {"q": score_ranking(ranking)})
    assert values["R@1"]["q"] == 1.0


@pytest.mark.parametrize(
    ("rank", "ndcg", "at_1", "at_5", "at_10", "reciprocal"),
    [
        (1, 1.0, 1.0, 1.0, 1.0, 1.0),
        (2, 1 / math.log2(3), 0.0, 1.0, 1.0, 0.5),
        (6, 1 / math.log2(7), 0.0, 0.0, 1.0, 1 / 6),
        (10, 1 / math.log2(11), 0.0, 0.0, 1.0, 0.1),
        (None, 0.0, 0.0, 0.0, 0.0, 0.0),
    ],
)
def test_measures_of_a_known_rank(
    rank: int | None, ndcg: float, at_1: float, at_5: float, at_10: float, reciprocal: float
) -> None:
    values = [found["q"] for found in measure_ranks({"q": rank}).values()]
    assert values == pytest.approx([ndcg, at_1, at_5, at_10, reciprocal])


def test_the_first_passage_with_any_quotation_gives_the_rank() -> None:
    texts = ["甲說春天。", "乙說夏天，也說秋天。", "丙說秋天。"]
    assert judge_rank(texts, ["秋天", "冬天"]) == 2
    assert judge_rank(texts, ["冬天"]) is None
    assert judge_rank([], ["秋天"]) is None
