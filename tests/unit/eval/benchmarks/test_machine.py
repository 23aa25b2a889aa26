import pytest

from eval.benchmarks import machine as module
from eval.benchmarks.machine import machine, machine_slug


@pytest.mark.parametrize(("fast", "said"), [(True, "with-bfloat16"), (False, "without-bfloat16")])
def test_generations_of_one_name_are_kinds_of_their_own(
    monkeypatch: pytest.MonkeyPatch, fast: bool, said: str
) -> None:
    monkeypatch.setattr(module, "multiplies_bfloat16", lambda: fast)
    assert said.replace("-", " ") in str(machine()["processor"])
    assert machine_slug().endswith(f"-{said}-{machine()['cores']}-cores")
