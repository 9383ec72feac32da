"""Conversations, who is in them, and what was said."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

import chat.exporting.models
import chat.keeping.models
import chat.kinds.models
import chat.match.models
import chat.media.models
import chat.presence.models  # Django looks here for the models of an app
import chat.reporting.models
import chat.robot.models
import chat.search.models
import chat.site_emoji.models
import chat.wordings.models  # noqa: F401
from accounts.models import User
from accounts.spelling import SpelledField
from chat.visible import floor_of
from happychat.streams.models import VersionedStream


class Kind(models.TextChoices):
    """Name the kinds of conversation."""

    DIRECT = "direct"
    GROUP = "group"
    LOBBY = "lobby"
    MATCH = "match"


class Join(models.TextChoices):
    """Name the ways into a group."""

    OPEN = "open"
    APPROVAL = "approval"
    INVITATION = "invitation"


class History(models.TextChoices):
    """Say what of the talk before them new members see."""

    NONE = "none"
    RECENT = "recent"
    ALL = "all"


class Who(models.TextChoices):
    """Say who may do a thing in a group."""

    ALL = "all"
    ADMINS = "admins"


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Find conversations through membership: what you may not see is not found."""

    def with_member(self, user_id: int) -> ConversationQuerySet:
        """Keep those the person is in now."""
        return self.filter(memberships__user_id=user_id, memberships__left_at=None)

    def with_card_for(self, user_id: int) -> ConversationQuerySet:
        """Keep the groups whose card the person may see: public ones, and those they are in now."""
        mine = Membership.objects.filter(user=user_id, left_at=None).values("conversation")
        return self.filter(Q(public=True) | Q(pk__in=mine), kind=Kind.GROUP, closed=False)


class Conversation(VersionedStream):
    """A stream of messages between people."""

    kind = models.CharField(max_length=6, choices=Kind.choices)
    # Message numbers 1, 2, 3 …; written by streams.advance only.
    last_seq = models.BigIntegerField(default=0, editable=False)
    info_version = models.BigIntegerField(default=0, editable=False)
    # "<low id>:<high id>" of a direct conversation: one per pair, for ever.
    pair = models.CharField(max_length=41, null=True, unique=True, editable=False)
    title = models.CharField(max_length=40, blank=True)
    pinyin = SpelledField(of="title")
    avatar = models.CharField(max_length=64, blank=True)
    asking = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    closed = models.BooleanField(default=False)  # of a group: dissolved; of a match: the talk goes on elsewhere
    blockers = models.CharField(max_length=41, blank=True, editable=False)  # ids of a direct one's two who block
    pinned = models.JSONField(default=list)  # seqs, the newest pin first
    stickers = models.JSONField(default=list)  # attachments, the newest first
    all_seq = models.BigIntegerField(default=0)  # the last message to everybody
    # Of matches.
    keep = models.JSONField(default=list)  # who said so
    ended = models.CharField(max_length=6, blank=True)  # left, lost, erased
    ended_at = models.DateTimeField(null=True)
    # Of groups; written by their actions. Of a match: the tags that agreed.
    introduction = models.CharField(max_length=500, blank=True)
    tags = models.JSONField(default=list)
    notice = models.JSONField(null=True)  # text, author, at, revision
    join = models.CharField(max_length=10, choices=Join.choices, default=Join.INVITATION)
    question = models.CharField(max_length=100, blank=True)  # to who asks to join
    public = models.BooleanField(default=False)  # everybody may see the card, and find it
    preview = models.BooleanField(default=False)  # and the last messages with it
    history = models.CharField(max_length=6, choices=History.choices, default=History.NONE)
    invite = models.CharField(max_length=6, choices=Who.choices, default=Who.ALL)
    speak = models.CharField(max_length=6, choices=Who.choices, default=Who.ALL)
    slow = models.IntegerField(default=0)  # seconds between two messages of one member
    # Kept beside what they are counted from, so that a list of groups asks nothing more.
    faces = models.JSONField(default=list, editable=False)  # the first members' keys
    member_count = models.IntegerField(default=0, editable=False)
    waiting = models.IntegerField(default=0, editable=False)  # who asks to join
    created_at = models.DateTimeField(default=timezone.now)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="lobby"), name="one_lobby"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["avatar"], name="conversation_by_picture"),  # who may see a picture is asked each time
            models.Index(fields=["-member_count", "-id"], condition=Q(public=True), name="public_groups"),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.kind} {self.pk}"


