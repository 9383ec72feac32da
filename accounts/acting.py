"""Pages of Django's admin from which the staff acts: a link for each act, a form with a reason, an action behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from happychat.commands.errors import CommandError


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Show, and change nothing: what changes people and talks are actions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds rows here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes rows here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody deletes rows here."""
        return False


class WithReason(forms.Form):
    """Why; for the audit log."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}))


class ForATime(WithReason):
    """Why, and for how long."""

    DAYS = (("1", _("one day")), ("7", _("a week")), ("30", _("a month")), ("", _("until it is lifted")))
    days = forms.ChoiceField(label=_("How long"), choices=DAYS, required=False)

    def clean(self) -> dict[str, Any]:
        """Say until when, or for good."""
        cleaned = super().clean() or {}
        days = cleaned.pop("days", "")
        return {**cleaned, "until": timezone.now() + timedelta(days=int(days)) if days else None}


@dataclass(frozen=True)
class Act:
    """Something the staff does to what a page shows; `run` takes the object, what the form says, and `by`.

    The form begins with what `initial` says of the object.
    """

    name: str
    label: Any
    run: Callable[..., Any]
    form: type[forms.Form] = WithReason
    fits: Callable[[Any], bool] = lambda found: True
    initial: Callable[[Any], dict[str, Any]] = lambda found: {}


class Acting(ReadOnly):
    """Show something, and let who may change it act on it."""

    acts: ClassVar[tuple[Act, ...]] = ()
    change_form_template = "admin/acting/change_form.html"

    def may_act(self, request: HttpRequest) -> bool:
        """Tell whether somebody may act here: who has the right to change such things."""
        user, meta = request.user, self.model._meta
        return bool(user.is_active and user.has_perm(f"{meta.app_label}.change_{meta.model_name}"))

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the pages and of the acts."""
        name = f"{self.model._meta.app_label}_{self.model._meta.model_name}_act"
        acting = path("<path:object_id>/act/<slug:name>/", self.admin_site.admin_view(self.act), name=name)
        return [acting, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one, with what can be done about it."""
        found = self.get_object(request, unquote(object_id))
        acts = [act for act in self.acts if found is not None and self.may_act(request) and act.fits(found)]
        context = {**(extra_context or {}), "acts": acts, **(self.context(found) if found is not None else {})}
        return super().change_view(request, object_id, form_url, context)

    def context(self, found: Any) -> dict[str, Any]:
        """Return what else the page shows."""
        return {}

    def act(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Ask for the reason, then act, and go back to the page."""
        found = self.get_object(request, unquote(object_id))
        act = next((act for act in self.acts if act.name == name), None)
        if found is None or act is None:
            raise Http404
        if not self.may_act(request):
            raise PermissionDenied
        form = act.form(request.POST if request.method == "POST" else None, initial=act.initial(found))
        if form.is_valid():
            self._carry_out(request, act, found, form.cleaned_data)
            return HttpResponseRedirect(self._address(found))
        context = {**self.admin_site.each_context(request), "form": form, "act": act, "found": found}
        context |= {"title": act.label, "opts": self.model._meta, "back": self._address(found)}
        return TemplateResponse(request, "admin/acting/act.html", context)

    def _carry_out(self, request: HttpRequest, act: Act, found: models.Model, said: dict[str, Any]) -> None:
        try:
            act.run(found, **said, by=request.user)
        except CommandError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Done, and written down."))

    def _address(self, found: models.Model) -> str:
        meta = self.model._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[found.pk])
