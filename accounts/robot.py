"""The site's own robot: an account everybody has as a friend from the start, without a row for each."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.db.models.functions import Lower

from accounts.models import User

USERNAME = "robot"  # reserved: nobody signs up as it
NICKNAME = "Happy"


def robot() -> User:
    """Return the robot's account; made where the database was emptied since the migrations made it."""
    found = User.objects.alias(low=Lower("username")).filter(low=USERNAME).first()
    return found or User.objects.create(username=USERNAME, nickname=NICKNAME, password=make_password(None), is_bot=True)


def is_robot(user: User) -> bool:
    """Tell whether somebody is the site's robot, who can be neither blocked nor removed."""
    return user.is_bot and user.username == USERNAME


def robot_keys() -> QuerySet[User, Any]:
    """Return the robot's key: none where there is no robot, or a ban silences it."""
    found = User.objects.alias(low=Lower("username")).filter(low=USERNAME, is_bot=True, is_active=True)
    return found.values_list("pk", flat=True)
