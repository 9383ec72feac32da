"""The front door: allauth's pages where they do, ours where a person needs to be told more."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings as allauth_settings
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.internal.flows.email_verification import login_on_verification, send_verification_email_at_login
from allauth.account.models import EmailAddress, EmailConfirmationHMAC, Login
from allauth.account.stages import EmailVerificationStage, LoginStageController
from allauth.account.utils import has_verified_email
from allauth.account.views import LoginView, SignupView
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as start_session
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from accounts.actions import update_profile
from accounts.adapter import has_mails_left
from accounts.devices import note_visit
from accounts.forms import GuestForm
from accounts.mail import read_mail, stored_names
from accounts.models import User
from accounts.rows import avatar_path
from accounts.second_factor import has_passkeys

DEMO_CAST = ("ann", "bob", "linxiaoyu", "chenmo", "eve")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

View = Callable[..., HttpResponseBase]


class LogIn(LoginView):  # type: ignore[misc]  # allauth has no types
    """Let people in; in debug also as somebody of the demo world."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demo people who exist."""
        people = User.objects.filter(username__in=DEMO_CAST, is_active=True).order_by("pk") if settings.DEBUG else []
        return {
            **super().get_context_data(**kwargs),
            "people": [(person, _drawn_face(person)) for person in people],
            "has_passkeys": has_passkeys(self.request),
        }


class SignUp(SignupView):  # type: ignore[misc]
    """Make an account that waits for its activation."""

    def form_valid(self, form: AllauthSignupForm) -> HttpResponse:
        """Store the account; if name or address were taken a moment ago, look again and say so."""
        answer: HttpResponse
        try:
            answer = super().form_valid(form)
        except IntegrityError:
            form.full_clean()
            answer = super().form_valid(form) if form.is_valid() else self.form_invalid(form)
        return answer


def _drawn_face(person: User) -> str:
    """Return a face everybody may see: pictures are for those who are signed in."""
    return avatar_path(person.pk, person.nickname, "", person.face)


log_in = LogIn.as_view()
_sign_up = SignUp.as_view()


@never_cache
@sensitive_post_parameters("password1")
def sign_up(request: HttpRequest) -> HttpResponseBase:
    """Make an account: of nobody, or of the guest who asks, who keeps everything."""
    if isinstance(request.user, User) and request.user.is_guest and settings.ENV.registration == "open":
        answer: HttpResponseBase = _keep(request, request.user)
    else:
        answer = _sign_up(request)
    return answer


