"""The environment: what is set wrongly is said with the variable's name, and the secret key is made once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from happychat.environment import BASE_DIR, Environment, read


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("HAPPYCHAT_")]:
        monkeypatch.delenv(name)


def test_nothing_has_to_be_set() -> None:
    environment = read()

    assert environment.data_dir == BASE_DIR / "data"
    assert environment.base_url == "http://127.0.0.1:8000"
    assert environment.hosts == ["127.0.0.1"]
    assert not environment.debug


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "chat.example.org"),
        ("BASE_URL", "ftp://chat.example.org"),
        ("BASE_URL", "https://chat.example.org/chat"),
        ("BASE_URL", "https://chat.example.org?x"),
        ("BASE_URL", "https://user:secret@chat.example.org"),
        ("BASE_URL", "http://chat.example.org:port"),
        ("BASE_URL", "http://chat.example.org:99999"),
        ("BASE_URL", ""),
        ("DEBUG", "perhaps"),
        ("RATE_SCALE", "fast"),
        ("RATE_SCALE", "-1"),
        ("RATE_SCALE", "nan"),
        ("RATE_SCALE", "inf"),
        ("SIGNUP_RATE", "0"),
        ("REGISTRATION", "maybe"),
        ("LOG_LEVEL", "LOUD"),
        ("TRUSTED_PROXIES", "-1"),
        ("SITE_NAME", "x" * 41),
        ("DATABASE_URL", "mysql://localhost/chat"),
        ("DATABASE_URL", "chat"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "redis://localhost:first"),
        ("EMAIL_URL", "smtp://localhost:mail"),
        ("EMAIL_URL", "mailto:someone@example.org"),
    ],
)
def test_what_is_set_wrongly_is_said_with_its_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"HAPPYCHAT_{name}", value)

    with pytest.raises(SystemExit) as refusal:
        read()

    assert f"HAPPYCHAT_{name}" in str(refusal.value)


def test_what_is_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAPPYCHAT_DATABASE_URL", "mysql://chat:hunter2@localhost/chat")

    with pytest.raises(SystemExit) as refusal:
        read()

    assert "hunter2" not in str(refusal.value)


def test_every_fault_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAPPYCHAT_DEBUG", "perhaps")
    monkeypatch.setenv("HAPPYCHAT_SIGNUP_RATE", "few")

    with pytest.raises(SystemExit, match=r"(?s)HAPPYCHAT_DEBUG.*HAPPYCHAT_SIGNUP_RATE"):
        read()


@pytest.mark.parametrize(
    ("url", "host", "secure"),
    [
        ("https://chat.example.org/", "chat.example.org", True),
        ("http://[::1]:8000", "[::1]", False),
        ("http://Chat.Example.org", "chat.example.org", False),
    ],
)
def test_the_site_answers_to_the_host_of_its_address(
    monkeypatch: pytest.MonkeyPatch, url: str, host: str, secure: bool
) -> None:
    monkeypatch.setenv("HAPPYCHAT_BASE_URL", url)
    monkeypatch.setenv("HAPPYCHAT_ALLOWED_HOSTS", "other.example.org, ")

    environment = read()

    assert environment.hosts == sorted([host, "other.example.org"])
    assert environment.is_secure is secure


def test_in_debug_the_machine_itself_may_be_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAPPYCHAT_DEBUG", "1")

    assert {"127.0.0.1", "localhost", "[::1]"} <= set(read().hosts)


def test_a_key_that_is_set_is_used_and_none_is_stored(tmp_path: Path) -> None:
    assert Environment(data_dir=tmp_path, secret_key="mine").key() == "mine"
    assert not list(tmp_path.iterdir())


def test_a_key_is_made_once_and_for_this_user_only(tmp_path: Path) -> None:
    environment = Environment(data_dir=tmp_path / "new" / "data")

    key = environment.key()

    assert len(key) >= 64
    assert environment.key() == key
    assert [path.name for path in environment.data_dir.iterdir()] == ["secret.key"]
    assert environment.data_dir.joinpath("secret.key").stat().st_mode & 0o077 == 0


def test_a_data_folder_that_cannot_be_made_ends_the_program_with_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    for place in (tmp_path / "file", tmp_path / "file" / "data"):
        for begin in (Environment(data_dir=place).make_folders, Environment(data_dir=place).key):
            with pytest.raises(SystemExit, match=r"HAPPYCHAT_DATA_DIR: .*It must belong to the user who serves"):
                begin()


def test_a_variable_that_is_none_of_ours_is_known_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HAPPYCHAT_BASEURL", "HAPPYCHAT_SITE_NAME", "happychat_debug", "OTHER"):
        monkeypatch.setenv(name, "0")

    assert read().unknown() == ["HAPPYCHAT_BASEURL"]


def test_processes_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    program = "import sys; from happychat.environment import read; sys.stdin.read(); print(read().key())"
    about = {**os.environ, "HAPPYCHAT_DATA_DIR": str(tmp_path)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            env=about,
            cwd=BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdin
        process.stdin.close()

    keys = {process.stdout.read().strip() for process in processes if process.stdout}
    assert [process.wait(20) for process in processes] == [0] * 4
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]
