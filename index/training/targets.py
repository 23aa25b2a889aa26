"""What two teachers together say of a text, turned so that a student starts close to it.

One teacher tells texts of one language apart, the other finds them across languages. Their vectors,
each without its mean, stand side by side; the leading principal components keep what both say in
as many numbers as the student has, and a rotation (orthogonal Procrustes) lays them upon the
student's own first vectors. Cosines between targets are those of both teachers; the student need
not learn a rotation, only what it lacks.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

WEIGHT = 1.25
"""How much the second teacher weighs against the first: chosen on cosines, without a student."""


@dataclass(frozen=True, slots=True)
class Targets:
    """How vectors of both teachers become a target.

    Attributes:
        means: of each teacher.
        projection: shape (dimensions of both, dimensions of the student).
        centre: the mean of the student's first vectors before they are brought to length one; its
            last layer leaves it out, so that its cosines spread as those of the targets do.
    """

    means: tuple[Vectors, Vectors]
    projection: Vectors
    centre: Vectors

    def of(self, first: Vectors, second: Vectors) -> Vectors:
        """The targets of texts, from the unit vectors that both teachers give."""
        return unit(_side_by_side(first, second, self.means) @ self.projection)


def fit_targets(first: Vectors, second: Vectors, student: Vectors, centre: Vectors) -> Targets:
    """Fit on some texts.

    Args:
        first: unit vectors of the first teacher.
        second: unit vectors of the second one, of the same texts.
        student: the student's vectors of the same texts as they come, of any length.
        centre: the mean of the student's vectors over texts of both languages.
    """
    means = first.mean(axis=0), second.mean(axis=0)
    both = _side_by_side(first, second, means)
    _, components = np.linalg.eigh(both.T @ both)
    leading = components[:, ::-1][:, : student.shape[1]]
    left, _, right = np.linalg.svd(unit(both @ leading).T @ unit(student - centre))
    return Targets(means, np.asarray(leading @ (left @ right), np.float32), centre)


def unit(rows: Vectors) -> Vectors:
    """Bring rows to length one."""
    found: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return found


def _side_by_side(first: Vectors, second: Vectors, means: tuple[Vectors, Vectors]) -> Vectors:
    return unit(np.concatenate([unit(first - means[0]), WEIGHT * unit(second - means[1])], axis=1))
