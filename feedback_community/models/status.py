"""Status: where a topic stands, shown to customers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from feedback_community.enums import CLOSED_STATUS_KINDS, StatusKind, TopicType
from feedback_community.models.base import KeptUid


class Status(KeptUid):
    """An editable label with one fixed kind."""

    site = models.ForeignKey(
        "wagtailcore.Site", on_delete=models.CASCADE, related_name="+", verbose_name=_("site")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=StatusKind.choices)
    label = models.CharField(
        _("label"),
        max_length=60,
        blank=True,
        help_text=_("Empty: the usual word, in the reader's language."),
    )
    topic_types = models.JSONField(
        _("topic types"), default=list, blank=True, help_text=_("Empty: all types.")
    )
    on_roadmap = models.BooleanField(_("shown on the roadmap"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("status")
        verbose_name_plural = _("statuses")

    def __str__(self) -> str:
        return self.label or str(StatusKind(self.kind).label)

    def label_for(self, topic_type: str) -> str:
        """The label as readers see it for a topic of this type, e.g. "Solved" for a finished problem."""
        return self.label or usual_word(self.kind, topic_type)

    @property
    def is_closed(self) -> bool:
        return self.kind in CLOSED_STATUS_KINDS


def usual_word(kind: str, topic_type: str) -> str:
    """The common word for a kind on a type of topic, in the active language."""
    if topic_type == TopicType.QUESTION and kind == StatusKind.DONE:
        return pgettext("status of a question", "Answered")
    if topic_type == TopicType.PROBLEM:
        match kind:
            case StatusKind.UNDER_REVIEW:
                return pgettext("status of a problem", "Acknowledged")
            case StatusKind.STARTED:
                return pgettext("status of a problem", "Being fixed")
            case StatusKind.DONE:
                return pgettext("status of a problem", "Solved")
            case StatusKind.DECLINED:
                return pgettext("status of a problem", "Not a problem")
    if topic_type == TopicType.IDEA and kind == StatusKind.DECLINED:
        return pgettext("status of an idea", "Not planned")
    return str(StatusKind(kind).label)
