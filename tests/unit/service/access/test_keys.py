from pathlib import Path

import pytest

from service.access.keys import KeyStore, check_rate, check_rights
from service.errors import KeyRefused, UnknownKey


def test_the_file_holds_no_secret_and_is_the_owners_alone(tmp_path: Path) -> None:
    key, secret = KeyStore(tmp_path).add("reading room", ["read", "ask"], ["open"], "60/minute")
    path = tmp_path / "keys.json"
    assert secret not in path.read_text()
    assert key.sha256 in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert key.rights == ("ask", "read")
    assert KeyStore(tmp_path).find(secret) == key
    assert KeyStore(tmp_path).find(secret[:-1]) is None


def test_another_process_sees_what_is_added_and_revoked(tmp_path: Path) -> None:
    here, there = KeyStore(tmp_path), KeyStore(tmp_path)
    assert here.list() == []
    one, secret = there.add("one", ["ask"])
    two, _ = there.add("two", ["read"])
    assert here.list() == [one, two]
    there.revoke(one.key_id)
    assert here.find(secret) is None
    assert here.list() == [two]
    with pytest.raises(UnknownKey, match="wenju key list"):
        here.revoke(one.key_id)


def test_rights_and_rates_are_checked() -> None:
    assert check_rights(["write", "ask"]) == ["ask", "write"]
    assert check_rate("60/minute") == "60/minute"
    assert check_rate(None) is None
    with pytest.raises(KeyRefused, match="'all' is no right; use ask, read, write, manage"):
        check_rights(["all"])
    with pytest.raises(KeyRefused, match="such as 60/minute"):
        check_rate("often")
