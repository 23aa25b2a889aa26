"""The array types that index/ passes on."""

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]

Matrix = NDArray[np.float64]


Scores = NDArray[np.float32]
