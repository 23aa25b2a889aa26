import pytest

from corpus.csl_markup import in_plain_text, mark
from service.citing.capitals import capitalize_first, sentence_case, title_case


@pytest.mark.parametrize(
    ("title", "cased"),
    [
        ("The Canal Question", "The canal question"),
        ("Streets of the Old Port", "Streets of the old port"),
        ("On the Origin of Species by Means of Natural Selection", "On the origin of species by means of natural selection"),
        ("Salt and State: An Economic History of the Song and Yuan Salt Trade", "Salt and state: An economic history of the song and Yuan salt trade"),
        ("What Is Metaphor? A Question for Kant's Readers", "What is metaphor? A question for Kant's readers"),
        ("The Anglo-Chinese War of 1839 and the USSR", "The Anglo-Chinese war of 1839 and the USSR"),
        ("Chiang Kai-shek's Secret Diary", "Chiang Kai-shek's secret diary"),
        ("Vitamin D and Plan B", "Vitamin D and plan B"),
        ("Security concepts after the Cold War", "Security concepts after the Cold War"),
        ("THE HISTORY OF TEA", "THE HISTORY OF TEA"),
        ("Tea", "Tea"),
        ("海防與鹽政", "海防與鹽政"),
        ("", ""),
    ],
)  # fmt: skip
def test_title_case_becomes_sentence_case_and_names_keep_their_capitals(
    title: str, cased: str
) -> None:
    assert sentence_case(title) == cased


def test_what_is_marked_nocase_keeps_its_case() -> None:
    marked = mark('The <span class="nocase">Evening Star</span> and the <i>Morning Post</i>')
    assert in_plain_text(sentence_case(marked)) == "The Evening Star and the morning post"
    assert (
        in_plain_text(title_case(mark('a <span class="nocase">pH</span> of two'))) == "A pH of Two"
    )


def test_capitals_are_put_behind_signs_of_markup() -> None:
    assert capitalize_first("“tea”") == "“Tea”"
    assert (
        in_plain_text(title_case(mark("<i>tea</i> of six-party and self-e")))
        == "Tea of Six-Party and Self-e"
    )