@rate_limit(action="signup")  # type: ignore[untyped-decorator]  # allauth has no types
def _keep(request: HttpRequest, guest: User) -> HttpResponse:
    form = GuestForm(request.POST or None, guest=guest)
    if request.method == "POST" and form.is_valid():
        try:
            form.keep(request)
        except IntegrityError:  # the name was taken a moment ago
            form.full_clean()
        if form.is_valid():
            return render(request, "account/guest_waiting.html", {"address": form.cleaned_data["email"]})
    return render(request, "account/guest_signup.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_inbox(request: HttpRequest) -> HttpResponseBase:
    """Say that the account waits for its activation, and send the mail again on request.

    Who may ask is who has just signed up or given the right password in this browser. An address that already has an
    account gets the same page: only the mail says so.
    """
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    stage = LoginStageController.enter(request, EmailVerificationStage.key)
    address = _waiting_for(stage.login) if stage else ""
    if not address:
        return render(request, "account/verification_sent.html", {"is_homeless": stage is not None})
    is_ready = has_verified_email(stage.login.user, address)
    if request.method != "POST":
        is_change = not is_ready and has_verified_email(stage.login.user)
        context = {"address": address, "is_ready": is_ready, "is_new": stage.login.signup, "is_change": is_change}
        return render(request, "account/verification_sent.html", context)
    if is_ready:  # activated meanwhile, perhaps on another device
        entered: HttpResponse = stage.exit()
        return entered
    _send_again(request, stage.login, address)
    return redirect("account_email_verification_sent")


def _waiting_for(login: Login) -> str:
    """Return the address to prove; none if somebody else has proved it and the account lost it."""
    return (login.email or getattr(login.user, "email", None) or "").lower()


def _send_again(request: HttpRequest, login: Login, address: str) -> None:
    may_send = has_mails_left("account/email/email_confirmation", address, take=False)
    if may_send and send_verification_email_at_login(request, login):
        messages.success(request, gettext("We have sent the email again."))
    else:
        messages.info(request, gettext("An email is already on its way. Wait a few minutes before you ask again."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: HttpRequest, key: str) -> HttpResponseBase:
    """Activate an account, or confirm a change of address, by the link of a mail.

    Opening the link changes nothing (mail scanners open links); its button does. The browser that signed up is let in
    at once. Another one logs in first or afterwards: whoever else gets hold of a mail does not get into an account.
    """
    confirmation = EmailConfirmationHMAC.from_key(key)
    if confirmation is None:
        return _spent_link(request, key)
    address = confirmation.email_address
    is_change = EmailAddress.objects.filter(user=address.user_id, verified=True).exists()
    if is_change and not request.user.is_authenticated:
        return redirect_to_login(request.path)
    is_other = request.user.is_authenticated and request.user.pk != address.user_id
    can_confirm = address.can_set_verified()
    if request.method == "POST" and not is_other and can_confirm:
        return _confirm(request, confirmation, is_change=is_change)
    context = {"address": address, "is_change": is_change, "is_other": is_other, "can_confirm": can_confirm}
    return render(request, "account/email_confirm.html", context)


def _confirm(request: HttpRequest, confirmation: EmailConfirmationHMAC, *, is_change: bool) -> HttpResponse:
    address = confirmation.confirm(request)
    if address is None:  # somebody else proved the address between our look and our write
        return redirect(request.path)
    if is_change:
        messages.success(request, gettext("Your address is changed."))
        return redirect("account_email")
    entered: HttpResponse | None = login_on_verification(request, address)
    if entered is None and not request.user.is_authenticated:
        messages.success(request, gettext("Your account is active. Log in to begin."))
    return entered or redirect("account_login")


def _spent_link(request: HttpRequest, key: str) -> HttpResponse:
    try:
        pk = signing.loads(key, salt=allauth_settings.SALT)
    except signing.BadSignature:
        pk = None
    used = EmailAddress.objects.filter(pk=pk, verified=True).first()
    if used is not None and used.user_id == request.user.pk:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "account/email_confirm_spent.html", {"is_used": used is not None}, status=404)


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in the cookie, and in the profile of who is signed in."""
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and language in dict(settings.LANGUAGES):
        update_profile(request.user, {"locale": language})
    chosen: HttpResponse = set_language(request)
    return chosen


# In debug only


def in_debug(view: View) -> View:
    """Hide a view from everybody but developers: 404, whatever is asked and how."""

    @csrf_exempt  # checked below, once it is clear that there is something to protect
    @wraps(view)
    def hidden(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEBUG:
            raise Http404
        return csrf_protect(view)(request, *args, **kwargs)

    return hidden


@in_debug
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Enter as somebody of the demo world, without a password."""
    name = request.POST.get("username", "")
    person = get_object_or_404(User, username=name if name in DEMO_CAST else "", is_active=True)
    start_session(request, person, backend=BACKEND)
    note_visit(request)
    return redirect(settings.LOGIN_REDIRECT_URL)


@in_debug
@never_cache
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """List the mails that became files, newest first."""
    return render(request, "dev/mails.html", {"mails": [read_mail(name) for name in stored_names()]})


@in_debug
@never_cache
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show the text of one mail."""
    try:
        return render(request, "dev/mail.html", {"mail": read_mail(name)})
    except FileNotFoundError as error:
        raise Http404 from error
