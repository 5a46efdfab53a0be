"""One's own handle and language of mails."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback_community.actions.members import ensure_member
from feedback_community.actions.profiles import change_profile
from feedback_community.exceptions import CommunityError
from feedback_community.forms.people import ProfileForm
from feedback_community.people import card_of
from feedback_community.views.notifications import OwnView


class ProfileView(OwnView):
    section = "profile"

    def get(self, request: HttpRequest) -> HttpResponse:
        member = ensure_member(request.user)
        return self._show(ProfileForm(initial={"handle": member.handle, "language": member.language}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = ProfileForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        try:
            changed = change_profile(by=request.user, **form.cleaned_data)
        except CommunityError as refusal:
            form.add_error(getattr(refusal, "field", None), refusal.message)
            return self._show(form)
        if changed:
            messages.success(request, _("Your profile is saved."))
        return HttpResponseRedirect(reverse("feedback_community:profile"))

    def _show(self, form: ProfileForm) -> HttpResponse:
        context = {
            "page_title": _("Your profile"),
            "form": form,
            "person": card_of(ensure_member(self.request.user)),
        }
        return self.page("feedback_community/people/profile.html", context)
