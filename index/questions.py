"""A question as the terms that its own language's index is searched with."""

from index.query.terms import Alternative, QueryTerm
from index.text.analysis import BaseLanguage, analyse, term_weight


def question_terms(question: str, language: BaseLanguage) -> list[QueryTerm]:
    """Each term of a question once, at its first place; function words weigh less.

    A repeated word is not worth more: people repeat what the sentence needs, not what they seek.
    """
    terms: dict[str, QueryTerm] = {}
    for term, start, end in analyse(question, language):
        if term not in terms:
            text = question[start:end]
            same = Alternative((term,), 1.0, text, "same")
            terms[term] = QueryTerm(text, start, end, term_weight(term), (same,))
    return list(terms.values())
