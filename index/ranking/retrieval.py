"""What each way of searching says of the passages of one language.

The dense and the lexical leg propose candidates, which the cheap legs score; what is among the
first of any of these is read by all legs, so that fusion compares like with like and a passage is
not punished for having missed another leg's cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Passage
from index.arrays import Rows, Scores
from index.engines.base import Fetched, Filters, Key, Proposals, Records, View
from index.query.preparation import Question
from index.query.term_table import TermTable
from index.query.terms import QueryTerm, Refine
from index.scoring.bm25 import Ranker
from index.scoring.late_interaction import Matches, match
from index.scoring.vectors import cosines, highest, split
from index.text.analysis import AnalysedSentence, BaseLanguage, analyse_sentences

CANDIDATES = 30
KEPT = 15
"""How many candidates each of two legs proposes, and how many of each of three are kept.

Against 100 that were all kept, one of 6,000 questions lost its answer, and half the time is saved;
see docs/experiments."""


# Brings the lexical signal to the size of the dense one, for the sake of the fit.
BM25_UNIT = np.float32(10.0)

# So many candidates are read for names; each costs some hundredths of a millisecond.
READ_FOR_NAMES = 25


@dataclass(frozen=True, slots=True)
class LegScores:
    """Scores of the candidates in one language.

    Attributes:
        language: of the candidates.
        keys: of the candidates, by document and place: where candidates are equally good, the
            first of them is the better one.
        records: what was fetched; `places` says where in it each candidate is.
        places: shape (n,).
        raw: leg → its own scores: cosine for `dense` and for the nearest `sentence`, BM25 for
            `lexical`, late interaction with the whole passage (`interaction`) and with the
            sentence that fits best (`focus`).
        signals: leg → the same on the scale that fusion weighs, see `gather`.
        ranker: what the lexical leg looked for, weighed.
        counts: how often the candidates have the ranker's names, shape (n, names).
        lengths: how many terms they have.
        sentence_cosines: those of the sentences of each candidate.
        matches: what the last two legs found.
    """

    language: BaseLanguage
    keys: Sequence[Key]
    records: Records
    places: Rows
    raw: dict[str, Scores]
    signals: dict[str, Scores]
    ranker: Ranker
    counts: NDArray[np.uint16]
    lengths: Rows
    sentence_cosines: Sequence[Scores]
    matches: Matches

    def __len__(self) -> int:
        """How many candidates there are."""
        return len(self.places)

    @property
    def terms(self) -> Sequence[QueryTerm]:
        """What the lexical leg looked for."""
        return self.ranker.terms

    @property
    def shares(self) -> Scores:
        """The lexical scores as shares of what is attainable: comparable between questions."""
        return self.raw["lexical"] / np.float32(max(self.ranker.attainable, 1e-9))

    def passage(self, position: int) -> Passage:
        """The passage of a candidate."""
        return self.records[int(self.places[position])]

    def sentences_of(self, position: int) -> tuple[AnalysedSentence, ...]:
        """The sentences of a candidate."""
        passage = self.passage(position)
        first = passage.start
        spans = tuple([(start - first, end - first) for start, end in passage.sentences])
        return analyse_sentences(passage.text, spans, self.language)

    def term_scores(self, position: int) -> list[float]:
        """What each of the terms adds to the lexical score of a candidate."""
        row = slice(position, position + 1)
        added = self.ranker.contributions(self.counts[row].astype(np.float64), self.lengths[row])
        return [float(value) for value in added[0]]

    def keep(self, chosen: NDArray[np.bool_]) -> "LegScores":
        """What is said of some of the candidates."""
        kept = np.flatnonzero(chosen).tolist()
        return replace(
            self,
            keys=[self.keys[position] for position in kept],
            places=self.places[chosen],
            raw={leg: scores[chosen] for leg, scores in self.raw.items()},
            signals={leg: scores[chosen] for leg, scores in self.signals.items()},
            counts=self.counts[chosen],
            lengths=self.lengths[chosen],
            sentence_cosines=[self.sentence_cosines[position] for position in kept],
            matches=self.matches.take(kept),
        )


def gather(
    view: View,
    language: BaseLanguage,
    question: Question,
    filters: Filters,
    refine: Refine | None = None,
    kept: int = KEPT,
) -> LegScores:
    """The candidates in one language with the scores of every leg.

    The dense signal is the cosine less the question's cosine with the language's mean vector: it
    takes away what the question has in common with every passage of that language, the offset
    between the languages included; so does the sentence signal. The lexical signal is BM25 itself,
    in tens: it is a sum of evidence over the question's terms, so a question that says more moves
    the order more. (As a share of what is attainable it lost half a point on DRCD, see
    docs/experiments.)

    Args:
        view: what is searched.
        language: of the passages.
        question: what is asked.
        filters: which passages may be found.
        refine: given terms and the best candidates' texts, gives better terms.
        kept: how many of each leg are kept: at least as many as are to be shown.
    """
    terms = question.terms[language]
    proposed = view.propose(language, question.vector, terms, max(CANDIDATES, kept), filters)
    fetched = view.fetch(language, dict.fromkeys([*proposed.near, *proposed.matching]))
    ranker = Ranker.prepare(terms, proposed.statistics)
    if refine is not None:
        better = refine(terms.terms, _texts_to_read(proposed, fetched))
        if better is not terms.terms:
            table = TermTable.of(better)
            ranker = Ranker.prepare(table, view.statistics(language, table))
    return score_fetched(view, language, question, proposed, fetched, ranker, kept)


def score_fetched(
    view: View,
    language: BaseLanguage,
    question: Question,
    proposed: Proposals,
    fetched: Fetched,
    ranker: Ranker,
    kept: int,
) -> LegScores:
    """What every leg says of the best of what was fetched."""
    counts = fetched.counts.of(ranker.table.hashes)
    sentences = cosines(fetched.sentences, question.vector)
    raw = {
        "dense": cosines(fetched.vectors, question.vector),
        "sentence": highest(sentences, fetched.sentence_counts),
        "lexical": ranker.scores(counts, fetched.counts.lengths),
    }
    chosen = among_the_first(list(raw.values()), kept).tolist()
    places = [place for place in fetched.in_order() if chosen[place]]
    keys = [fetched.keys[place] for place in places]
    rows = np.array(places, np.int64)
    raw = {leg: scores[rows] for leg, scores in raw.items()}
    matches = _match_tokens(view, language, question, keys)
    raw |= {"interaction": matches.interaction, "focus": matches.focus}
    signals = {
        **raw,
        "dense": raw["dense"] - np.float32(question.vector @ proposed.mean),
        "sentence": raw["sentence"] - np.float32(question.vector @ proposed.sentence_mean),
        "lexical": raw["lexical"] / BM25_UNIT,
    }
    return LegScores(
        language,
        keys,
        fetched.records,
        rows,
        raw,
        signals,
        ranker,
        counts[rows].astype(np.uint16),
        fetched.counts.lengths[rows],
        split(sentences, fetched.sentence_counts, places),
        matches,
    )


def _texts_to_read(proposed: Proposals, fetched: Fetched) -> list[str]:
    """The texts of the best candidates, once each."""
    places = {key: place for place, key in enumerate(fetched.keys)}
    best = dict.fromkeys([*proposed.near[:READ_FOR_NAMES], *proposed.matching[:READ_FOR_NAMES]])
    return [fetched.records.text(places[key]) for key in best if key in places]


def _match_tokens(
    view: View, language: BaseLanguage, question: Question, keys: Sequence[Key]
) -> Matches:
    """The question laid over the tokens of these passages, in their order."""
    fetched = view.fetch_tokens(language, keys)
    found = match(question.pieces, fetched.codes, fetched.sizes)
    places = {key: place for place, key in enumerate(fetched.keys)}
    return found.take([places[key] for key in keys])


def among_the_first(legs: Sequence[Scores], number: int) -> NDArray[np.bool_]:
    """Which candidates are among the first `number` of any leg, or as good as the last of them."""
    if len(legs[0]) <= number:
        return np.ones(len(legs[0]), np.bool_)
    least = [np.partition(scores, len(scores) - number)[len(scores) - number] for scores in legs]
    chosen: NDArray[np.bool_] = np.any(
        [scores >= score for scores, score in zip(legs, least, strict=True)], axis=0
    )
    return chosen
