"""Two who both want to stay in touch become friends and keep their talk; what nobody keeps is erased after a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Contact, User
from chat.actions import matching
from chat.actions.match_rounds import erase_ended
from chat.models import Conversation, Message
from chat.search.catching_up import catch_up, lacking
from chat.search.finding import Wanted, find
from happychat.commands.errors import CommandError, Forbidden, Gone, NotFound
from happychat.ids import stream_pk, user_name
from tests.chat.match.meeting import match_of, met, search, seek
from tests.talking import say
from tests.world import Told

pytestmark = pytest.mark.django_db


def talk_of(one: User, other: User) -> str:
    seek(one, other)
    say(one, match_of(one), "the heron is back")
    return match_of(one)


def states(one: User, other: User) -> set[str]:
    return set(Contact.objects.filter(owner__in=(one, other)).values_list("state", flat=True))


def test_one_who_would_keep_it_is_shown_so_and_no_more(ann: User, bob: User, told: Told) -> None:
    stream = talk_of(ann, bob)

    (step,) = told(lambda: matching.keep(ann.pk, stream))

    assert step.rows[0]["keep"] == [user_name(ann.pk)]  # type: ignore[union-attr]
    assert told(lambda: matching.keep(ann.pk, stream)) == []
    assert met(ann, bob)
    assert states(ann, bob) == set()


def test_both_who_would_are_friends_and_go_on_where_they_were(ann: User, bob: User) -> None:
    stream = talk_of(ann, bob)

    for user in (ann, bob):
        matching.keep(user.pk, stream)

    conversation = Conversation.objects.get(pk=stream_pk(stream))
    assert (conversation.kind, conversation.pair) == ("direct", f"{ann.pk}:{bob.pk}")
    assert states(ann, bob) == {"friend"}
    assert search(ann) == search(bob) == {}
    assert [m.kind for m in Message.objects.filter(conversation=conversation)] == ["notice", "text", "notice"]
    say(bob, stream, "indeed")
    for user in (ann, bob):
        assert "version" in matching.keep(user.pk, stream)


def test_who_had_a_talk_before_goes_on_there(ann: User, bob: User, talk: str) -> None:
    stream = talk_of(ann, bob)

    for user in (ann, bob):
        matching.keep(user.pk, stream)

    match = Conversation.objects.get(pk=stream_pk(stream))
    assert (match.kind, match.closed) == ("match", True)
    with pytest.raises(Forbidden):
        say(ann, stream, "here?")
    say(ann, talk, "here!")
    assert "version" in matching.keep(ann.pk, stream)


def test_when_one_has_left_the_other_keeps_nothing(ann: User, bob: User) -> None:
    stream = talk_of(ann, bob)
    matching.keep(ann.pk, stream)
    matching.stop(bob.pk, stream)

    with pytest.raises(Gone):
        matching.keep(bob.pk, stream)
    assert states(ann, bob) == set()


def test_an_outsider_finds_no_match(ann: User, bob: User, eve: User) -> None:
    stream = talk_of(ann, bob)

    for action in (matching.keep, matching.another, matching.stop):
        with pytest.raises(NotFound):
            action(eve.pk, stream)


def over_since(stream: str, hours: float) -> None:
    at = timezone.now() - timedelta(hours=hours)
    Conversation.objects.filter(pk=stream_pk(stream)).update(ended_at=at)


def test_what_ended_a_day_ago_is_erased_for_both(ann: User, bob: User, told: Told) -> None:
    stream = talk_of(ann, bob)
    catch_up(lacking(ann.pk))
    assert find(ann.pk, Wanted(query="heron"))["hits"]
    matching.stop(ann.pk, stream)
    over_since(stream, 23)
    erase_ended()
    assert Message.objects.filter(conversation=stream_pk(stream)).exists()

    over_since(stream, 25)
    news = told(erase_ended)

    assert not Message.objects.filter(conversation=stream_pk(stream)).exists()
    assert not find(ann.pk, Wanted(query="heron"))["hits"]
    assert news[0].rows[0]["gone"]  # type: ignore[union-attr]
    assert search(bob) == {}
    for user in (ann, bob):
        with pytest.raises(CommandError) as refused:
            say(user, stream, "hello?")
        assert refused.value.code == "gone"
    assert told(erase_ended) == []


def test_what_was_kept_is_never_erased(ann: User, bob: User, talk: str) -> None:
    stream = talk_of(ann, bob)
    for user in (ann, bob):
        matching.keep(user.pk, stream)
    over_since(stream, 100)

    erase_ended()

    assert Message.objects.filter(conversation=stream_pk(stream)).count() == 2
