"""Bootstrap: me, and a preview of each conversation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from chat.actions import contacts, mine
from chat.models import Message
from happychat.ids import user_name
from tests.chat.reading import befriend, bootstrap, people
from tests.talking import group_of, leave, say


@pytest.mark.django_db
def test_bootstrap_shows_me_and_a_preview_of_each_conversation(ann: User, bob: User, talk: str) -> None:
    say(bob, talk, "one", "two")

    found = bootstrap(ann)

    (preview,) = found["conversations"]
    assert (preview["stream"], preview["head"]) == (talk, [3, 3, 0])
    members = [f"member:{user_name(user.pk)}" for user in (ann, bob)]
    assert [row["key"] for row in preview["rows"]] == ["info", *members, "message:3"]
    keys = [row["key"] for row in found["me"]["rows"]]
    assert sorted(keys) == sorted(["profile", f"contact:{user_name(bob.pk)}", f"conversation:{talk}"])
    assert found["me"]["version"] == max(row["version"] for row in found["me"]["rows"])
    assert [card["username"] for card in found["users"]] == ["ann", "bob"]
    assert (found["user"], found["more"]) == (user_name(ann.pk), False)
    assert {"epoch", "limits", "site", "emoji"} <= found.keys()


@pytest.mark.django_db
def test_bootstrap_costs_the_same_for_few_conversations_and_many(ann: User) -> None:
    counts = []
    for others in (people(3), User.objects.bulk_create(User(username=f"more{n}", nickname="More") for n in range(27))):
        for other in others:
            say(other, befriend(ann, other), "hi")
        say(ann, group_of(ann, *others), "hello all")
        with CaptureQueriesContext(connection) as queries:
            found = bootstrap(ann)
        counts.append(len(queries))

    assert len(found["conversations"]) == 32
    assert counts == [10, 10]  # one each for what I keep beside conversations, the lobby, the emoji of the site


@pytest.mark.django_db
def test_bootstrap_shows_the_newest_conversations_first_and_says_if_there_are_more(ann: User) -> None:
    streams = [befriend(ann, other) for other in people(4)]
    now = timezone.now()
    for number, stream in enumerate(streams):
        Message.objects.filter(conversation=int(stream[1:])).update(sent_at=now - timedelta(hours=number))

    found, whole = bootstrap(ann, 2), bootstrap(ann, 4)

    assert [preview["stream"] for preview in found["conversations"]] == streams[:2]
    assert found["more"]
    assert sum(row["key"].startswith("conversation:") for row in found["me"]["rows"]) == 4
    assert not whole["more"]


@pytest.mark.django_db
def test_bootstrap_shows_nothing_of_what_a_block_hides(ann: User, bob: User, talk: str) -> None:
    say(bob, talk, "seen")
    contacts.block(ann.pk, user_name(bob.pk))
    say(bob, talk, "unseen")

    (preview,) = bootstrap(ann)["conversations"]

    assert [row.get("body") for row in preview["rows"]][-1] == "seen"


@pytest.mark.django_db
def test_bootstrap_leaves_out_what_was_left_and_what_was_cleared(ann: User, bob: User, talk: str) -> None:
    group = group_of(ann, bob)
    leave(group, ann)
    say(bob, talk, "hi")
    mine.arrange(ann.pk, talk, {"cleared": True})

    found = bootstrap(ann)

    assert [preview["stream"] for preview in found["conversations"]] == [talk]
    assert "message:2" not in [row["key"] for row in found["conversations"][0]["rows"]]
    assert f"conversation:{group}" not in [row["key"] for row in found["me"]["rows"]]
