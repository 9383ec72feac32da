"""Write the TypeScript of the commands' arguments."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from happychat.commands.typescript import command_types
from happychat.environment import BASE_DIR

PATH = BASE_DIR / "static" / "app" / "commands.ts"


class Command(BaseCommand):
    help = "Write static/app/commands.ts from the schemas of the commands."

    def handle(self, *args: Any, **options: Any) -> None:
        PATH.write_text(command_types(), encoding="utf-8")
