"""Pages went live that topics are about: tell their people, with one act."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView

from feedback_community.kb.actions.closing import close_loop, dismiss_offer, may_decide
from feedback_community.kb.enums import OfferState
from feedback_community.kb.models import ClosingOffer
from feedback_community.kb.wagtail_admin.base import AskView
from feedback_community.kb.wagtail_admin.reports.base import WideTitleColumn
from feedback_community.kb.wagtail_admin.rights import RightCheckedMixin
from feedback_community.kb.wagtail_admin.source_changes import readable_topics
from feedback_community.models import Status

#: Open offers looked at for one list.
OFFERS = 500


def readable_offers(user: Any) -> QuerySet[ClosingOffer]:
    """Open ones, of live pages, whose topics this person may read."""
    waiting = ClosingOffer.objects.filter(state=OfferState.OPEN, page__live=True)
    topics = readable_topics(list(waiting.values_list("topic_id", flat=True)[:OFFERS]), user)
    found = waiting.filter(topic__in=topics)
    return found.select_related("page", "topic__forum__site", "topic__status").order_by("-created_at", "pk")


class OffersView(RightCheckedMixin, IndexView):
    model = ClosingOffer
    page_title = gettext_lazy("Tell the people of topics")
    header_icon = "mail"
    index_url_name = "feedback_community_kb:offers"
    index_results_url_name = "feedback_community_kb:offers_results"
    any_permission_required = None
    permission_policy = None
    columns = [
        WideTitleColumn(
            "topic",
            label=gettext_lazy("Topic"),
            get_url=lambda offer: reverse("feedback_community_kb:offer", args=[offer.pk]),
        ),
        Column("page", label=gettext_lazy("Page that went live")),
        Column("status", label=gettext_lazy("Status"), accessor=lambda offer: offer.topic.status),
        DateColumn("created_at", label=gettext_lazy("Since")),
    ]

    def get_base_queryset(self) -> QuerySet[ClosingOffer]:
        offers = readable_offers(self.request.user)
        mine = [offer.pk for offer in offers[:OFFERS] if may_decide(self.request.user, offer)]
        page = self.request.GET.get("page_id", "")
        return offers.filter(pk__in=mine, **({"page": page} if page.isdecimal() and len(page) < 18 else {}))


class OfferForm(forms.Form):
    status = forms.ModelChoiceField(
        label=gettext_lazy("New status"),
        queryset=Status.objects.none(),
        required=False,
        empty_label=gettext_lazy("Leave it as it is"),
    )
    body = forms.CharField(
        label=gettext_lazy("Official answer"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text=gettext_lazy(
            "Everybody who follows the topic gets one mail with it. Empty: the status is set quietly."
        ),
    )

    def __init__(self, *args: Any, offer: ClosingOffer, url: str, **kwargs: Any) -> None:
        text = _("This is explained here now: [%(title)s](%(url)s)") % {"title": offer.page.title, "url": url}
        kwargs["initial"] = {"body": text}
        super().__init__(*args, **kwargs)
        forum = offer.topic.forum
        statuses = forum.statuses.all() if forum.statuses.exists() else Status.objects.filter(site=forum.site)
        self.fields["status"].queryset = statuses  # type: ignore[attr-defined]


class OfferView(AskView):
    page_title = gettext_lazy("Tell the people of a topic")
    header_icon = "mail"
    form_class = OfferForm
    submit = gettext_lazy("Do it")

    @cached_property
    def offer(self) -> ClosingOffer:
        offer = get_object_or_404(readable_offers(self.request.user), pk=self.kwargs["pk"])
        if not may_decide(self.request.user, offer):
            raise PermissionDenied
        return offer

    @property
    def back(self) -> tuple[str, Any]:  # type: ignore[override]
        return reverse("feedback_community_kb:offers"), _("Tell the people of topics")

    @property
    def lead(self) -> str:  # type: ignore[override]
        facts = {"page": self.offer.page.title, "status": self.offer.topic.status}
        return _("“%(page)s” is live. The topic stands at “%(status)s”.") % facts

    def get_page_subtitle(self) -> str:
        return self.offer.topic.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pieces = [self.offer.topic.excerpt]
        buttons = [("dismiss", _("Dismiss the offer"))]
        return {**super().get_context_data(**kwargs), "pieces": pieces, "more_buttons": buttons}

    def form_arguments(self) -> dict[str, Any]:
        return {"offer": self.offer, "url": self.offer.page.full_url or ""}

    def perform(self, form: forms.Form) -> tuple[str, str]:
        if self.request.POST.get("dismiss"):
            dismiss_offer(self.offer, by=self.request.user)
            return _("Dismissed."), self.back[0]
        close_loop(self.offer, by=self.request.user, **form.cleaned_data)
        return _("Done."), self.back[0]


def offer_after_publishing(request: HttpRequest, page: Any) -> None:
    """For Wagtail's hook `after_publish_page`: a word about the topics behind the page."""
    count = readable_offers(request.user).filter(page=page.pk).count()
    if not count:
        return
    text = ngettext(
        "%(count)d topic is about this page. Tell its people?",
        "%(count)d topics are about this page. Tell their people?",
        count,
    )
    url = f"{reverse('feedback_community_kb:offers')}?page_id={page.pk}"
    button = messages.button(url, _("Show them"))
    messages.info(request, text % {"count": count}, [button])
