"""Fill an empty site with the demo world: five people and a believable week, in both languages."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import User
from chat.demo import build


class Command(BaseCommand):
    help = "Fill an empty site with the demo world; does nothing where there are people already."

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.filter(is_bot=False).exists():
            return
        build()
        self.stdout.write("The demo world is ready: enter as Ann or Bob on the log-in page.")
