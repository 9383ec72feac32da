"""Build the search index anew."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.base import ProgressBar
from django.db import transaction

from chat.models import Conversation, Message
from chat.search.catching_up import catch_up, start_anew

CONVERSATIONS = 500
MESSAGES = 2000


class Command(BaseCommand):
    help = "Build the search index anew from all messages; people can go on talking, and find what is indexed so far."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            start_anew()
        total, done = Message.objects.count(), 0
        bar = ProgressBar(sys.stderr if sys.stderr.isatty() else None, total)
        keys = list(Conversation.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), CONVERSATIONS):
            some = 1
            while some:
                with transaction.atomic():
                    some = catch_up(keys[start : start + CONVERSATIONS], MESSAGES)
                done += some
                bar.update(min(done, total))
        self.stdout.write(f"{done} messages are indexed.")
