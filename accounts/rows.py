"""How people become rows of `me`, and cards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django.db.models import Subquery

from accounts.models import FACES, Ban, Contact, ContactState, Mailbox, User
from accounts.robot import robot_keys
from happychat.ids import user_name
from happychat.models import Epoch
from happychat.sets import among, rows
from happychat.streams.registry import ME, View, register_kind, register_source
from happychat.streams.steps import Row
from happychat.times import wire


def register() -> None:
    """Make `me` known and say what accounts brings to it."""
    register_kind(ME, me_views)
    register_source(ME, ProfileRows())
    register_source(ME, ContactRows())


def audience(user_id: int) -> str:
    """Return the name of what all sockets of a person hear."""
    return f"user.{user_id}"


def me_views(user_id: int, names: list[str]) -> dict[str, View]:
    """Return the person's view of their own stream."""
    epoch = Subquery(Epoch.objects.filter(pk=1).values("value"))  # asked for together: whoever begins needs both
    asked = {"epoch": epoch, "robot": Subquery(robot_keys()[:1])}
    found = Mailbox.objects.select_related("user").annotate(**asked).filter(user_id=user_id).first()
    mailbox: Mailbox = found or Mailbox(user=User.objects.get(pk=user_id))
    return {ME: View(ME, user_id, user_id, mailbox.version, context=mailbox)}


def epoch_beside(view: View) -> str:
    """Return the epoch, which came with a view of `me`."""
    return getattr(view.context, "epoch", "") or Epoch.present()


def _robot_beside(view: View) -> int | None:
    mailbox = view.context
    return mailbox.robot if hasattr(mailbox, "robot") else robot_keys().first()


def mailbox_versions(users: list[int]) -> dict[int, int]:
    """Return the versions of people's `me`; who has no mailbox yet is at the first. One query at most."""
    first: int = Mailbox._meta.get_field("version").default
    if not users:
        return {}
    theirs, parameters = among(users, "bigint")
    found = dict(rows(f"SELECT user_id, version FROM accounts_mailbox WHERE user_id {theirs}", parameters))  # noqa: S608
    return {user: found.get(user, first) for user in users}


class ProfileRows:
    """Bring the `profile` row."""

    def since(self, view: View, version: int, limit: int) -> list[Row]:
        """Return the profile if it changed since."""
        return self.whole(view) if view.context.profile_version > version else []

    def whole(self, view: View) -> list[Row]:
        """Return the profile."""
        mailbox: Mailbox = view.context
        return [profile_row(mailbox.user, mailbox.profile_version)]


class ContactRows:
    """Bring the `contact:<user>` rows."""

    def since(self, view: View, version: int, limit: int) -> list[Row]:
        """Return the contacts changed since, at most `limit`."""
        changed = Contact.objects.filter(owner_id=view.user, version__gt=version).order_by("version")
        return [contact_row(contact) for contact in changed[:limit]]

    def whole(self, view: View) -> list[Row]:
        """Return all contacts that say something, and the robot."""
        contacts = list(Contact.objects.filter(owner_id=view.user))
        robot = _robot_beside(view)
        if robot is not None and all(contact.person_id != robot for contact in contacts):
            contacts += friendships_with_robot(view.context.user, robot)
        rows = [contact_row(contact) for contact in contacts]
        return [row for row in rows if not row.get("gone")]


def friendships_with_robot(user: User, robot: int) -> list[Contact]:
    """Return what the robot is to a person who has written nothing down about it: a friend, as old as the account.

    At the version that everybody begins with, so nothing has to be written for anybody.
    """
    if user.pk == robot:
        return []
    return [Contact(owner=user, person_id=robot, state=ContactState.FRIEND, at=user.date_joined, version=1)]


def profile_row(user: User, version: int) -> Row:
    """Return what a person sees of themselves."""
    row: Row = {
        "key": "profile",
        "version": version,
        "id": user_name(user.pk),
        "username": user.username,
        "nickname": user.nickname,
        "avatar": avatar_path(user.pk, user.nickname, user.avatar, user.face),
        "locale": user.locale,
        "preferences": user.preferences,
    }
    more = {"guest": user.is_guest, "staff": user.is_staff, "email": user.email, **_about(user)}
    return row | {key: value for key, value in more.items() if value}


def contact_row(contact: Contact) -> Row:
    """Return what one person is to the owner; `gone` where there is nothing left to say."""
    row: Row = {"key": f"contact:{user_name(contact.person_id)}", "version": contact.version}
    shown = {
        "greeting": contact.greeting if contact.state in {ContactState.INCOMING, ContactState.REQUESTED} else "",
        "note": contact.note,
        "pinyin": contact.pinyin,
        "star": contact.star,
        "tags": contact.tags,
        "blocked": contact.blocked,
    }
    if contact.state == ContactState.NONE and not any(shown.values()):
        return {**row, "gone": True}
    return {**row, "state": contact.state, "at": wire(contact.at), **{k: v for k, v in shown.items() if v}}


def card(user: User) -> dict[str, Any]:
    """Return what everybody may see of a person at a glance."""
    found: dict[str, Any] = {
        "id": user_name(user.pk),
        "username": user.username,
        "nickname": user.nickname,
        "avatar": avatar_path(user.pk, user.nickname, user.avatar, user.face),
    }
    more = {"pinyin": user.pinyin, "bot": user.is_bot, "guest": user.is_guest}
    return found | {key: value for key, value in more.items() if value}


def full_card(user: User) -> dict[str, Any]:
    """Return the card a profile page shows."""
    return card(user) | {key: value for key, value in _about(user).items() if value}


def cards(people: Iterable[User]) -> list[dict[str, Any]]:
    """Return the cards of people; deleted ones say so. Who is only banned is still somebody."""
    people = list(people)
    gone = {user.pk for user in people if not user.is_active}
    gone -= set(Ban.objects.filter(pk__in=gone).values_list("pk", flat=True)) if gone else set()
    return [{"id": user_name(user.pk), "deleted": True} if user.pk in gone else card(user) for user in people]


def avatar_path(pk: int, nickname: str, avatar: str, face: int = 0) -> str:
    """Return the address of a person's picture, or of the face drawn for them until they have one."""
    if avatar:
        return f"/api/v1/attachments/{avatar}"
    letter = nickname[:1]
    # A slash would be another address; what this Python cannot print is an emoji younger than it.
    drawn = letter if letter.isprintable() and letter not in {"", "/"} else "?"
    return f"/faces/{face or pk % FACES + 1}/{quote(drawn, safe='')}.svg"


def _about(user: User) -> dict[str, str]:
    return {
        "bio": user.bio,
        "gender": user.gender,
        "place": user.place,
        "website": user.website,
        "github": user.github,
    }
