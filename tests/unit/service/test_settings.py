from pathlib import Path

import pytest
from pydantic import SecretStr

from service.errors import Exposed
from service.settings import Settings, misspelt_settings

TOKEN = SecretStr("a secret of some length")


@pytest.mark.parametrize(
    ("host", "read_only", "token", "refuses"),
    [
        ("127.0.0.1", None, None, False),
        ("localhost", None, None, False),
        ("::1", None, None, False),
        ("127.0.0.1", True, None, True),
        ("0.0.0.0", None, None, True),
        ("0.0.0.0", None, TOKEN, False),
        ("192.0.2.7", True, TOKEN, True),
        ("192.0.2.7", False, TOKEN, False),
    ],
)
def test_beyond_this_machine_changes_need_a_token(
    host: str, read_only: bool | None, token: SecretStr | None, refuses: bool
) -> None:
    settings = Settings(host=host, read_only=read_only, admin_token=token)
    settings.check_exposure()
    assert settings.refuses_changes is refuses


def test_changes_by_everybody_are_refused_at_the_start() -> None:
    with pytest.raises(Exposed, match="WENJU_ADMIN_TOKEN"):
        Settings(host="0.0.0.0", read_only=False).check_exposure()


def test_a_misspelt_setting_is_named_with_the_one_that_is_meant(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("WENJU_HOMME=here\nOTHER=1\nWENJU_HOST=127.0.0.1\n")
    monkeypatch.setenv("WENJU_PROT", "8001")
    monkeypatch.setenv("WENJU_SOMETHING_QUITE_OTHER", "1")
    found = misspelt_settings()
    assert found == [
        ("WENJU_HOMME", "WENJU_HOME"),
        ("WENJU_PROT", "WENJU_PORT"),
        ("WENJU_SOMETHING_QUITE_OTHER", None),
    ]
