"""Every address of the site."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import include, path

from chat.api import api
from groups import api as groups_api  # noqa: F401  # adds its routes
from happychat import errors_views
from happychat.catalogue import catalogue, later

# Log-ins of the administration are limited like all others.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# What these pages would change is changed by actions, and the data of second factors is nobody's to read.
for model in (EmailAddress, Authenticator, UserSession, Group):
    admin.site.unregister(model)

urlpatterns = [
    path("api/v1/", api.urls),
    path("api/", errors_views.no_such_call),
    path("api/<path:rest>", errors_views.no_such_call),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),  # before allauth's: some of its addresses have views of ours
    path("accounts/", include("allauth.urls")),
    path("jsi18n/<str:language>/<str:version>.js", catalogue, name="catalogue"),
    path("jsi18n/<str:language>/<str:version>.json", later, name="later-words"),
    path("", include("groups.urls")),
    path("", include("chat.urls")),
]
