"""The proxies of `deploy/` as running programs: their files as they are, but for names, ports and folders."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

from tests.blackbox.support.server import PROJECT, free_port

from .tls import make_certificate

HOST = "localhost"
START_SECONDS = 10.0


def changed(text: str, changes: dict[str, str]) -> str:
    """Replace what differs on this machine; every piece must be there."""
    for old, new in changes.items():
        assert old in text, f"{old!r} is not in the file any more"
        text = text.replace(old, new)
    return text


class Door:
    """A proxy in front of one or more processes. `origin` is where people knock."""

    program: str

    def __init__(self) -> None:
        self.port = free_port()
        self.origin = f"https://{HOST}:{self.port}"
        self.folder = Path(tempfile.mkdtemp(prefix="happychat-door-"))
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def is_missing(cls) -> bool:
        """Tell whether this machine has no such program."""
        return shutil.which(cls.program) is None

    def open(self, *upstreams: int) -> None:
        """Start it in front of the processes on these ports of the loopback interface."""
        command, environment = self._command(make_certificate(self.folder, HOST), upstreams)
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, env=os.environ | environment, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.05)

    def log(self) -> str:
        """Return what it said so far."""
        return (self.folder / "log").read_text("utf-8", "replace")[-4000:]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _command(self, certificate: tuple[Path, Path], upstreams: tuple[int, ...]) -> tuple[list[str], dict[str, str]]:
        raise NotImplementedError

    def _answers(self) -> bool:
        try:
            socket.create_connection((HOST, self.port), timeout=1).close()
        except OSError:
            return False
        return True


class Nginx(Door):
    """deploy/nginx.conf inside the smallest main file."""

    program = "nginx"

    def _command(self, certificate: tuple[Path, Path], upstreams: tuple[int, ...]) -> tuple[list[str], dict[str, str]]:
        self.plain_port = free_port()
        site = changed(
            (PROJECT / "deploy/nginx.conf").read_text("utf-8"),
            {
                "    listen [::]:80;\n": "",
                "    listen [::]:443 ssl http2;\n": "",
                "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
                "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
                "chat.example.org": HOST,
                f"/etc/letsencrypt/live/{HOST}/fullchain.pem": str(certificate[0]),
                f"/etc/letsencrypt/live/{HOST}/privkey.pem": str(certificate[1]),
                "/opt/happychat/staticfiles/": f"{PROJECT}/staticfiles/",
                "    server 127.0.0.1:8000;": "\n".join(f"    server 127.0.0.1:{port};" for port in upstreams),
            },
        )
        (self.folder / "happychat.conf").write_text(site, "utf-8")
        temporary = "".join(
            f"{name}_temp_path {self.folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.geteuid() == 0 else ""  # or its workers could not read the folders
        http = f"include /etc/nginx/mime.types; access_log off; {temporary} include {self.folder}/happychat.conf;"
        (self.folder / "nginx.conf").write_text(
            f"daemon off; {user} pid {self.folder}/pid; error_log stderr warn; events {{}}\nhttp {{ {http} }}\n"
        )
        return ["nginx", "-e", "stderr", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")], {}


class Caddy(Door):
    """deploy/Caddyfile, with certificates of its own making."""

    program = "caddy"

    def _command(self, certificate: tuple[Path, Path], upstreams: tuple[int, ...]) -> tuple[list[str], dict[str, str]]:
        static = self.folder / "srv" / "static"
        static.parent.mkdir()
        static.symlink_to(PROJECT / "staticfiles")
        # Compose knows the processes by one name; two ports of one machine have none in common.
        lookup = "dynamic a web 8000 {\n\t\t\t\trefresh 5s\n\t\t\t}\n"
        named = " ".join(f"127.0.0.1:{port}" for port in upstreams)
        processes = lookup.replace("web 8000", f"{HOST} {upstreams[0]}") if len(upstreams) == 1 else f"to {named}\n"
        site = changed(
            (PROJECT / "deploy/Caddyfile").read_text("utf-8"),
            {
                "\tadmin off\n": "\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n",
                "{$HAPPYCHAT_BASE_URL} {\n": f"{{$HAPPYCHAT_BASE_URL}} {{\n\ttls {certificate[0]} {certificate[1]}\n",
                "root * /srv\n": f"root * {static.parent}\n",
                lookup: processes,
            },
        )
        (self.folder / "Caddyfile").write_text(site, "utf-8")
        environment = {"HAPPYCHAT_BASE_URL": self.origin, "HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)}
        return ["caddy", "run", "--config", str(self.folder / "Caddyfile")], environment


DOORS: dict[str, type[Door]] = {"nginx": Nginx, "caddy": Caddy}
