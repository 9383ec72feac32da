"""Finding messages again: whatever I may see, by any word of it, and nothing else."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.models import User
from chat.actions import contacts, mine
from chat.actions.recalling import recall
from chat.models import Message
from chat.search.catching_up import Round, catch_up
from happychat.ids import stream_pk, user_name
from tests.conftest import signed_in
from tests.talking import group_of, join, leave, say

pytestmark = pytest.mark.django_db(transaction=True)


def search(user: User, q: str = "", **about: Any) -> dict[str, Any]:
    answer = signed_in(user).get("/api/v1/search", {**({"q": q} if q else {}), **about})
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def bodies(user: User, q: str = "", **about: Any) -> list[str]:
    return [hit["row"]["body"] for hit in search(user, q, **about)["hits"]]


def test_what_was_said_a_moment_ago_is_found_by_any_word_of_it(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, "今天天气很好,我们去爬山吧", "Bring the persimmons", "Bring nothing")

    (hit,) = search(bob, "天气")["hits"]
    assert (hit["stream"], hit["row"]["body"], hit["ranges"]) == (talk, "今天天气很好,我们去爬山吧", [[2, 4]])
    assert bodies(bob, "爬山 今天") == ["今天天气很好,我们去爬山吧"]
    assert bodies(bob, "山") == ["今天天气很好,我们去爬山吧"]
    assert bodies(bob, "bring") == ["Bring nothing", "Bring the persimmons"]
    assert bodies(bob, "persim BRING") == ["Bring the persimmons"]
    assert bodies(bob, "天很") == []


def test_nobody_finds_what_they_may_not_see(ann: User, bob: User, eve: User, talk: str) -> None:
    group = group_of(ann, bob)
    say(ann, group, "secret one")
    join(group, eve, joined_seq=2)
    say(ann, group, "secret two")
    say(ann, talk, "secret three")

    assert bodies(eve, "secret") == ["secret two"]
    leave(group, eve)
    assert bodies(eve, "secret") == []
    assert signed_in(eve).get("/api/v1/search", {"q": "secret", "stream": talk}).status_code == 404
    assert signed_in(eve).get("/api/v1/search", {"q": "secret", "stream": group}).status_code == 403


def test_what_i_cleared_and_what_a_block_hides_is_not_found(ann: User, bob: User, talk: str) -> None:
    say(bob, talk, "before")
    mine.arrange(ann.pk, talk, {"cleared": True})
    say(bob, talk, "between")
    contacts.block(ann.pk, user_name(bob.pk))
    say(bob, talk, "beyond")

    assert bodies(ann, "b") == ["between"]
    assert bodies(bob, "b") == ["beyond", "between", "before"]


def test_what_was_taken_back_is_not_found_whether_it_was_indexed_or_not(ann: User, bob: User, talk: str) -> None:
    said = say(ann, talk, "regret one", "regret two")
    recall(ann.pk, talk, said[0]["seq"])
    assert bodies(bob, "regret") == ["regret two"]

    recall(ann.pk, talk, said[1]["seq"])

    assert bodies(bob, "regret") == []


def test_searches_can_be_narrowed(ann: User, bob: User, eve: User, talk: str) -> None:
    group = group_of(ann, bob, eve)
    say(ann, talk, "plan A")
    say(bob, group, "plan B https://example.org/b")
    say(ann, group, "plan C")
    Message.objects.filter(body="plan C").update(sent_at="2026-01-31T12:00:00Z")

    assert bodies(bob, "plan", stream=group) == ["plan C", "plan B https://example.org/b"]
    assert bodies(bob, "plan", author=user_name(ann.pk)) == ["plan C", "plan A"]
    assert bodies(bob, "plan", author="u999") == bodies(bob, "plan", author="x") == []
    assert bodies(bob, kind="link") == ["plan B https://example.org/b"]
    assert bodies(bob, "plan", kind="picture") == []
    assert bodies(bob, "plan", until="2026-02-01T00:00:00.000Z") == ["plan C"]
    assert bodies(bob, "plan", since="2026-02-01T00:00:00.000Z", author=user_name(ann.pk)) == ["plan A"]


def test_pages_follow_each_other_without_a_gap(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, *(f"page {number}" for number in range(7)))

    first = search(bob, "page", limit=3)
    second = search(bob, "page", limit=3, after=first["next"])
    third = search(bob, "page", limit=3, after=second["next"])

    found = [hit["row"]["body"] for page in (first, second, third) for hit in page["hits"]]
    assert found == [f"page {number}" for number in reversed(range(7))]
    assert "next" not in third


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": ""},
        {"q": "x" * 101},
        {"q": "a\x00"},
        {"kind": "notice"},
        {"q": "a", "after": "0"},
        {"q": "a", "since": "yesterday"},
        {"q": "a", "limit": "101"},
        {"q": "a", "order": "old"},
    ],
)
def test_a_search_that_says_nothing_sensible_is_told_so(ann: User, asked: dict[str, str]) -> None:
    answer = signed_in(ann).get("/api/v1/search", asked)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad")


@pytest.mark.parametrize(
    "q", ['"', "' OR 1=1 --", "a* NOT b", "NEAR(a b)", "words:a", "(", "^a", "\\", ":c1", "a & !b", "'x':*"]
)
def test_what_databases_take_for_syntax_is_text(ann: User, bob: User, talk: str, q: str) -> None:
    say(ann, talk, f"said {q} here")

    assert bodies(bob, f"said {q}") == [f"said {q} here"]


def test_notices_are_not_found(ann: User, bob: User, talk: str) -> None:
    assert Message.objects.filter(kind="notice").exists()
    assert bodies(ann, "friends") == []


def test_in_the_background_all_is_indexed_a_round_at_a_time(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, *(f"word {number}" for number in range(30)))
    go_round = Round()

    go_round()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chat.api.search.ROUNDS", 0)
        assert len(bodies(bob, "word", limit=100)) == 30


def test_long_messages_are_indexed_a_few_at_a_time(ann: User, bob: User, talk: str) -> None:
    say(ann, talk, *(f"{number} " + "长" * 7000 for number in range(100)))
    done = []
    while some := _indexed(talk):
        done.append(some)

    assert max(done) < 20
    assert len(bodies(bob, "长长长", limit=100)) == 100


@transaction.atomic
def _indexed(stream: str) -> int:
    return catch_up([stream_pk(stream)])


def test_the_index_can_be_built_anew(ann: User, bob: User, talk: str) -> None:
    said = say(ann, talk, "one persimmon", "two persimmons")
    assert len(bodies(bob, "persimmon")) == 2
    Message.objects.filter(seq=said[0]["seq"]).update(body="one apple")  # behind its back

    out = StringIO()
    call_command("reindex", stdout=out, stderr=StringIO())

    assert bodies(bob, "apple") == ["one apple"]
    assert bodies(bob, "persimmon") == ["two persimmons"]
    assert "messages are indexed" in out.getvalue()