class Role(models.TextChoices):
    """Name the roles of a member."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


class Notify(models.TextChoices):
    """Say how loudly a conversation may call."""

    ALL = "all"
    MENTIONS = "mentions"
    NONE = "none"


class Membership(models.Model):
    """A person in a conversation: what all see of it (`member:`) and what is theirs alone (`conversation:` in `me`)."""

    # Without indexes of their own: the constraint and the indexes below begin with these columns.
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="memberships", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", db_index=False)
    # The member: row, in the conversation's stream.
    version = models.BigIntegerField(default=0, editable=False)
    role = models.CharField(max_length=6, choices=Role.choices, default=Role.MEMBER)
    nickname = models.CharField(max_length=32, blank=True)
    muted_until = models.DateTimeField(null=True)
    joined_seq = models.BigIntegerField(default=1)  # the first message they may see
    joined_version = models.BigIntegerField(default=0)  # when the present membership began
    spoke_at = models.DateTimeField(null=True)  # kept where the group is slow
    left_at = models.DateTimeField(null=True)
    left = models.CharField(max_length=9, blank=True)  # left, removed, dissolved, banned, erased
    # The conversation: row, in the person's own stream; 0: they have none yet.
    me_version = models.BigIntegerField(default=0, editable=False)
    read_seq = models.BigIntegerField(default=0)
    delivered_seq = models.BigIntegerField(default=0)
    notify = models.CharField(max_length=8, choices=Notify.choices, default=Notify.ALL)
    quiet_until = models.DateTimeField(null=True)  # muted for me, by me
    pinned = models.BooleanField(default=False)
    unread = models.BooleanField(default=False)
    archived = models.BigIntegerField(default=0)
    hidden = models.BigIntegerField(default=0)
    cleared = models.BigIntegerField(default=0)
    mentions = models.CharField(max_length=1000, blank=True, editable=False)  # seqs, oldest first
    notice_read = models.IntegerField(default=0)  # the revision
    waiting = models.BooleanField(default=False)  # not a member yet: they asked
    folder = models.CharField(max_length=20, blank=True)
    draft = models.CharField(max_length=8000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "user"], name="one_membership_each"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "me_version"], name="membership_catch_up"),  # rows_since of `me`, heads
            models.Index(fields=["conversation", "version"], name="member_catch_up"),  # rows_since of a conversation
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.conversation_id}"

    @property
    def floor(self) -> int:
        """Return the lowest message number this person may see."""
        return floor_of(self.joined_seq, self.cleared)


class Message(models.Model):
    """One message; (conversation, seq) is its address and never changes."""

    # The keys without an index of their own are the first columns of a constraint or an index below.
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages", db_index=False)
    seq = models.BigIntegerField()
    version = models.BigIntegerField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    client_id = models.CharField(max_length=72, null=True)  # null: a notice; of a forward with its number behind it
    kind = models.CharField(max_length=8)
    body = models.TextField(blank=True)
    reply_to = models.BigIntegerField(null=True)
    data = models.JSONField(null=True)  # what the kind has beyond a body, ready for its row
    sent_at = models.DateTimeField()
    hidden_from = models.BigIntegerField(null=True)  # who blocked the author then: they never see it

    class Meta:
        constraints: ClassVar = [
            # Pages are read along it, newest first, by keyset.
            models.UniqueConstraint(fields=["conversation", "seq"], name="one_message_each_seq"),
            # A resend finds its original here, for ever.
            models.UniqueConstraint(fields=["author", "client_id"], name="one_message_each_client_id"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["conversation", "version"], name="message_catch_up"),  # rows_since
        ]

    def __str__(self) -> str:
        return f"message {self.seq} of {self.conversation_id}"


def attachment_id() -> str:
    """Return a name nobody can guess: 128 random bits."""
    return secrets.token_urlsafe(16)


class Attachment(models.Model):
    """A file somebody uploaded."""

    id = models.CharField(primary_key=True, max_length=64, default=attachment_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7)
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    color = models.CharField(max_length=7, blank=True)
    duration = models.FloatField(null=True)  # seconds
    waveform = models.JSONField(null=True)  # how loud a voice is, evenly spaced, 0 to 99
    file = models.FileField(upload_to="attachments/", max_length=200)
    thumbnail = models.FileField(upload_to="attachments/", max_length=200, blank=True)  # of a large picture
    created_at = models.DateTimeField(default=timezone.now)
    used = models.BooleanField(default=False)  # unused ones are swept after a day

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
