"""The image, read and built in a folder: no Docker is needed to see that it would hold a site that runs."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from happychat.environment import Environment
from tests.blackbox.support.server import PROJECT, free_port

from .compose import compose
from .dockerfile import Built, command_of, in_git, is_ignored, stages

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None or not (PROJECT / ".git").exists(), reason="only git knows what a fresh clone has"
)
SITE = "https://chat.example.org"
START_SECONDS = 30.0
KEPT_OUT = (
    "data/db.sqlite3",
    "data/secret.key",
    "deploy/.env",
    ".env",
    ".git/config",
    ".venv/bin/python",
    "node_modules/lit/index.js",
    "static/dist/app.js",
    "staticfiles/staticfiles.json",
    "happychat/__pycache__/serve.cpython-311.pyc",
    "locale/zh_Hans/LC_MESSAGES/django.mo",
    "tests/conftest.py",
)


def test_everything_that_is_copied_is_in_git_and_reaches_the_build() -> None:
    copied = [path for stage in stages().values() for source, paths, _ in stage.copies if not source for path in paths]

    for path in copied:
        files = in_git(path)
        assert files, f"{path} is not in git"
        assert not [name for name in files if is_ignored(name)], path
    assert {Path(path).parts[0] for path in copied} >= {"happychat", "accounts", "chat", "groups", "manage.py"}


@pytest.mark.parametrize("path", KEPT_OUT)
def test_what_belongs_to_one_machine_does_not_reach_the_build(path: str) -> None:
    assert is_ignored(path)


def test_stages_take_only_from_those_before_them() -> None:
    known: set[str] = set()
    for stage in stages().values():
        assert stage.base in known or stage.base.startswith("python:3.11-"), stage.base
        assert {source for source, _, _ in stage.copies if source} <= known
        known.add(stage.name)


def test_packages_are_what_the_lock_says() -> None:
    installs = [line for stage in stages().values() for line in stage.all("RUN") if "pip install" in line]

    assert len(installs) == 2
    assert all("--require-hashes" in line and "--only-binary :all:" in line for line in installs)


def test_the_site_is_not_root_and_can_be_asked_and_stopped() -> None:
    *_, web = stages().values()
    words = [word for word, _ in web.steps]

    assert web.all("USER") == ["happychat"]
    assert "COPY" not in words[words.index("USER") :]
    assert web.all("STOPSIGNAL") == ["SIGTERM"]
    assert web.all("VOLUME") == [web.environment["HAPPYCHAT_DATA_DIR"]]
    assert "/readyz" in web.all("HEALTHCHECK")[0]
    assert command_of(web.all("CMD")[0])[:3] == ["python", "-m", "happychat.serve"]
    assert not [name for name in web.environment if "KEY" in name or "PASSWORD" in name]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build every stage in a folder."""
    if not (PROJECT / "node_modules").is_dir():
        pytest.skip("node_modules is not there: make node_modules/.installed")
    return Built(tmp_path_factory.mktemp("image"))


@pytest.mark.slow
def test_the_image_holds_a_site_that_starts_and_answers_its_health_check(built: Built) -> None:
    migrate = compose()["services"]["migrate"]["command"]
    web = built.stages["web"]
    port = str(free_port())
    serve = [{"0.0.0.0": "127.0.0.1", "8000": port}.get(word, word) for word in command_of(web.all("CMD")[0])]
    check = [word.replace(":8000/", f":{port}/") for word in command_of(web.all("HEALTHCHECK")[0])]

    prepared = built.run("web", migrate)
    assert prepared.returncode == 0, prepared.stderr
    assert built.run("web", check).returncode != 0
    environment = built.environment("web") | {"HAPPYCHAT_BASE_URL": SITE}
    with subprocess.Popen(serve, cwd=built.path("web", "/site"), env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            deadline = time.monotonic() + START_SECONDS
            while built.run("web", check).returncode:
                assert server.poll() is None
                assert time.monotonic() < deadline
        finally:
            server.terminate()

    assert server.returncode in {0, -signal.SIGTERM}  # uvicorn ends by the signal it was sent
    static = built.path("web", "/static")
    assert (static / "staticfiles.json").is_file()
    assert [path for path in (static / "dist").iterdir() if re.fullmatch(r"app\.[0-9a-f]{12}\.js\.gz", path.name)]
    assert not list(built.path("web", "/site").rglob("secret.key"))


@pytest.mark.slow
def test_the_image_holds_no_more_than_the_site(built: Built) -> None:
    inside = {path.name for path in built.path("web", "/site").iterdir()}

    assert inside == {
        *("manage.py", "requirements.txt", "happychat", "accounts", "chat", "groups", "locale", "templates"),
        *("static", "staticfiles"),
    }
    assert not list(built.path("web", "/site").rglob("*.js.map"))


def test_every_variable_named_in_deploy_exists() -> None:
    known = {f"HAPPYCHAT_{name.upper()}" for name in Environment.model_fields}

    for name in in_git("deploy"):
        text = (PROJECT / name).read_text("utf-8")
        assert set(re.findall(r"HAPPYCHAT_[A-Z_]*[A-Z]", text)) <= known, name


def test_the_python_of_the_image_is_the_one_tested() -> None:
    wanted = {stage.base for stage in stages().values() if ":" in stage.base}

    assert wanted == {"python:3.11-slim"}
    assert sys.version_info >= (3, 11)
