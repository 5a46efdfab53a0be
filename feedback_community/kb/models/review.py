"""ArticleReview and ArticleFlag: whether an article is still true, by date and by evidence."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community.kb.enums import FlagKind
from feedback_community.kb.models.record import ArticleRecord


class ArticleReview(models.Model):
    """One for each published article. Owner and interval are copies of the page's, as of its publication."""

    article = models.OneToOneField(ArticleRecord, on_delete=models.CASCADE, related_name="review")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("owner"),
    )
    interval_days = models.PositiveSmallIntegerField(_("review every so many days"), default=0)
    verified_at = models.DateTimeField(_("verified"), null=True)
    verified_by = models.ForeignKey(
        "feedback_community.Member",
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("verified by"),
    )
    #: None: never due.
    verified_until = models.DateField(_("verified until"), null=True, db_index=True)
    #: When the owner was last reminded since the article became due.
    reminded_at = models.DateTimeField(_("owner reminded"), null=True)

    class Meta:
        verbose_name = _("review of an article")
        verbose_name_plural = _("reviews of articles")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.article)

    @property
    def is_due(self) -> bool:
        return self.verified_until is not None and self.verified_until <= timezone.localdate()


class ArticleFlag(models.Model):
    """Evidence that an article may not be true any more. Each cause raises one flag, once."""

    article = models.ForeignKey(ArticleRecord, on_delete=models.CASCADE, related_name="flags")
    kind = models.CharField(_("reason"), max_length=12, choices=FlagKind.choices)
    #: What raised it: "answer:12", "page:5:81". Together with article and kind it is there once.
    cause = models.CharField(max_length=100)
    #: Plain values that the sentence names.
    facts = models.JSONField(default=dict)
    raised_at = models.DateTimeField(_("since"), default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("flag of an article")
        verbose_name_plural = _("flags of articles")
        default_permissions = ()
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "kind", "cause"], name="community_kb_flag_cause")
        ]
        indexes = [models.Index(fields=["settled_at", "article"], name="community_kb_flag_open")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.kind}"

    @property
    def why(self) -> str:
        """One sentence for the editor."""
        return str(_WHY[FlagKind(self.kind)] % {**_NOTHING, **self.facts})


_NOTHING = {"title": "", "before": 0, "after": 0, "count": 0, "query": ""}
_WHY = {
    FlagKind.SOLUTION: _("The topic “%(title)s”, which it was made from, has a newer solution."),
    FlagKind.HELPFUL: _("%(after)s%% find it helpful now; it was %(before)s%% before."),
    FlagKind.ASKED: _("%(count)s people saw it in the search and asked all the same, last for “%(query)s”."),
    FlagKind.LINKED: _("The page “%(title)s”, which it links to, was changed."),
}
