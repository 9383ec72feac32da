"""Versions: every change of a stream raises it by exactly one, in the transaction of its rows."""

from __future__ import annotations

import pytest
from django.db import connection, models, transaction
from django.forms import modelform_factory
from django.test.utils import CaptureQueriesContext

from accounts.models import Mailbox, User
from chat.models import Conversation, Kind
from happychat.streams.models import VersionedStream
from happychat.streams.versions import advance, lock


@pytest.fixture
def conversations(db: None) -> list[int]:
    return [Conversation.objects.create(kind=Kind.GROUP, version=10 * n, last_seq=n).pk for n in range(1, 6)]


def test_a_stream_rises_by_its_steps_and_its_messages(conversations: list[int]) -> None:
    first, second = conversations[:2]

    at = advance(Conversation, {first: 1, second: 3}, messages={second: 2})

    assert (at[first].prev, at[first].version, at[first].prev_seq, at[first].seq) == (10, 11, 1, 1)
    assert (at[second].prev, at[second].version, at[second].prev_seq, at[second].seq) == (20, 23, 2, 4)
    stored = Conversation.objects.filter(pk__in=(first, second)).order_by("pk").values_list("version", "last_seq")
    assert list(stored) == [(11, 1), (23, 4)]


def test_versions_follow_each_other_without_holes(conversations: list[int]) -> None:
    steps = [advance(Conversation, {conversations[0]: 1})[conversations[0]] for _ in range(5)]

    assert [(at.prev, at.version) for at in steps] == [(10, 11), (11, 12), (12, 13), (13, 14), (14, 15)]


def test_however_many_streams_two_statements_raise_them(conversations: list[int]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as one:
        advance(Conversation, {conversations[0]: 1}, messages={conversations[0]: 1})
    with CaptureQueriesContext(connection) as many:
        advance(Conversation, dict.fromkeys(conversations, 1), messages=dict.fromkeys(conversations, 1))

    assert len(one) == len(many) == 2


def test_a_person_without_a_mailbox_is_at_version_1(ann: User) -> None:
    at = advance(Mailbox, {ann.pk: 1})[ann.pk]

    assert (at.prev, at.version) == (1, 2)
    assert Mailbox.objects.get(user=ann).version == 2


def test_a_version_is_raised_in_a_transaction_only(transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        advance(Mailbox, {1: 1})


def test_locks_are_taken_by_ascending_key(conversations: list[int]) -> None:
    with CaptureQueriesContext(connection) as queries:
        lock(Conversation, conversations[::-1])

    if connection.vendor == "postgresql":
        assert "FOR NO KEY UPDATE" in queries[0]["sql"]
        assert queries[0]["sql"].endswith("ORDER BY 1 ASC FOR NO KEY UPDATE")
    else:
        assert len(queries) == 0  # the write transaction is the lock


@pytest.mark.parametrize("model", VersionedStream.__subclasses__(), ids=lambda model: model.__name__)
def test_no_form_writes_a_version(model: type[models.Model]) -> None:
    counters = {field.name for field in model._meta.fields if "version" in field.name or field.name == "last_seq"}

    assert counters
    assert not counters & set(modelform_factory(model, fields="__all__").base_fields)
