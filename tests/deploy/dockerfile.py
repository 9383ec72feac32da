"""Reading the Dockerfile, and building it in a folder where no Docker is."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.blackbox.support.server import PROJECT

DOCKERFILE = PROJECT / "deploy/Dockerfile"
# What these lines would bring is on this machine already: the environment the tests run in and the node_modules beside.
STOOD_IN = re.compile(r"python -m venv |/(venv|node)/bin/pip install |npm ci |useradd ")
HARMLESS = re.compile(r"(export|python|npm run|rm -rf /tmp/)\b")


@dataclass
class Stage:
    """One FROM and what follows."""

    base: str
    name: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def all(self, word: str) -> list[str]:
        """Return the arguments of every instruction of a kind."""
        return [arguments for found, arguments in self.steps if found == word]

    @property
    def copies(self) -> list[tuple[str, list[str], str]]:
        """Return each COPY: the stage it takes from (empty: the context), what, and where to."""
        found = []
        for arguments in self.all("COPY"):
            flag, *words = arguments.split() if arguments.startswith("--from=") else ("", *arguments.split())
            found.append((flag.removeprefix("--from="), words[:-1], words[-1]))
        return found

    @property
    def environment(self) -> dict[str, str]:
        """Return what ENV sets."""
        return dict(pair.split("=", 1) for line in self.all("ENV") for pair in line.split())


def stages() -> dict[str, Stage]:
    """Return the Dockerfile's stages by name, in order."""
    text = re.sub(r"\\\n", " ", "".join(line for line in DOCKERFILE.open() if not line.lstrip().startswith("#")))
    found: list[Stage] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        word, _, arguments = line.partition(" ")
        if word == "FROM":
            base, name = re.fullmatch(r"(\S+) AS (\S+)", arguments).groups()  # type: ignore[union-attr]
            found.append(Stage(base, name))
        else:
            found[-1].steps.append((word, arguments.strip()))
    return {stage.name: stage for stage in found}


def is_ignored(path: str) -> bool:
    """Tell whether the ignore file beside the Dockerfile keeps a path out; its last word on it counts."""
    parts = path.split("/")
    above = ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
    ignored = False
    for line in Path(f"{DOCKERFILE}.dockerignore").read_text("utf-8").splitlines():
        pattern = line.strip()
        if pattern and not pattern.startswith("#"):
            expression = _expression(pattern.removeprefix("!"))
            if any(expression.fullmatch(part) for part in above):
                ignored = not pattern.startswith("!")
    return ignored


def _expression(pattern: str) -> re.Pattern[str]:
    pieces = {"**/": "(?:.*/)?", "*": "[^/]*"}
    return re.compile("".join(pieces.get(p) or re.escape(p) for p in re.split(r"(\*\*/|\*)", pattern)))


def in_git(path: str) -> list[str]:
    """Return the files git knows under a path."""
    return _listed(path)


def here_too(path: str) -> list[str]:
    """Return the files that are there under a path, those not yet in git too, as a build on this machine finds them."""
    return [name for name in _listed("--cached", "--others", "--exclude-standard", path) if (PROJECT / name).is_file()]


def _listed(*words: str) -> list[str]:
    command = ["git", "ls-files", *words]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.splitlines()


class Built:
    """The stages as folders: each line of the Dockerfile carried out, but those stood in for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stages = stages()
        for stage in self.stages.values():
            self._build(stage)

    def path(self, stage: str, path: str) -> Path:
        """Return where a path of a stage lies."""
        return self.folder / stage / path.lstrip("/")

    def here(self, stage: str, text: str) -> str:
        """Put this machine's folders in place of the image's."""
        text = text.replace("/venv/", f"{sys.prefix}/").replace("/node/bin", f"{sys.prefix}/bin")
        return re.sub(r"(?<![\w.])/(tmp|static|data)\b", lambda found: str(self.path(stage, found[0])), text)

    def environment(self, stage: str) -> dict[str, str]:
        """Return the environment a command of a stage finds."""
        own = {name: self.here(stage, value) for name, value in self.stages[stage].environment.items()}
        foreign = {name: value for name, value in os.environ.items() if not name.startswith(("HAPPYCHAT_", "DJANGO_"))}
        return foreign | own | {"PATH": f"{sys.prefix}/bin:{os.environ['PATH']}"}

    def run(self, stage: str, command: str | list[str], **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command in a stage."""
        words = ["sh", "-c", command] if isinstance(command, str) else command
        return subprocess.run(
            [self.here(stage, word) for word in words],
            cwd=self.path(stage, "/site"),
            env=self.environment(stage) | settings,
            capture_output=True,
            text=True,
            check=False,
        )

    def _build(self, stage: Stage) -> None:
        if stage.base in self.stages:
            shutil.copytree(self.folder / stage.base, self.folder / stage.name, symlinks=True)
        for folder in ("site", "tmp", "static", "data"):
            self.path(stage.name, folder).mkdir(parents=True, exist_ok=True)
        for word, arguments in stage.steps:
            if word == "RUN" and not STOOD_IN.match(arguments):
                self._run_line(stage, arguments)
            elif word == "RUN" and arguments.startswith("npm ci"):
                self.path(stage.name, "/site/node_modules").symlink_to(PROJECT / "node_modules")
            elif word == "COPY":
                self._copy(stage, *Stage("", "", [(word, arguments)]).copies[0])

    def _run_line(self, stage: Stage, line: str) -> None:
        strange = [part for part in line.split("&&") if not HARMLESS.match(part.strip())]
        assert not strange, f"not to be run on a machine with other things on it: {strange}"
        done = self.run(stage.name, line)
        assert done.returncode == 0, (line, done.stderr[-3000:])

    def _copy(self, stage: Stage, source: str, paths: list[str], target: str) -> None:
        if source and paths == ["/venv"]:
            return
        to = self.path(stage.name, target if target.startswith("/") else f"/site/{target}")
        if source:
            (only,) = paths
            shutil.copytree(self.path(source, only), to, dirs_exist_ok=True, symlinks=True)
            return
        for path in paths:
            self._copy_from_context(path, to, whole=(PROJECT / path).is_dir())

    def _copy_from_context(self, path: str, to: Path, *, whole: bool) -> None:
        for name in here_too(path):
            if not is_ignored(name):
                place = to / (Path(name).relative_to(path) if whole else Path(name).name)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(PROJECT / name, place)


def command_of(arguments: str) -> list[str]:
    """Return the words of a CMD or HEALTHCHECK in its exec form."""
    return list(json.loads(arguments[arguments.index("[") :]))
