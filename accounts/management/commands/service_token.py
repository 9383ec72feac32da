"""`manage.py service_token <username>`: give a bot a token, and make the bot if there is none."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models.functions import Lower

from accounts.bots import give_token, make_bot
from accounts.models import User


class Command(BaseCommand):
    """Print a new token, once."""

    help = "Give a bot a service token, and make the bot if there is none. Prints the token; it is stored nowhere."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the bot's name and what the token is for."""
        parser.add_argument("username")
        parser.add_argument("--nickname", default="", help="The name people see, for a new bot.")
        parser.add_argument("--label", default="manage.py", help="What will use the token.")

    def handle(self, *args: Any, username: str, nickname: str, label: str, **options: Any) -> None:
        """Make what is missing and print the token."""
        bot = User.objects.alias(low=Lower("username")).filter(low=username.lower()).first()
        if bot is not None and not bot.is_bot:
            raise CommandError(f"{username} is a person, not a bot.")
        _, secret = give_token(bot or make_bot(username, nickname or username), label)
        self.stdout.write(secret)
