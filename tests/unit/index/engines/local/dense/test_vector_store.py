import subprocess
import sys
from pathlib import Path

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from index.engines.local.dense.index import DenseIndex, Sizes
from index.engines.local.dense.vector_store import VectorStore, threads
from index.errors import IndexDamaged
from tests.project import ROOT

Vectors = NDArray[np.float32]


def drawn(rows: int, dimensions: int) -> Vectors:
    """Vectors of eight directions' making, so that neighbours are easy to find."""
    random = np.random.default_rng(5)
    vectors = random.normal(size=(rows, 8)) @ random.normal(size=(8, dimensions))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    stored: Vectors = vectors.astype(np.float16).astype(np.float32)
    return stored


@pytest.mark.parametrize("passing", [10, 4096, 4097, 9000])
def test_few_and_many_rows_are_searched_exactly(passing: int) -> None:
    vectors = drawn(9000, 16)
    rows = np.random.default_rng(6).choice(9000, passing, replace=False)
    found, scores = VectorStore.build(vectors).search(vectors[3], 50, rows)
    expected = rows[np.argsort(-(vectors[rows] @ vectors[3]))][:50]
    assert found.tolist() == expected.tolist()
    np.testing.assert_allclose(scores, vectors[expected] @ vectors[3], atol=1e-6)


def test_what_is_stored_is_rounded_to_the_nearest_half() -> None:
    vectors = np.random.default_rng(5).normal(size=(100, 8)).astype(np.float32)
    stored = VectorStore.build(vectors).vectors()
    np.testing.assert_array_equal(stored, vectors.astype(np.float16).astype(np.float32))


def test_slices_and_rows_are_copies_of_the_same_vectors() -> None:
    vectors = drawn(50, 8)
    store = VectorStore.build(vectors)
    for rows in (slice(None), slice(3, 9), slice(40, 80), slice(0, 50, 7), np.array([9, 2])):
        np.testing.assert_array_equal(store.vectors(rows), vectors[rows])


def test_a_request_uses_one_thread_and_leaves_the_rest_as_it_was() -> None:
    before = faiss.omp_get_max_threads()
    with threads(1):
        assert faiss.omp_get_max_threads() == 1
    assert faiss.omp_get_max_threads() == before


def test_another_structure_in_the_file_is_damage(tmp_path: Path) -> None:
    faiss.write_index(faiss.IndexFlatIP(8), str(tmp_path / "vectors.faiss"))
    with pytest.raises(IndexDamaged, match="no IndexScalarQuantizer"):
        VectorStore.open(tmp_path)


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux counts so")
@pytest.mark.parametrize(
    ("sizes", "expected"),
    [(Sizes(), "flat"), (Sizes(flat=10), "hnsw"), (Sizes(flat=10, hnsw=20), "ivf-sq8")],
)
def test_an_open_index_takes_no_memory_of_its_own(
    tmp_path: Path, sizes: Sizes, expected: str
) -> None:
    index = DenseIndex.build(drawn(10_000, 128), sizes=sizes)
    assert index.facts.type == expected
    index.save(tmp_path)
    written = sum(path.stat().st_size for path in (tmp_path / "dense").iterdir())
    script = (
        "import re, sys; import numpy as np; from pathlib import Path\n"
        "from index.engines.local.dense.index import DenseIndex\n"
        "def own():\n"
        "    text = Path('/proc/self/smaps_rollup').read_text()\n"
        "    return int(re.search(r'Anonymous: *(\\d+)', text)[1])\n"
        "vector = np.ones(128, np.float32) / 128**0.5\n"
        "before = own(); index = DenseIndex.open(Path(sys.argv[1]))\n"
        "index.search(vector, 100); print(own() - before)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(ended.stdout) * 1024 < written / 3
