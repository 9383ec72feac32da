"""What the outside may set: one typed class, read once by settings.py."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parent.parent
KINDS = {
    "database_url": ("postgres://", "postgresql://"),
    "redis_url": ("redis://", "rediss://", "unix://"),
    "email_url": ("smtp://", "smtps://"),
    "llm_url": ("http://", "https://"),
}


class Environment(BaseSettings):
    """Hold every HAPPYCHAT_ variable; a good single machine needs none of them."""

    model_config = SettingsConfigDict(env_prefix="HAPPYCHAT_", extra="ignore")

    data_dir: Path = Field(
        default=BASE_DIR / "data",
        description="Everything the site stores: database, media, mail, keys. Copy it = backup.",
    )
    database_url: str = Field(default="", description="postgres://…; empty: SQLite in the data folder.")
    redis_url: str = Field(default="", description="redis://…; empty: one process.")
    email_url: str = Field(
        default="",
        description="smtp://user:password@host:port (smtps:// for TLS, ?starttls=1); empty: mails are files in mail/.",
    )
    email_from: str = Field(default="", description="The sender of mails; empty: noreply@ the site's host.")
    base_url: str = Field(
        default="http://127.0.0.1:8000",
        description="The address people type: links in mails, the Origin of sockets.",
    )
    allowed_hosts: str = Field(default="", description="Host names, by commas; empty: the host of BASE_URL.")
    debug: bool = Field(default=False, description="For development only: mails at /dev/mail/, enter as Ann.")
    secret_key: str = Field(default="", description="Empty: made once and kept in secret.key of the data folder.")
    secret_key_fallbacks: str = Field(default="", description="Former keys, by commas: sessions survive a change.")
    registration: Literal["open", "closed"] = Field(default="open", description="Who may sign up.")
    guests: Literal["open", "closed"] = Field(default="open", description="May people come in without an account?")
    guest_days: int = Field(
        default=7, ge=1, description="Days after which a guest nobody has seen is removed; what they said stays."
    )
    lobby: Literal["open", "closed"] = Field(default="open", description="Is there a lobby everybody may enter?")
    signup_rate: int = Field(default=60, ge=1, description="Sign-ups a minute and address.")
    rate_scale: float = Field(
        default=1.0, ge=0, allow_inf_nan=False, description="Multiplies every rate limit; 0 switches them off."
    )
    link_previews: bool = Field(
        default=False,
        description="Show what linked pages say of themselves: the server then fetches what people link to.",
    )
    max_members: int = Field(default=500, ge=2, le=5000, description="Members of a group, at most.")
    upload_mb: int = Field(default=10, ge=1, le=2000, description="Megabytes of one file, at most.")
    quota_mb: int = Field(default=1000, ge=1, description="Megabytes of files of one person, at most.")
    media_mb: int = Field(default=0, ge=0, description="Megabytes of files of the whole site; 0: what the disk takes.")
    reserve_mb: int = Field(default=100, ge=0, description="Megabytes of the disk that files leave free.")
    match: Literal["open", "closed"] = Field(default="open", description="May people meet somebody by chance?")
    match_age: int = Field(default=18, ge=0, le=99, description="Years people say they have before that; 0: not asked.")
    site_name: str = Field(default="Happy Chat", max_length=40, description="The name people see.")
    llm_url: str = Field(
        default="",
        description="http(s)://…/v1 of an OpenAI-compatible server for the robot; empty: it answers by rules.",
    )
    llm_key: str = Field(default="", description="The key the server wants, if any.")
    llm_model: str = Field(default="", description="The model to ask for; empty: the server's own.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="How much is logged.")
    drain_s: float = Field(
        default=1.0, ge=0, le=60, description="Seconds between a stop, when /readyz turns 503, and taking no more."
    )
    trusted_proxies: int = Field(default=0, ge=0, description="Proxies in front whose X-Forwarded-For counts.")

    @field_validator("base_url")
    @classmethod
    def base_url_is_an_origin(cls, value: str) -> str:
        """Accept scheme, host and port only, without a slash at the end."""
        parts = urlsplit(value.rstrip("/"))
        is_more = parts.path or parts.query or parts.fragment or parts.username is not None
        if parts.scheme not in {"http", "https"} or not parts.hostname or is_more or parts.port == 0:
            raise ValueError("it must look like https://chat.example.org")
        return value.rstrip("/")

    @field_validator("database_url", "redis_url", "email_url", "llm_url")
    @classmethod
    def url_is_of_a_kind_we_know(cls, value: str, info: ValidationInfo) -> str:
        """Accept nothing, or an address that begins as it should and has a number for a port."""
        kinds = KINDS[info.field_name or ""]
        if value and (not value.startswith(kinds) or urlsplit(value).port == 0):
            raise ValueError(f"it must begin with {' or '.join(kinds)}")
        return value

    @property
    def hosts(self) -> list[str]:
        """Return the host names the site answers to."""
        named = [host.strip() for host in self.allowed_hosts.split(",") if host.strip()]
        own = urlsplit(self.base_url).hostname or ""
        own = f"[{own}]" if ":" in own else own
        loopback = ["127.0.0.1", "localhost", "[::1]"] if self.debug else []
        return sorted({own, *named, *loopback})

    @property
    def is_secure(self) -> bool:
        """Tell whether people reach the site over TLS."""
        return self.base_url.startswith("https://")

    def key(self) -> str:
        """Return the secret key, made and kept in the data folder when none is set."""
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret.key"
        with _own_folder():
            if not path.exists():
                _write_once(path, secrets.token_urlsafe(64))
            return path.read_text(encoding="ascii").strip()

    def make_folders(self) -> None:
        """Make the data folder and what is in it."""
        with _own_folder():
            for folder in (self.data_dir, self.data_dir / "media", self.data_dir / "mail"):
                folder.mkdir(parents=True, exist_ok=True)

    def unknown(self) -> list[str]:
        """Return the variables that look like ours and are none: somebody meant another."""
        known = {f"HAPPYCHAT_{name.upper()}" for name in type(self).model_fields}
        return sorted(
            name for name in os.environ if name.upper().startswith("HAPPYCHAT_") and name.upper() not in known
        )


def read() -> Environment:
    """Return what is set; end the program with every fault by its variable's name (and never its value)."""
    try:
        return Environment()
    except ValidationError as error:
        faults = [f"HAPPYCHAT_{str(fault['loc'][0]).upper()}: {_words(fault['msg'])}" for fault in error.errors()]
        raise SystemExit("\n".join(["The environment is not right:", *faults])) from None


@contextmanager
def _own_folder() -> Iterator[None]:
    """End the program with a line where the data folder is not ours to write."""
    try:
        yield
    except OSError as error:
        words = f"HAPPYCHAT_DATA_DIR: {error.filename}: {error.strerror}. It must belong to the user who serves."
        raise SystemExit(words) from None


def _words(message: str) -> str:
    return message.removeprefix("Value error, ")


def _write_once(path: Path, text: str) -> None:
    # Two processes may start at once: the first name to appear wins, whole.
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    temporary.touch(mode=0o600)
    temporary.write_text(text, encoding="ascii")
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        pass  # the other process was first; its key counts
    finally:
        temporary.unlink()
