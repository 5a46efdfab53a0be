"""What staff keep beside a topic. Rows of their own: nothing here is ever a column of a public row."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community import limits


class Assignment(models.Model):
    """Who looks after a topic, who is writing an answer just now, and whether we wait for its author."""

    topic = models.OneToOneField(
        "feedback_community.Topic", on_delete=models.CASCADE, related_name="assignment"
    )
    assignee = models.ForeignKey(
        "feedback_community.Member",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("assignee"),
    )
    claimed_by = models.ForeignKey(
        "feedback_community.Member", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    #: Set while the company waits for the author; the author's next answer clears it.
    info_asked_at = models.DateTimeField(_("asked for details"), null=True, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")

    def __str__(self) -> str:
        return f"{self.topic_id} → {self.assignee_id}"

    @property
    def is_claimed(self) -> bool:
        return self.claimed_until is not None and self.claimed_until > timezone.now()


class InternalNote(models.Model):
    """A word among staff about a topic. Never shown, mailed, indexed or exported to customers."""

    topic = models.ForeignKey(
        "feedback_community.Topic", on_delete=models.CASCADE, related_name="internal_notes"
    )
    author = models.ForeignKey(
        "feedback_community.Member", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    body = models.TextField(_("note"), max_length=limits.INTERNAL_NOTE_LENGTH)
    created_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")

    def __str__(self) -> str:
        return self.body[:60]


class CannedReply(models.Model):
    """A text that staff use again and again; a starting point, never sent by itself."""

    site = models.ForeignKey(
        "wagtailcore.Site", on_delete=models.CASCADE, related_name="+", verbose_name=_("site")
    )
    forum = models.ForeignKey(
        "feedback_community.Forum",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("forum"),
        help_text=_("Empty: all forums of the site."),
    )
    title = models.CharField(_("title"), max_length=100)
    body = models.TextField(
        _("text"),
        max_length=limits.BODY_LENGTH,
        help_text=_("Markdown. {name} becomes the name of the topic's author."),
    )
    language = models.CharField(_("language"), max_length=16, blank=True, help_text=_("Empty: any language."))

    class Meta:
        ordering = ["title"]
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")

    def __str__(self) -> str:
        return self.title


class SavedView(models.Model):
    """A queue with its filters, kept by one person under a name."""

    member = models.ForeignKey(
        "feedback_community.Member", on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(_("name"), max_length=60)
    queue = models.CharField(max_length=30)
    query = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [models.UniqueConstraint(fields=["member", "name"], name="community_saved_view_name")]

    def __str__(self) -> str:
        return self.name
