"""compose.yaml: every part is there, waits for what it needs, and tells the site what it must know."""

from __future__ import annotations

from typing import Any

import pytest

from happychat.environment import Environment

from .compose import VARIABLE, compose, example, text
from .dockerfile import stages
from .yaml_subset import parse

FILLED_IN = {"HAPPYCHAT_BASE_URL": "https://chat.example.org", "POSTGRES_PASSWORD": "0f3c"}
DRAIN_SECONDS = 12
SERVICES: dict[str, Any] = compose(**FILLED_IN)["services"]


def environment_of(service: str, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """Return what the site would read in a container of this service."""
    *_, web = stages().values()
    for name, value in {**web.environment, **example(), **SERVICES[service]["environment"]}.items():
        if name.startswith("HAPPYCHAT_"):
            monkeypatch.setenv(name, value)
    return Environment()


def test_the_site_is_told_where_everything_is(monkeypatch: pytest.MonkeyPatch) -> None:
    told = environment_of("web", monkeypatch)

    assert told.database_url == "postgres://happychat:0f3c@postgres:5432/happychat"
    assert told.redis_url == "redis://valkey:6379/0"
    assert told.trusted_proxies == 1  # Caddy, and nothing before it
    assert told.is_secure
    assert not told.debug
    assert str(told.data_dir) == "/data"
    assert {"postgres", "valkey"} <= SERVICES.keys()


def test_the_migration_works_on_the_sites_own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment_of("migrate", monkeypatch).database_url == environment_of("web", monkeypatch).database_url
    assert SERVICES["migrate"]["image"] == SERVICES["web"]["image"]
    assert "data:/data" in SERVICES["migrate"]["volumes"]


def test_everything_that_must_be_filled_in_stands_in_the_example() -> None:
    assert set(VARIABLE.findall(text())) <= example().keys()


def test_the_site_starts_after_one_migration_and_before_the_proxy() -> None:
    waits = {name: _conditions(service) for name, service in SERVICES.items()}

    assert waits["migrate"] == {"postgres": "service_healthy"}
    assert waits["web"] == {
        "migrate": "service_completed_successfully",
        "postgres": "service_healthy",
        "valkey": "service_healthy",
    }
    assert waits["caddy"] == {"web": "service_healthy"}
    assert "restart" not in SERVICES["migrate"]
    assert "deploy" not in SERVICES["migrate"]


def test_all_but_the_migration_come_back_are_watched_and_are_bounded() -> None:
    for name, service in SERVICES.items():
        if name != "migrate":
            assert service["restart"] == "unless-stopped", name
            assert name == "web" or service["healthcheck"]["test"], name  # the image has its own
            assert service["deploy"]["resources"]["limits"]["memory"], name


def test_the_world_reaches_the_proxy_alone() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]
    assert {name for name, service in SERVICES.items() if "outside" in service["networks"]} == {"caddy", "web"}
    assert compose()["networks"]["inside"] == {"internal": True}


def test_every_volume_and_network_is_declared_and_used() -> None:
    file = compose()
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())}

    assert {name for name in used if not name.startswith(".")} == file["volumes"].keys()
    assert {name for service in SERVICES.values() for name in service["networks"]} == file["networks"].keys()


def test_the_site_has_time_to_say_good_bye() -> None:
    assert int(SERVICES["web"]["stop_grace_period"].removesuffix("s")) > DRAIN_SECONDS


def test_postgresql_keeps_its_data_in_the_volume() -> None:
    # From 18 on the image keeps them one folder below, and does not start with a volume at …/data.
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert SERVICES["postgres"]["volumes"] == ["database:/var/lib/postgresql"]


def test_images_of_others_stay_within_a_major_version() -> None:
    for service in SERVICES.values():
        name, _, version = service["image"].partition(":")
        assert (name == "happychat") != version.isdigit(), service["image"]


@pytest.mark.parametrize(
    "wrong", ["a: &x 1", "a: {b: 1}", "a: 1\na: 2", "a:\n  b: 1\n c: 2", "a: |\n  text", "a\n", "- a\n- b: c", "\ta: 1"]
)
def test_what_is_not_understood_is_not_passed_over(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(wrong)


def _conditions(service: dict[str, Any]) -> dict[str, str]:
    return {name: wait["condition"] for name, wait in service.get("depends_on", {}).items()}
