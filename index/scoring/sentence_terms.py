"""How often the sentences of a passage say the alternatives of a question's terms."""

from collections.abc import Sequence

import numpy as np

from index.arrays import Matrix
from index.query.term_table import TermTable
from index.text.analysis import AnalysedSentence


def count_alternatives(table: TermTable, sentences: Sequence[AnalysedSentence]) -> Matrix:
    """How often each alternative is said in each sentence, shape (sentences, alternatives).

    That is how often the term of it is said that is said least.
    """
    counts = np.zeros((len(sentences), len(table.names)))
    if not len(table.bounds) or not len(sentences):
        return np.zeros((len(sentences), len(table.bounds)))
    # Most terms stand nowhere in the passage.
    present = set().union(*[sentence.counts for sentence in sentences])
    columns = [place for place, name in enumerate(table.names) if name in present]
    names = [table.names[place] for place in columns]
    counts[:, columns] = [
        [bag[name] if name in bag else 0 for name in names]  # `get` is slower
        for bag in [sentence.counts for sentence in sentences]
    ]
    found: Matrix = np.minimum.reduceat(counts[:, table.groups], table.bounds, axis=1)
    return found
