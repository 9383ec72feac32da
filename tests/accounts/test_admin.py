"""Staff find and read people, conversations and messages; they change nothing here."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from tests.conftest import run, signed_in

PAGES = ("accounts/user", "accounts/contact", "chat/conversation", "chat/message")


@pytest.fixture
def staff(db: None) -> Client:
    call_command("createsuperuser", username="root_of_site", email="root@example.org", interactive=False, verbosity=0)
    return signed_in(User.objects.get(username="root_of_site"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", PAGES)
def test_staff_find_and_read(staff: Client, ann: User, talk: str, page: str) -> None:
    run(ann, "message.send", stream=talk, client_id="a", body="findable words")

    found = staff.get(f"/admin/{page}/", {"q": "ann"})

    assert found.status_code == 200
    assert b"ann" in found.content.lower()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", PAGES)
def test_nothing_can_be_added_or_deleted(staff: Client, talk: str, page: str) -> None:
    assert staff.get(f"/admin/{page}/add/").status_code == 403
    assert b"delete_selected" not in staff.get(f"/admin/{page}/").content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page", ["account/emailaddress", "mfa/authenticator", "usersessions/usersession", "auth/group", "sessions/session"]
)
def test_secrets_and_what_only_actions_change_have_no_page(staff: Client, page: str) -> None:
    assert staff.get(f"/admin/{page}/").status_code == 404


@pytest.mark.django_db
def test_others_do_not_get_in(ann: User) -> None:
    answer = signed_in(ann).get("/admin/chat/message/")

    assert answer.status_code == 302
    assert "/admin/login/" in answer["Location"]


@pytest.mark.django_db(transaction=True)
def test_a_conversation_leads_to_its_messages(staff: Client, ann: User, talk: str) -> None:
    run(ann, "message.send", stream=talk, client_id="a", body="findable words")

    page = staff.get("/admin/chat/message/", {"conversation__id__exact": talk[1:], "q": "findable"})

    assert b"findable words" in page.content


@pytest.mark.django_db
def test_an_administrator_made_on_the_machine_may_log_in_at_once(staff: Client) -> None:
    administrator = User.objects.get(username="root_of_site")
    administrator.set_password("correct horse")
    administrator.save(update_fields=["password"])

    answer = Client().post("/accounts/login/", {"login": "root_of_site", "password": "correct horse"})

    assert answer.status_code == 302
    assert answer["Location"] == "/"
