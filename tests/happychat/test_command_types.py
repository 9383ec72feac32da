"""What the page is compiled against is what the server checks."""

from __future__ import annotations

from happychat.commands.typescript import command_types
from happychat.management.commands.command_types import PATH


def test_the_page_knows_the_commands_as_they_are() -> None:
    assert PATH.read_text(encoding="utf-8") == command_types(), "run `manage.py command_types`"


def test_optional_arguments_and_choices_are_said() -> None:
    text = command_types()

    assert '"conversation.read": { stream: string; seq: number; delivered?: boolean };' in text
    assert 'notify?: "all" | "mentions" | "none"' in text
    assert "have: Record<string, number>" in text
    assert "null" not in text
