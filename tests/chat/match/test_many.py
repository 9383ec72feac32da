"""A crowd seeks: everybody meets one person, and nobody whom they must not meet."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Contact, User
from chat.actions import matching
from chat.actions.match_rounds import widen
from chat.match.models import Seeker
from chat.models import Conversation
from tests.chat.match.meeting import ago

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 30
TAGS = ("tea", "chess", "hills", "films")


def test_of_a_crowd_everybody_meets_one_they_may_meet(make_person: Callable[[str], User]) -> None:
    chance = random.Random(6)
    people = [make_person(f"many{number}") for number in range(MANY)]
    apart = {frozenset((one.pk, other.pk)) for one, other in pairwise(people)}
    Contact.objects.bulk_create(
        Contact(owner=one, person=other, blocked=True, at=timezone.now()) for one, other in pairwise(people)
    )

    for user in people:
        matching.start(user.pk, chance.sample(TAGS, chance.randint(0, 2)), [])
    for seeker in Seeker.objects.filter(state="waiting").select_related("person"):
        ago(seeker.person, 60)
    for _ in range(3):
        with transaction.atomic():
            widen()

    pairs = list(Seeker.objects.filter(state="paired").values_list("pk", "partner"))
    assert {frozenset(pair) for pair in pairs}.isdisjoint(apart)
    assert {(other, one) for one, other in pairs} == set(pairs)
    met = Counter(Conversation.objects.filter(kind="match").values_list("memberships__user", flat=True))
    assert set(met.values()) == {1}
    # Of those who are left over none may meet another.
    assert Seeker.objects.filter(state="waiting").count() <= 2
