"""What is installed is what is written down, and the wheel works away from the project."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from eval.serving import serving
from tests.project import PACKAGES, ROOT, files, named, project
from tests.running import ask, clean_environment, get_json, get_text

CONSTRAINTS = ROOT / "constraints.txt"


def constraints() -> dict[str, str]:
    """Normal name → version of every line of constraints.txt."""
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {normal(name): version for name, version in pins}


def normal(name: str) -> str:
    """The one spelling of a distribution's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed_closure(wanted: list[str]) -> dict[str, str]:
    """Everything that these requirements bring along here: name → installed version."""
    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(Requirement(line), "") for line in wanted]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        try:
            here = distribution(requirement.name)
        except PackageNotFoundError as error:
            raise AssertionError(f"{requirement} is not installed: run make") from error
        found[normal(requirement.name)] = here.version.split("+")[0]
        for wanted_extra in {"", *requirement.extras}:
            if (requirement.name, wanted_extra) not in seen:
                seen.add((requirement.name, wanted_extra))
                waiting += [(Requirement(line), wanted_extra) for line in here.requires or []]
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that nothing left over in the tree gets into it."""
    copy = tmp_path_factory.mktemp("source")
    for path in files():
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    subprocess.run(
        [*build, "--no-build-isolation", "--no-index", "-w", str(folder), str(copy)], check=True
    )
    (built,) = folder.glob("wenju-*.whl")
    return built


def test_torch_is_pinned_in_the_project_itself() -> None:
    assert "torch==2.13.0" in project()["project"]["dependencies"]
    assert constraints()["torch"] == "2.13.0"


def test_everything_that_is_installed_is_constrained() -> None:
    groups = project()["dependency-groups"]
    wanted = [*project()["project"]["dependencies"], *groups["dev"]]
    installed = installed_closure(wanted)
    pins = constraints()
    assert {name for name in installed if name not in pins} == set(), "add to constraints.txt"
    moved = {name: version for name, version in installed.items() if version != pins[name]}
    assert moved == {}, "installed versions that are not those of constraints.txt: run make"


def test_the_constraints_name_no_place_to_install_from() -> None:
    text = CONSTRAINTS.read_text(encoding="utf-8") + (ROOT / "pyproject.toml").read_text("utf-8")
    assert re.findall(r"https?://|--index-url|--extra-index|--find-links|file:", text) == []


def test_the_wheel_carries_everything_that_the_packages_hold(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    held = [path for path in files() if path.relative_to(ROOT).parts[0] in PACKAGES]
    # Names with a dot in front are for tools that work in the checkout.
    ours = {named(path) for path in held if not path.name.startswith(".")}
    assert ours - carried == set(), "add to [tool.setuptools.package-data]"


def test_the_wheel_carries_text_model_page_and_gold(wheel: Path) -> None:
    carried = zipfile.ZipFile(wheel).namelist()
    for start in (
        "corpus/texts/",
        "index/model/",
        "index/verifier/",
        "service/page/",
        "service/styles/",
        "eval/gold/",
    ):
        assert [name for name in carried if name.startswith(start)], start


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_the_wheel_has_the_licence_and_the_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    texts = {name.split("/", 1)[1]: name for name in archive.namelist() if ".dist-info/" in name}
    assert "Apache License" in archive.read(texts["licenses/LICENSE"]).decode()
    assert "wenju = service.cli.main:main" in archive.read(texts["entry_points.txt"]).decode()


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`wenju`, installed from the wheel into another environment.

    The environment borrows this one's libraries, so that the test needs no network; it does not
    get this project, which stands there as a link into the source tree.
    """
    folder = tmp_path_factory.mktemp("elsewhere") / ".venv"
    venv.create(folder, with_pip=False, symlinks=True)
    paths = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)})
    borrowed = Path(paths["purelib"]) / "_borrowed"
    borrowed.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "wenju" not in entry.name:
            (borrowed / entry.name).symlink_to(entry)
    (Path(paths["purelib"]) / "borrowed.pth").write_text(str(borrowed) + "\n", encoding="utf-8")
    install = [sys.executable, "-m", "pip", "--python", str(folder), "install", "--quiet"]
    subprocess.run([*install, "--no-deps", "--no-index", str(wheel)], check=True)
    return folder / "bin" / "wenju"


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.model
def test_the_wheel_answers_in_an_empty_folder(elsewhere: Path, tmp_path: Path) -> None:
    asked = subprocess.run(
        [elsewhere, "ask", "--json", "日本面對朝核危機要考慮哪兩個因素？"],
        cwd=tmp_path,
        env=clean_environment(),
        check=True,
        capture_output=True,
        text=True,
    )
    answer = json.loads(asked.stdout)
    assert answer["status"] == "answered"
    assert answer["passages"][0]["document_id"]
    assert os.listdir(tmp_path) == ["var"]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.model
def test_the_wheel_serves_in_an_empty_folder(elsewhere: Path, tmp_path: Path) -> None:
    command = [str(elsewhere), "serve"]
    with serving(tmp_path / "home", command, tmp_path, clean_environment()) as served:
        assert get_json(served, "/readyz")["status"] == "ready"
        assert "<html" in get_text(served, "/")
        answer = ask(
            served,
            "What two considerations does Japan have to weigh in the North Korean nuclear crisis?",
        )
    assert answer["passages"][0]["text"]
