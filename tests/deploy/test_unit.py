"""happychat.service: systemd understands it, and it keeps the site away from the rest of the machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from happychat.environment import Environment
from tests.blackbox.support.server import PROJECT

DRAIN_SECONDS = 12
MOST_EXPOSED = 20  # tenths: systemd calls everything up to 2.0 well protected
UNIT = (PROJECT / "deploy/happychat.service").read_text("utf-8")


def setting(name: str) -> str:
    """Return the one value a setting has."""
    (value,) = re.findall(rf"^{name}=(.*)$", UNIT, re.MULTILINE)
    return str(value)


@pytest.mark.parametrize("program", ["python -m happychat.serve", "daphne"])
def test_systemd_understands_it(tmp_path: Path, program: str) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    wanted = f"ExecStart=/opt/happychat/.venv/bin/{program}"
    others = UNIT.replace("\nExecStart=", "\n#ExecStart=")
    unit = others.replace(f"\n#{wanted}", f"\n{wanted}")
    path = tmp_path / "happychat.service"
    path.write_text(unit.replace("/opt/happychat/.venv", sys.prefix).replace("/opt/happychat", str(PROJECT)), "utf-8")

    verified = analyze("verify", "--man=no", str(path))
    measured = analyze("security", "--offline=yes", f"--threshold={MOST_EXPOSED}", str(path))

    assert f"\n{wanted}" in unit
    assert [line for line in verified.stderr.splitlines() if "happychat" in line] == []
    assert measured.returncode == 0, measured.stdout[-300:]


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    """Ask systemd about a unit file."""
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


def test_the_site_is_started_with_words_it_knows() -> None:
    usage = subprocess.run(
        [sys.executable, "-m", "happychat.serve", "--help"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout

    for flag in re.findall(r" (--[a-z]+)", setting("ExecStart")):
        assert flag in usage


def test_what_it_writes_is_where_it_may_write() -> None:
    assert f"HAPPYCHAT_DATA_DIR=/var/lib/{setting('StateDirectory')} " in setting("Environment")
    assert setting("StateDirectoryMode") == "0700"
    assert setting("ProtectSystem") == "strict"
    assert setting("NoNewPrivileges") == "yes"
    assert set(re.findall(r"HAPPYCHAT_[A-Z_]+", UNIT)) <= {
        f"HAPPYCHAT_{name.upper()}" for name in Environment.model_fields
    }


def test_it_has_time_to_say_good_bye_and_comes_back_after_a_fall() -> None:
    assert int(setting("TimeoutStopSec")) > DRAIN_SECONDS
    assert setting("Restart") == "on-failure"
    assert int(setting("LimitNOFILE")) >= 65536
