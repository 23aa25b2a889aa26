from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.http.app import create_app
from service.settings import Settings
from service.wiring import ensure_index
from tests.contract.errors import OWN


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = Settings(home=tmp_path_factory.mktemp("home"), _env_file=None)
    ensure_index(made)
    return made


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[TestClient]:
    """The real application over the shipped text, index and encoder."""
    with TestClient(create_app(settings), base_url=OWN, raise_server_exceptions=False) as running:
        yield running


@pytest.fixture
def client_without_index(tmp_path: Path) -> Iterator[TestClient]:
    unbuilt = Settings(home=tmp_path, _env_file=None)
    with TestClient(create_app(unbuilt), base_url=OWN, raise_server_exceptions=False) as running:
        yield running
