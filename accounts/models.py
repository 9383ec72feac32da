"""People, their stream's counter, and what one person is to another."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.apps import apps
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.likeness import LikenessField
from accounts.spelling import SpelledField
from happychat.streams.models import VersionedStream

FACES = 12  # drawn faces a person without a picture can have
USERNAME = RegexValidator(
    r"^[A-Za-z0-9_][A-Za-z0-9_.-]{1,31}\Z",
    _("Use 2 to 32 letters, digits, dots, dashes or underscores; begin with a letter, a digit or an underscore."),
)


def default_preferences() -> dict[str, Any]:
    """Return what a person has not chosen: an empty mapping; reference.md 4.7 names the defaults."""
    return {}


class Gender(models.TextChoices):
    """Name the genders the profile form offers; the field takes any short text."""

    UNSAID = "", _("Not said")
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")


class PeopleManager(UserManager["User"]):
    """Find people by what they type at the door."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the person of that username, whatever its case."""
        return self.get(username__iexact=username)

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **more: Any
    ) -> User:
        """Make an administrator, whose address counts as proven: who types this has the machine."""
        user = super().create_superuser(username, email, password, **{"nickname": username, **more})
        if email:
            EmailAddress = apps.get_model("account", "EmailAddress")  # imported it would import us
            EmailAddress.objects.create(user=user, email=email.lower(), verified=True, primary=True)
        return user


class User(AbstractUser):
    """A person, a guest or a bot."""

    email = models.EmailField(_("email address"), null=True, blank=True)  # type: ignore[assignment]
    username = models.CharField(_("username"), max_length=32, validators=[USERNAME])
    nickname = models.CharField(_("nickname"), max_length=32)
    pinyin = SpelledField(of="nickname")
    likeness = LikenessField(of="nickname", db_index=True)
    avatar = models.CharField(max_length=64, blank=True, editable=False)  # attachment id; empty: a drawn face
    face = models.SmallIntegerField(default=0, editable=False)  # which drawn face; 0: the key says it
    bio = models.CharField(_("bio"), max_length=200, blank=True)
    gender = models.CharField(_("gender"), max_length=20, blank=True)
    place = models.CharField(_("place"), max_length=60, blank=True)
    website = models.URLField(_("website"), max_length=200, blank=True)
    github = models.CharField("GitHub", max_length=39, blank=True)
    locale = models.CharField(_("language"), max_length=10, default="en")
    preferences = models.JSONField(default=default_preferences, blank=True)
    is_bot = models.BooleanField(default=False)
    is_guest = models.BooleanField(default=False)
    first_name = None  # type: ignore[assignment]  # people have one name here: the nickname
    last_name = None  # type: ignore[assignment]

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    objects: ClassVar[PeopleManager] = PeopleManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("username"), name="unique_username"),
            models.UniqueConstraint(Lower("email"), name="unique_email"),
            # Nothing else tells guests apart.
            models.UniqueConstraint(
                fields=["likeness"], condition=Q(is_guest=True) & ~Q(likeness=""), name="unique_among_guests"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nickname} (@{self.username})"

    def get_full_name(self) -> str:
        """Return the nickname: people have one name here."""
        return self.nickname

    def get_short_name(self) -> str:
        """Return the nickname."""
        return self.nickname


def display_name(user: User) -> str:
    """Return the name pages and mails call a person by."""
    return user.nickname or user.username


class Mailbox(VersionedStream):
    """Count the versions of a person's `me` stream.

    Kept apart from User because forms save whole user rows and would put an old version back.
    Made by the first change; a person without one is at version 1, where their profile is all there is.
    """

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="mailbox")
    version = models.BigIntegerField(default=1, editable=False)
    profile_version = models.BigIntegerField(default=1, editable=False)

    class Meta:
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return f"mailbox of {self.user_id} at {self.version}"


class ContactState(models.TextChoices):
    """Say what a person is to the owner of the row."""

    NONE = "none"
    REQUESTED = "requested"
    INCOMING = "incoming"
    FRIEND = "friend"


class Contact(models.Model):
    """What one person is to another, seen from the owner's side: one row per direction."""

    # The constraint below begins with it, so it needs no index of its own.
    owner = models.ForeignKey(User, models.CASCADE, related_name="contacts", db_index=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=ContactState.choices, default=ContactState.NONE)
    at = models.DateTimeField()  # since when it is so
    declined_at = models.DateTimeField(null=True)  # the owner said no: asking again within 30 days is not shown
    greeting = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=40, blank=True)
    pinyin = SpelledField(of="note")
    star = models.BooleanField(default=False)
    tags = models.JSONField(default=list, blank=True)
    blocked = models.BooleanField(default=False)
    version = models.BigIntegerField(default=0, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "person"], name="one_contact_each"),
            models.CheckConstraint(condition=~models.Q(owner=models.F("person")), name="nobody_is_their_own_contact"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "version"], name="contact_catch_up"),  # rows_since of `me`
        ]

    def __str__(self) -> str:
        return f"{self.person_id} is {self.state} to {self.owner_id}"


class Bot(User):
    """A bot, as the administration shows it."""

    class Meta:
        proxy = True
        verbose_name = _("bot")
        verbose_name_plural = _("bots")


class Token(models.Model):
    """What lets a program act as a bot; the secret itself is told once and kept nowhere."""

    bot = models.ForeignKey(User, models.CASCADE, verbose_name=_("bot"), related_name="tokens")
    label = models.CharField(_("label"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    class Meta:
        verbose_name = _("service token")
        verbose_name_plural = _("service tokens")

    def __str__(self) -> str:
        return f"{self.label} (@{self.bot.username})"


class Ban(models.Model):
    """Why somebody may not enter, and until when; who has one is inactive."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="ban")
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, db_index=True)  # null: until it is lifted

    class Meta:
        verbose_name = _("ban")
        verbose_name_plural = _("bans")

    def __str__(self) -> str:
        return f"ban of {self.user_id}"


class WrittenForGood(TypeError):
    """Somebody tried to change the audit log."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Add and read, nothing else."""

    def update(self, **fields: Any) -> NoReturn:
        """Raise: what was written stays."""
        raise WrittenForGood

    def bulk_update(self, *args: Any, **options: Any) -> NoReturn:
        """Raise: what was written stays."""
        raise WrittenForGood

    def delete(self) -> NoReturn:
        """Raise: what was written stays."""
        raise WrittenForGood


class AuditEntry(models.Model):
    """Who of the staff did what to whom, when and why: written once, never changed.

    Names are kept as they were, without foreign keys: an entry outlives what it speaks of.
    """

    at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)
    actor_id = models.BigIntegerField(null=True)  # null: the site itself
    actor = models.CharField(_("who"), max_length=80)
    action = models.CharField(_("what"), max_length=40)
    subject_id = models.CharField(max_length=64, db_index=True)  # as the protocol has it: u7, c12
    subject = models.CharField(_("whom"), max_length=120)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.actor}: {self.action} {self.subject}"

    def save(self, *args: Any, **options: Any) -> None:
        """Write a new entry; WrittenForGood where it is there already."""
        if not self._state.adding:
            raise WrittenForGood
        super().save(*args, **options | {"force_insert": True})

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        """Raise: what was written stays."""
        raise WrittenForGood
