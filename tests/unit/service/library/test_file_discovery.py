import os
from pathlib import Path

import pytest

from service.library.file_discovery import Found, find_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "texts"
    (made / "b").mkdir(parents=True)
    for name in (
        "b/two.txt", "b/two.json", "one.txt", "one.csl.json", ".hidden.txt", "one.canonical.txt"
    ):  # fmt: skip
        (made / name).write_text("x", encoding="utf-8")
    return made


def names(found: list[Found], folder: Path) -> list[str]:
    return [str(each.path.relative_to(folder)) for each in found if each.refused is None]


def test_a_folder_gives_its_files_sorted_without_hidden_ones_and_sidecars(folder: Path) -> None:
    assert names(find_files([str(folder)]), folder) == ["one.txt", "b/two.txt"]


def test_a_pattern_that_the_shell_left_is_expanded(folder: Path) -> None:
    assert names(find_files([f"{folder}/*.txt"]), folder) == ["one.canonical.txt", "one.txt"]
    assert "b/two.txt" in names(find_files([f"{folder}/**/*.txt"]), folder)


def test_a_sidecar_that_is_named_with_its_text_is_passed_over_and_alone_it_is_refused(
    folder: Path,
) -> None:
    sidecar = f"{folder}/one.csl.json"
    assert names(find_files([sidecar, f"{folder}/one.txt"]), folder) == ["one.txt"]
    (alone,) = find_files([sidecar])
    assert "is a record, no text" in str(alone.refused)


def test_a_file_that_is_named_twice_is_there_once(folder: Path) -> None:
    assert names(find_files([f"{folder}/one.txt", str(folder)]), folder) == ["one.txt", "b/two.txt"]


def test_what_is_not_there_is_refused_by_name(folder: Path) -> None:
    missing, unmatched = find_files([f"{folder}/none.txt", f"{folder}/*.pdf"])
    assert "none.txt" in str(missing.refused)
    assert "no such file" in str(missing.refused)
    assert "nothing matches" in str(unmatched.refused)


def test_a_file_whose_name_has_the_marks_of_a_pattern_is_taken_as_named(folder: Path) -> None:
    (folder / "a[1].txt").write_text("x", encoding="utf-8")
    assert names(find_files([f"{folder}/a[1].txt"]), folder) == ["a[1].txt"]


def test_links_that_lead_out_of_a_folder_are_refused_and_those_within_are_read(
    folder: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("x", encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    (folder / "out.txt").symlink_to(secret)
    (folder / "in.txt").symlink_to(folder / "one.txt")
    (folder / "outside").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    found = find_files([str(folder)])
    assert names(found, folder) == ["in.txt", "one.txt", "b/two.txt"]
    refused = {each.path.name for each in found if each.refused}
    assert refused == {"out.txt", "outside"}


def test_a_link_in_a_circle_ends(folder: Path) -> None:
    (folder / "b" / "up").symlink_to(folder, target_is_directory=True)
    assert names(find_files([str(folder)]), folder) == ["one.txt", "b/two.txt"]


def test_a_name_that_is_no_text_is_found(folder: Path) -> None:
    path = os.fsdecode(os.fsencode(folder) + b"/\xff.txt")
    Path(path).write_text("x", encoding="utf-8")
    assert Path(path) in [each.path for each in find_files([str(folder)])]
