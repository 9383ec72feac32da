"""The pages of what keeps an account one's own: the devices, and the second step of logging in."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.devices import devices_of, note_visit
from accounts.second_factor import has_passkeys
from accounts.sessions import end_other_sessions, end_session


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: HttpRequest) -> HttpResponse:
    """Show where a person is signed in; sign one device out, or all but this one."""
    user, here = int(request.user.pk or 0), request.session.session_key or ""
    if request.method == "POST":
        if "others" in request.POST:
            end_other_sessions(user, here)
            messages.success(request, gettext("You are signed out everywhere else."))
        elif request.POST.get("device", "").isdecimal() and end_session(user, int(request.POST["device"])):
            messages.success(request, gettext("The device is signed out."))
        return redirect("usersessions_list")
    note_visit(request)
    return render(request, "usersessions/devices.html", {"devices": devices_of(user, here)})


@never_cache
@login_required
@require_safe
def two_step(request: HttpRequest) -> HttpResponse:
    """Show what a person needs beside, or instead of, their password."""
    factors = list(Authenticator.objects.filter(user_id=request.user.pk).order_by("pk"))
    codes = next((factor.wrap() for factor in factors if factor.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "app": next((factor for factor in factors if factor.type == Authenticator.Type.TOTP), None),
        "passkeys": [factor for factor in factors if factor.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes.get_unused_codes()) if codes else None,
        "has_passkeys": has_passkeys(request),
    }
    return render(request, "mfa/index.html", context)
