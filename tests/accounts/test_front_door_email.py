"""A new address counts once it is confirmed; the old one stays until then."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage

from accounts.models import User
from happychat.streams.steps import Signal, Step
from tests.accounts.front_door import RESET, Visitor, inside, path_in, person, words

pytestmark = pytest.mark.django_db

PAGE = "/accounts/email/"
NEW = "ann.new@example.org"


def ask(visitor: Visitor, email: str = NEW) -> Any:
    """Ask for a change of address."""
    return visitor.press(PAGE, action_add="1", email=email)


def test_a_new_address_counts_once_its_link_is_pressed(mailoutbox: list[EmailMessage]) -> None:
    ann = inside("ann")

    page = ask(ann, "Ann.New@Example.org")
    assert f"Waiting for you to open the link in the email to {NEW}" in words(page)
    assert mailoutbox[0].to == [NEW]
    assert User.objects.get().email == "ann@example.org"

    opened = ann.get(path_in(mailoutbox[0]))
    assert f"Is {NEW} your address" in words(opened)
    assert User.objects.get().email == "ann@example.org"

    done = ann.press(path_in(mailoutbox[0]))
    assert "Your address is changed" in words(done)
    assert User.objects.get().email == NEW
    assert "do not match" in words(Visitor().log_in("ann@example.org"))
    again = Visitor()
    again.log_in(NEW)
    assert again.who() is not None


def test_the_old_address_hears_of_the_change(mailoutbox: list[EmailMessage]) -> None:
    ann = inside("ann")
    ask(ann)

    ann.press(path_in(mailoutbox[0]))

    assert mailoutbox[1].to == ["ann@example.org"]
    assert mailoutbox[1].subject == "Your Happy Chat address was changed"


@pytest.mark.django_db(transaction=True)
def test_the_persons_devices_hear_of_the_new_address(
    mailoutbox: list[EmailMessage], announced: list[Step | Signal]
) -> None:
    ann = inside("ann")
    ask(ann)

    ann.press(path_in(mailoutbox[0]))

    (step,) = [item for item in announced if isinstance(item, Step)]
    assert [row["email"] for row in step.rows] == [NEW]


def test_until_then_the_old_address_is_the_one(mailoutbox: list[EmailMessage]) -> None:
    ann = inside("ann")
    ask(ann)

    by_old, by_new = Visitor(), Visitor()
    by_old.log_in("ann@example.org")
    by_new.log_in(NEW)
    Visitor().press(RESET, email="ann@example.org")

    assert by_old.who() is not None
    assert by_new.who() is None
    assert mailoutbox[-1].to == ["ann@example.org"]
    assert "/password/reset/key/" in mailoutbox[-1].body


def test_who_gets_the_mail_by_mistake_gets_nothing_else(mailoutbox: list[EmailMessage]) -> None:
    ask(inside("ann"))
    finder = Visitor()

    page = finder.press(path_in(mailoutbox[0]))

    assert page.redirect_chain[-1][0].startswith("/accounts/login/?next=/accounts/confirm-email/")
    assert finder.who() is None
    assert User.objects.get().email == "ann@example.org"


def test_another_device_confirms_after_logging_in(mailoutbox: list[EmailMessage]) -> None:
    ask(inside("ann"))
    phone = Visitor()
    link = path_in(mailoutbox[0])

    page = phone.log_in("ann", next=phone.get(link).redirect_chain[-1][0].partition("next=")[2])
    assert "Confirm your new address" in words(page)
    phone.press(link)

    assert User.objects.get().email == NEW


def test_a_change_can_be_taken_back(mailoutbox: list[EmailMessage]) -> None:
    ann = inside("ann")
    ask(ann)

    page = ann.press(PAGE, action_remove="", email=NEW)

    assert "The old address stays" in words(page)
    assert ann.get(path_in(mailoutbox[0])).status_code == 404
    assert len(mailoutbox) == 1


def test_who_logs_in_with_an_address_that_waits_is_told_what_works() -> None:
    ask(inside("ann"), "new@example.org")
    visitor = Visitor()

    page = visitor.log_in("new@example.org")

    assert visitor.who() is None
    assert "log in with your username or your present address" in words(page)
    assert "not active" not in words(page)
    visitor.log_in("ann")
    assert visitor.who()


def test_a_second_wish_replaces_the_first(mailoutbox: list[EmailMessage]) -> None:
    ann = inside("ann")
    ask(ann, "first@example.org")
    ask(ann, "second@example.org")

    assert ann.get(path_in(mailoutbox[0])).status_code == 404
    ann.press(path_in(mailoutbox[1]))
    assert User.objects.get().email == "second@example.org"


@pytest.mark.parametrize("action", ["action_remove", "action_primary"])
def test_the_address_that_counts_cannot_be_removed(action: str) -> None:
    ann = inside("ann")

    ann.press(PAGE, **{action: "", "email": "ann@example.org"})

    assert User.objects.get().email == "ann@example.org"
    assert EmailAddress.objects.get().verified


@pytest.mark.parametrize("email", ["", "nonsense", "ann@example.org", "añn@example.org"])
def test_a_mistyped_address_is_refused_where_it_was_typed(email: str) -> None:
    page = ask(inside("ann"), email)

    assert page.context["form"].errors["email"]


def test_an_address_of_somebody_else_gets_the_same_answer_and_is_not_had(mailoutbox: list[EmailMessage]) -> None:
    person("bob")
    ann = inside("ann")

    page = ask(ann, "bob@example.org")
    link = path_in(mailoutbox[0])
    refused = ann.press(link)

    assert "Waiting for you to open the link" in words(page)
    assert "already belongs to an account" in words(refused)
    assert User.objects.get(username="ann").email == "ann@example.org"
