"""Indexing while people talk, look and take back: nothing is indexed twice, nothing that is gone is found."""

from __future__ import annotations

import threading

import pytest
from django.db import transaction

from accounts.models import User
from chat.actions.recalling import recall
from chat.models import Conversation
from chat.search.catching_up import catch_up
from chat.search.finding import Wanted, find
from happychat.ids import stream_pk
from tests.rivals import ROUNDS, rivals
from tests.talking import say

pytestmark = pytest.mark.django_db(transaction=True)


def bodies(user: User, query: str) -> list[str]:
    return [hit["row"].get("body", "") for hit in find(user.pk, Wanted(query=query, limit=100))["hits"]]


def test_two_processes_index_a_message_once(ann: User, talk: str) -> None:
    key = stream_pk(talk)
    with rivals() as at_once:
        for number in range(ROUNDS):
            say(ann, talk, f"word{number}")
            done = at_once.race(
                transaction.atomic(lambda: catch_up([key])), transaction.atomic(lambda: catch_up([key]))
            )
            assert min(done) == 0
            assert bodies(ann, f"word{number}") == [f"word{number}"]


def test_what_is_taken_back_while_it_is_indexed_is_not_found(ann: User, talk: str) -> None:
    key = stream_pk(talk)
    with rivals() as at_once:
        for number in range(ROUNDS):
            (said,) = say(ann, talk, f"word{number}")
            at_once.race(
                transaction.atomic(lambda: catch_up([key])),
                lambda: recall(ann.pk, talk, said["seq"]),  # noqa: B023
            )
            with transaction.atomic():
                catch_up([key])
            assert bodies(ann, f"word{number}") == []


def test_all_that_was_said_while_it_was_indexed_is_found_afterwards(ann: User, bob: User, talk: str) -> None:
    key, stop = stream_pk(talk), threading.Event()
    with rivals() as at_once:

        def speak() -> None:
            for number in range(ROUNDS):
                say(ann if number % 2 else bob, talk, f"said {number}", f"again {number}")
            stop.set()

        def index() -> None:
            while not stop.is_set():
                with transaction.atomic():
                    catch_up([key], 3)

        at_once.race(speak, index)
    while True:
        with transaction.atomic():
            if catch_up([key]) == 0:
                break

    assert len(find(ann.pk, Wanted(query="said", limit=1000))["hits"]) == ROUNDS
    assert Conversation.objects.get(pk=key).last_seq == 2 * ROUNDS + 1
