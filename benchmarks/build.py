"""Make what the benchmark runs: the C programs, and the packages of the peers on Node."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = HERE / "build"
NODE = HERE / "peers" / "node"
ADDON = NODE / "node_modules" / "better-sqlite3" / "build" / "Release" / "better_sqlite3.node"
# The front end's own Node may be in the virtual environment only.
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
NPM_TIMEOUT_SECONDS = 400


class BuildError(Exception):
    """Something the benchmark needs is not there; the message says what to do."""


def find(program: str) -> str | None:
    """Return the path of a program of the machine or of the virtual environment."""
    return shutil.which(program, path=PATH)


def compile_program(name: str) -> Path:
    """Compile benchmarks/<name>.c unless the program is newer than its source; return its path."""
    source, program = HERE / f"{name}.c", BUILD / name
    if program.exists() and program.stat().st_mtime > source.stat().st_mtime:
        return program
    compiler = find("cc") or find("gcc") or find("clang")
    if not compiler:
        raise BuildError(
            "The load generator is a C file and no C compiler was found: install gcc (Debian: build-essential)."
        )
    BUILD.mkdir(exist_ok=True)
    done = subprocess.run([compiler, "-O2", "-o", program, source], check=False, capture_output=True, text=True)
    if done.returncode:
        raise BuildError(f"{compiler} could not compile {source.name}:\n{done.stderr}")
    return program


def missing_for_node() -> str | None:
    """Say what keeps the peers on Node from being built, if anything."""
    if not find("node"):
        return "Node is not on this machine"
    if not node_peers_are_installed() and not find("npm"):
        return "npm is not on this machine"
    return None


def node_peers_are_installed() -> bool:
    """Tell whether the packages of the peers on Node are there, in the versions asked for."""
    asked = json.loads((NODE / "package.json").read_text())["dependencies"]
    return ADDON.exists() and all(_installed(name) == number for name, number in asked.items())


def _installed(name: str) -> str:
    manifest = NODE / "node_modules" / name / "package.json"
    return str(json.loads(manifest.read_text())["version"]) if manifest.exists() else ""


def install_node_peers() -> None:
    """Install the peers on Node with better-sqlite3 compiled here, once; about a minute."""
    if node_peers_are_installed():
        return
    BUILD.mkdir(exist_ok=True)
    log = BUILD / "npm.log"
    command = [str(find("npm")), "ci", "--build-from-source", "--foreground-scripts"]
    with log.open("w") as output:
        try:
            subprocess.run(
                command,
                check=False,
                cwd=NODE,
                env=_npm_environment(),
                stdout=output,
                stderr=output,
                timeout=NPM_TIMEOUT_SECONDS,
            )
        except subprocess.TimeoutExpired:
            print(f"npm took longer than {NPM_TIMEOUT_SECONDS} s", file=output)
    if not node_peers_are_installed():
        raise BuildError(f"better-sqlite3 could not be built: {_complaint(log)} (all of it: {log.relative_to(ROOT)})")


def _npm_environment() -> dict[str, str]:
    # node-gyp would download the headers; where they lie beside Node it needs no network for them.
    environment = {**os.environ, "PATH": PATH}
    prefix = Path(str(find("node"))).resolve().parent.parent
    if (prefix / "include" / "node" / "node_api.h").exists():
        environment.setdefault("npm_config_nodedir", str(prefix))
    return environment


def _complaint(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if " Error: " in line or line.startswith("npm error")]
    return (errors or lines or ["npm said nothing"])[0]
