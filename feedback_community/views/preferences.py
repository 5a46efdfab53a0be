"""When and by which channel one hears of what."""

from __future__ import annotations

from datetime import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from feedback_community.actions.members import ensure_member
from feedback_community.actions.preferences import set_preferences
from feedback_community.conf import app_settings
from feedback_community.forms.preferences import PreferencesForm
from feedback_community.notifications.bounces import forget_bounces, paused_until
from feedback_community.notifications.relevance import address_of
from feedback_community.views.notifications import OwnView


class PreferencesView(OwnView):
    section = "preferences"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(self._form())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = self._form()
        if not form.is_valid():
            return self._show(form)
        if set_preferences(by=request.user, chosen=form.chosen):
            messages.success(request, _("Your settings are saved."))
        return HttpResponseRedirect(reverse("feedback_community:preferences"))

    def _form(self) -> PreferencesForm:
        data = self.request.POST if self.request.method == "POST" else None
        return PreferencesForm(data, preferences=ensure_member(self.request.user).preferences)

    def _show(self, form: PreferencesForm) -> HttpResponse:
        address = address_of(ensure_member(self.request.user))
        context = {
            "page_title": _("Mails and notifications"),
            "form": form,
            "has_address": bool(address),
            "paused_until": paused_until(address) if address else None,
            "digest_time": time(app_settings.DIGEST_HOUR),
            "digest_day": WEEKDAYS[app_settings.DIGEST_WEEKDAY],
        }
        return self.page("feedback_community/people/preferences.html", context)


class MailsAgainView(OwnView):
    """The owner says that the address works again."""

    def post(self, request: HttpRequest) -> HttpResponseRedirect:
        if forget_bounces(address_of(ensure_member(request.user))):
            messages.success(request, _("We will write to your address again."))
        return HttpResponseRedirect(reverse("feedback_community:preferences"))
