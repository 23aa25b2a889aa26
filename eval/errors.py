"""Errors of the evaluation.

WenjuError
└── EvaluationError
    ├── GoldInvalid         the judged questions are not as they must be
    ├── BaselineMissing     there is nothing to compare with where it was said to be
    ├── BaselineInvalid     the baseline's file cannot be read
    ├── BaselineRefused     what was measured may not become a baseline
    ├── YardstickInvalid    a benchmark's folder is not as it must be
    ├── ResultsInvalid      a file of benchmark results cannot be read
    ├── PeerFailed          another search library that was to be measured did not do what it must
    ├── ServiceNotReady     a service that was to be measured did not start
    ├── FittingDataMissing  there is nothing to fit a language pair on
    └── ServiceRefused      a service that was being measured did not do what it was asked to
"""

from collections.abc import Sequence
from pathlib import Path

from corpus.errors import WenjuError


class EvaluationError(WenjuError):
    """What is to be measured, or compared with, is not as it must be."""


class GoldInvalid(EvaluationError):
    """Judged questions that cannot be used; names every problem, not only the first."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__(f"the gold questions have {count}:\n" + "\n".join(problems))


class BaselineMissing(EvaluationError):
    """The baseline that was asked for is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"there is no baseline {path}; make one with `wenju eval --baseline {path} "
            "--update-baseline`, or leave --baseline out"
        )


class BaselineInvalid(EvaluationError):
    """A baseline that cannot be read."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"the baseline {path} is not valid: {why}; restore it with `git checkout`, "
            "or write it anew with `wenju eval --update-baseline`"
        )


class BaselineRefused(EvaluationError):
    """Answers that break an invariant must not become what later ones are compared with."""

    def __init__(self, violations: Sequence[str]) -> None:
        super().__init__(
            f"no baseline was written: {len(violations)} broken invariants, first: "
            f"{violations[0]}; mend that and measure again"
        )


class YardstickInvalid(EvaluationError):
    """A benchmark that cannot be used; the message names file and line."""


class ResultsInvalid(EvaluationError):
    """Benchmark results that cannot be read."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} holds no benchmark results ({why}); restore it with `git checkout`, or "
            "delete it and measure again with `make bench`"
        )


class PeerFailed(EvaluationError):
    """A program that measures another search library broke off or answered with an error."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f"the peer {name!r} failed: {why}; its environment is made anew by "
            "`python -m eval.benchmarks peers --anew`"
        )


class ServiceNotReady(EvaluationError):
    """A service that was started to be measured ended, or took too long."""

    def __init__(self, ended_with: int | None, said: str) -> None:
        how = "did not become ready" if ended_with is None else f"ended with {ended_with}"
        super().__init__(f"the service {how}; run `wenju serve` by hand. It said:\n{said}")


class ServiceRefused(EvaluationError):
    """A service that is measured answered with an error, or never came to it."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}; try the same by hand, against a service of `wenju serve`")


class FittingDataMissing(EvaluationError):
    """There is no question with an answer for some language pairs."""

    def __init__(self, pairs: Sequence[str]) -> None:
        super().__init__(
            f"no question with an answer for {', '.join(pairs)} (question-passage language); add a "
            "gold folder or a benchmark whose questions and passages are in these languages"
        )
