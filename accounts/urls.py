"""The front door's own addresses; allauth's come after these and keep their names."""

from __future__ import annotations

from django.urls import path, re_path
from django.views.generic import RedirectView

from accounts import security, views

urlpatterns = [
    path("accounts/login/", views.log_in, name="account_login"),
    path("accounts/signup/", views.sign_up, name="account_signup"),
    path("accounts/confirm-email/", views.check_inbox, name="account_email_verification_sent"),
    re_path(r"^accounts/confirm-email/(?P<key>[-:\w]+)/$", views.confirm_email, name="account_confirm_email"),
    path("accounts/sessions/", security.devices, name="usersessions_list"),
    path("accounts/2fa/", security.two_step, name="mfa_index"),
    path("accounts/2fa/webauthn/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("language/", views.choose_language, name="set_language"),
    path("dev/enter/", views.enter, name="dev_enter"),
    path("dev/mail/", views.mails, name="dev_mails"),
    path("dev/mail/<str:name>", views.mail, name="dev_mail"),
]
