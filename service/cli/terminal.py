"""An answer for the terminal: status, passages with marked evidence, locator, citation."""

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from service.answering import Answer, AnsweredPassage

SIGNS = {"answered": ("✔ answered", "green"), "weak": ("? weak", "yellow"),
         "no_answer": ("✘ not in the texts", "red")}  # fmt: skip


def print_answer(console: Console, answer: Answer) -> None:
    """Print `answer`; texts are printed as they are, never as markup."""
    sign, colour = SIGNS[answer.status]
    console.print(Text(f"{sign}  (confidence {answer.confidence:.2f})", style=f"bold {colour}"))
    if answer.message:
        console.print(Text(answer.message))
    if answer.related:
        console.print(Text("Related, but not answering:", style="dim"))
    for passage in answer.passages or answer.related:
        _print_passage(console, passage)


def _print_passage(console: Console, passage: AnsweredPassage) -> None:
    path = " › ".join(passage.locator.section_path)
    locator = passage.locator
    place = f"¶ {locator.paragraph}" if locator.note is None else f"n. {locator.note}".strip()
    page = f", p. {passage.locator.page}" if passage.locator.page else ""
    console.print()
    console.print(Text(f"{passage.rank}. {passage.title}", style="bold"))
    console.print(Text(f"   {path} {place}{page}   score {passage.score:.2f}", style="dim"))
    console.print(Padding(_marked(passage), (0, 0, 0, 3)))
    console.print(Text(f"   {passage.citation}", style="italic"))
    console.print(Text(f"   {passage.address}", style="dim"))


def _marked(passage: AnsweredPassage) -> Text:
    """The passage with its evidence in bold."""
    text = Text(passage.text)
    for span in passage.evidence:
        text.stylize("bold underline", span.start - passage.start, span.end - passage.start)
    return text
