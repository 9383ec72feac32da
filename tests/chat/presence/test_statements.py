"""However many come, the statements are few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from chat.presence.models import LastSeen, Presence
from chat.presence.settling import settle
from chat.presence.sight import sights_for, sights_of
from tests.chat.presence.people import here

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_storm_costs_the_same_few_statements_however_many_come(
    make_person: Callable[[str], User], django_assert_max_num_queries: Any
) -> None:
    people = [User(username=f"p{number}", nickname="P", email=f"p{number}@example.org") for number in range(400)]
    users = [user.pk for user in User.objects.bulk_create(people)]
    with django_assert_max_num_queries(10), transaction.atomic():
        settle("one", users, [])
    with django_assert_max_num_queries(10), transaction.atomic():
        settle("one", [], users)

    assert LastSeen.objects.count() == len(users)
    assert not Presence.objects.exists()


def test_one_query_tells_however_many(
    ann: User, bob: User, eve: User, talk: str, django_assert_num_queries: Any
) -> None:
    here(ann, bob, eve)

    with django_assert_num_queries(1):
        assert {(s.viewer, s.user) for s in sights_of([ann.pk, bob.pk, eve.pk], "other")} == {
            (ann.pk, bob.pk),
            (bob.pk, ann.pk),
        }
    with django_assert_num_queries(1):
        assert len(sights_for([ann.pk, bob.pk, eve.pk])) == 2


def test_of_somebody_who_is_no_more_nothing_is_written(ann: User) -> None:
    here(ann, User(pk=10**9))

    assert list(Presence.objects.values_list("user", flat=True)) == [ann.pk]
