"""A guest becomes an account on the same row: name, face, conversations and words are still theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts.models import User
from chat.actions import direct
from happychat.ids import user_name
from happychat.streams.steps import Signal, Step
from tests.accounts.front_door import PASSWORD, SIGN_UP, Visitor, path_in, person
from tests.guests.door import Stranger
from tests.talking import say

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {"email": "robin@example.org", "username": "robin", "password1": PASSWORD}


@pytest.fixture
def robin() -> Stranger:
    """Robin, a guest."""
    stranger = Stranger()
    assert stranger.knock("Robin", avatar=3, **stranger.solved()).status_code == 201
    return stranger


def profile(guest: Stranger) -> dict[str, Any]:
    rows = guest.client.get("/api/v1/bootstrap").json()["me"]["rows"]
    (found,) = [row for row in rows if row["key"] == "profile"]
    return dict(found)


@pytest.fixture(autouse=True)
def _mails_are_kept(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_everything_of_a_guest_is_still_theirs(robin: Stranger, make_person: Callable[..., User]) -> None:
    ann = make_person("ann", preferences={"message": "everyone"})
    before = profile(robin)
    stream = direct.open_direct(User.objects.get(nickname="Robin").pk, user_name(ann.pk))["stream"]
    say(User.objects.get(nickname="Robin"), stream, "before")

    robin.client.post(SIGN_UP, FORM)
    assert profile(robin)["guest"]
    robin.client.post(path_in(mail.outbox[-1]))

    after = profile(robin)
    words = robin.client.get(f"/api/v1/conversations/{stream}/messages").json()["rows"]
    assert "guest" not in after
    assert [after[name] for name in ("id", "nickname", "avatar")] == [before[n] for n in ("id", "nickname", "avatar")]
    assert (after["username"], after["email"]) == ("robin", "robin@example.org")
    assert [row["body"] for row in words] == ["before"]


def test_who_talks_with_a_guest_sees_that_they_are_none_any_more(
    robin: Stranger, make_person: Callable[..., User], announced: list[Step | Signal]
) -> None:
    ann = make_person("ann", preferences={"message": "everyone"})
    guest = User.objects.get(nickname="Robin")
    stream = direct.open_direct(guest.pk, user_name(ann.pk))["stream"]
    robin.client.post(SIGN_UP, FORM)
    announced.clear()

    robin.client.post(path_in(mail.outbox[-1]))

    (news,) = [orjson.loads(one.frame) for one in announced if isinstance(one, Signal)]
    assert (news["event"], news["stream"], news["card"]["username"]) == ("profile", stream, "robin")
    assert "guest" not in news["card"]


def test_the_account_lets_them_in_on_another_device(robin: Stranger) -> None:
    robin.client.post(SIGN_UP, FORM)
    robin.client.post(path_in(mail.outbox[-1]))

    elsewhere = Visitor()
    elsewhere.log_in("robin")

    assert elsewhere.who() == str(User.objects.get(username="robin").pk)


def test_an_account_may_do_what_a_guest_may_not(robin: Stranger, ann: User) -> None:
    asked = {"command": "contact.request", "user": user_name(ann.pk)}

    def ask() -> Any:
        return robin.client.post("/api/v1/command", asked, content_type="application/json").json()

    assert ask()["error"]["reason"] == "guest"
    robin.client.post(SIGN_UP, FORM)
    robin.client.post(path_in(mail.outbox[-1]))
    assert "ok" in ask()


def test_nobody_else_gets_the_name_of_one_who_became_an_account(robin: Stranger) -> None:
    robin.client.post(SIGN_UP, FORM)
    robin.client.post(path_in(mail.outbox[-1]))

    assert Stranger().knock("Robin").json()["error"]["reason"] == "name"


def test_a_taken_username_is_said_and_changes_nothing(robin: Stranger) -> None:
    person("robin")

    answer = robin.client.post(SIGN_UP, FORM)

    assert "taken" in answer.text
    assert profile(robin)["username"].startswith("guest_")
    assert not mail.outbox


def test_an_address_that_has_an_account_looks_the_same_and_only_its_owner_hears(robin: Stranger) -> None:
    owner = person("owner", email="robin@example.org")

    answer = robin.client.post(SIGN_UP, FORM)

    assert "Check your inbox" in answer.text
    (sent,) = mail.outbox
    assert sent.to == [owner.email]
    assert "confirm-email" not in str(sent.body)
    assert EmailAddress.objects.filter(email=owner.email, verified=True).get().user == owner


def test_the_form_may_be_sent_again_with_another_address(robin: Stranger) -> None:
    robin.client.post(SIGN_UP, FORM)
    robin.client.post(SIGN_UP, {**FORM, "email": "other@example.org"})
    robin.client.post(path_in(mail.outbox[-1]))

    assert profile(robin)["email"] == "other@example.org"
    assert EmailAddress.objects.count() == 1


def test_a_closed_registration_makes_no_accounts(robin: Stranger, settings: Any) -> None:
    settings.ENV = settings.ENV.model_copy(update={"registration": "closed"})

    robin.client.post(SIGN_UP, FORM)

    assert profile(robin)["guest"]
    assert not mail.outbox
