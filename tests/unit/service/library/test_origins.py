import threading
from pathlib import Path

from corpus.store.library import Library
from service.library.origins import Origins


def never(document_id: str) -> bool:
    return False


def test_what_came_from_there_is_remembered_by_the_next_program(tmp_path: Path) -> None:
    Library(tmp_path)
    assert Origins(tmp_path).id_of("/a.txt") is None
    Origins(tmp_path).claim("/a.txt", "a", never)
    assert Origins(tmp_path).id_of("/a.txt") == "a"
    assert Origins(tmp_path).claim("/a.txt", "another-slug", never) == "a"
    Origins(tmp_path).set("/a.txt", "b")
    assert Origins(tmp_path).id_of("/a.txt") == "b"


def test_an_id_that_a_document_or_another_origin_has_is_passed_over(tmp_path: Path) -> None:
    Library(tmp_path)
    origins = Origins(tmp_path)
    assert origins.claim("/a.txt", "report", lambda each: each == "report") == "report-2"
    assert origins.claim("/b.txt", "report", lambda each: each == "report") == "report-3"


def test_many_claims_at_once_get_ids_of_their_own(tmp_path: Path) -> None:
    Library(tmp_path)
    claimed: list[str] = []

    def claim(number: int) -> None:
        claimed.append(Origins(tmp_path).claim(f"/{number}/report.txt", "report", never))

    threads = [threading.Thread(target=claim, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == ["report", *(f"report-{number}" for number in range(2, 9))]


def test_a_path_that_is_no_text_is_an_origin_like_others(tmp_path: Path) -> None:
    Library(tmp_path)
    origins = Origins(tmp_path)
    origins.claim("/\udcff.txt", "one", never)
    origins.claim("/\udcfe.txt", "two", never)
    assert (origins.id_of("/\udcff.txt"), origins.id_of("/\udcfe.txt")) == ("one", "two")
