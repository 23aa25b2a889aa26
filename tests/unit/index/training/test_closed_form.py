import numpy as np

from index.training.closed_form import solve_embeddings, weighted_means


def test_a_chinese_word_gets_the_direction_of_its_english_one() -> None:
    generator = np.random.default_rng(7)
    known = np.vstack([generator.normal(size=(40, 16)), np.zeros((40, 16))]).astype(np.float32)
    is_new = np.arange(80) >= 40
    english = [generator.choice(40, size=4, replace=False).tolist() for _ in range(600)]
    chinese = [[word + 40 for word in row] for row in english]
    solved = solve_embeddings(english, chinese, known, is_new)
    centre = known[:40].mean(axis=0)
    left, right = known[:40] - centre, solved[40:] - centre
    cosines = (left * right).sum(1) / np.linalg.norm(left, axis=1) / np.linalg.norm(right, axis=1)
    assert cosines.min() > 0.95
    assert np.array_equal(solved[:40], known[:40])


def test_rare_words_weigh_more_in_a_mean() -> None:
    rows = [[0, 1]] + [[0, 2]] * 1000
    first = weighted_means(rows, 3).toarray()[0]
    assert first[1] > 100 * first[0]
    assert np.isclose(first.sum(), 1)
