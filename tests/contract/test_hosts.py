"""The service answers to its own names, whatever a page of another site calls it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from service.hosts import is_loopback, name_of
from service.http.app import create_app
from service.settings import Settings
from tests.contract.errors import OWN, check_error

Called = Callable[[str], int]
OF_THIS_MACHINE = [
    "localhost", "localhost:8000", "LOCALHOST", "localhost.", "127.0.0.1", "127.0.0.1:1", "127.8.9.1",
    "[::1]", "[::1]:8000",
]  # fmt: skip
OF_OTHERS = [
    "evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example",
    "localhost@evil.example", "192.0.2.7", "0.0.0.0", "[2001:db8::1]:8000", "[::1", "", " ",
    "localhost, evil.example",
]  # fmt: skip


@pytest.fixture
def status_by(tmp_path: Path) -> Iterator[Callable[..., Called]]:
    """Makes services, which give the status of a request by a name."""

    def service(**settings: str) -> Called:
        made = Settings(home=tmp_path, _env_file=None, **settings)  # type: ignore[arg-type]  # strings
        client = TestClient(create_app(made), base_url=OWN, raise_server_exceptions=False)
        return lambda host: client.get("/healthz", headers={"host": host}).status_code

    yield service


@pytest.mark.parametrize("listens", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_on_this_machine_alone_other_names_are_refused(
    status_by: Callable[..., Called], listens: str
) -> None:
    status = status_by(host=listens)
    assert {host: status(host) for host in OF_THIS_MACHINE} == dict.fromkeys(OF_THIS_MACHINE, 200)
    assert {host: status(host) for host in OF_OTHERS} == dict.fromkeys(OF_OTHERS, 421)


@pytest.mark.parametrize("listens", ["127.0.0.1", "0.0.0.0"])
def test_names_that_are_set_are_answered_to_with_any_port(
    status_by: Callable[..., Called], listens: str
) -> None:
    status = status_by(host=listens, allowed_hosts="Wenju.example, 192.0.2.7:80,2001:db8::1")
    for host in ("wenju.example", "WENJU.example.:8443", "192.0.2.7:9", "[2001:db8::1]:8000"):
        assert status(host) == 200, host
    for host in ("evil.example", "x.wenju.example", "wenju.example.evil.example", ""):
        assert status(host) == 421, host
    assert status("localhost:8000") == 200  # as a health check on the machine itself calls it


def test_on_every_address_any_name_is_answered_to(status_by: Callable[..., Called]) -> None:
    status = status_by(host="0.0.0.0")
    assert {status(host) for host in (*OF_THIS_MACHINE, *OF_OTHERS)} == {200}


@pytest.mark.parametrize("path", ["/", "/docs", "/openapi.json", "/page/0/page.css", "/none"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_nothing_is_answered_and_the_error_has_the_shape_of_others(
    client_without_index: TestClient, method: str, path: str
) -> None:
    response = client_without_index.request(
        method, path, headers={"host": "evil.example"}, content=b"x" * 100_000
    )
    error = check_error(response, 421, "host_not_allowed")
    assert error["details"] == {"host": "evil.example"}
    assert "WENJU_ALLOWED_HOSTS" in error["message"]
    assert response.headers["x-request-id"]


def test_a_refusal_is_counted(client_without_index: TestClient) -> None:
    client_without_index.get("/healthz", headers={"host": "evil.example"})
    text = client_without_index.get("/metrics").text
    assert 'wenju_requests_total{method="GET",route="unmatched",status="421"} 1.0' in text


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("A.example:80", "a.example"),
        ("[::1]:80", "::1"),
        ("::1", "::1"),
        ("a:b", ""),
        ("a:1:2", ""),
        ("", ""),
    ],
)
def test_a_name_is_what_stands_before_the_port(host: str, name: str) -> None:
    assert name_of(host) == name


def test_an_address_of_this_machine_is_one_however_it_is_written() -> None:
    assert is_loopback("0:0:0:0:0:0:0:1")
    assert not is_loopback("127.0.0.1.")


@pytest.mark.parametrize("value", ["http://a.example", "a.example/", "a b", ",", "*"])
def test_what_is_no_list_of_names_is_refused_at_the_start(value: str) -> None:
    with pytest.raises(ValidationError, match="allowed_hosts"):
        Settings(allowed_hosts=value, _env_file=None)
