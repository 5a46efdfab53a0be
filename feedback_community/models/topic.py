"""Topic: what a customer opens."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from feedback_community import limits
from feedback_community.enums import ModerationState, TopicType
from feedback_community.models.post import Post
from feedback_community.querysets.topics import TopicQuerySet

#: Acts on a topic, which stand in an address where its slug would ("/t/5/vote/").
ACT_WORDS = frozenset(
    "answer appeal close consent duplicate edit feature feed flag follow history merge move name"
    " notifications official remove reopen restore solution status type unfeature unmerge unvote vote"
    " withdraw".split()
)


def url_slug(slug: str) -> str:
    """The slug as an address carries it: "-" for none, and for one that is the name of an act."""
    return "-" if not slug or slug in ACT_WORDS else slug


class CommunityTag(TagBase):
    """A word of the curated vocabulary. Our own, so that the host's tags stay the host's."""

    is_staff_only = models.BooleanField(_("given by staff only"), default=False)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def get_absolute_url(self) -> str:
        return reverse("feedback_community:tag", args=[self.slug])


class TaggedTopic(ItemBase):
    tag = models.ForeignKey(CommunityTag, on_delete=models.CASCADE, related_name="tagged_topics")
    content_object = models.ForeignKey(
        "feedback_community.Topic", on_delete=models.CASCADE, related_name="tagged_items"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="community_topic_tag")]


class Topic(Post):  # type: ignore[django-manager-missing]  # of taggit, which has no types
    """A question, idea, problem, praise or company update."""

    forum = models.ForeignKey(
        "feedback_community.Forum",
        on_delete=models.PROTECT,
        related_name="topics",
        verbose_name=_("forum"),
    )
    #: The colleague who opened it for the author.
    opened_by = models.ForeignKey(
        "feedback_community.Member",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("opened by"),
    )
    topic_type = models.CharField(_("type"), max_length=20, choices=TopicType.choices)
    title = models.CharField(_("title"), max_length=limits.TITLE_LENGTH)
    slug = models.CharField(_("slug"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)

    status = models.ForeignKey(
        "feedback_community.Status",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("status"),
    )
    is_private = models.BooleanField(
        _("private"), default=False, help_text=_("Only the author and staff can see it.")
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    featured_until = models.DateTimeField(_("featured until"), null=True, blank=True)
    public_consent = models.BooleanField(_("author agrees to make it public"), null=True, blank=True)

    official_answer = models.ForeignKey(
        "feedback_community.Answer",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("official answer"),
    )
    solution = models.ForeignKey(
        "feedback_community.Answer",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("solution"),
    )

    vote_count = models.PositiveIntegerField(_("votes"), default=0, editable=False)
    answer_count = models.PositiveIntegerField(_("answers"), default=0, editable=False)
    merge_count = models.PositiveSmallIntegerField(_("merged topics"), default=0, editable=False)
    trending_score = models.FloatField(default=0, editable=False)

    last_activity_at = models.DateTimeField(_("last activity"), default=timezone.now, editable=False)

    tags = TaggableManager(through=TaggedTopic, blank=True, verbose_name=_("tags"), related_name="topics")

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        # Each list order ends in the key, so that a page can begin "after this row" (keyset paging).
        indexes = [
            models.Index(fields=["-last_activity_at", "-id"], name="community_topic_activity"),
            models.Index(fields=["-published_at", "-id"], name="community_topic_newest"),
            models.Index(fields=["-vote_count", "-id"], name="community_topic_votes"),
            models.Index(fields=["-trending_score", "-id"], name="community_topic_trending"),
            models.Index(fields=["forum", "-last_activity_at", "-id"], name="community_topic_forum"),
            models.Index(fields=["author", "-published_at", "-id"], name="community_topic_author"),
            models.Index(fields=["topic_type", "-last_activity_at", "-id"], name="community_topic_type"),
            models.Index(fields=["status", "-vote_count", "-id"], name="community_topic_status"),
            models.Index(
                fields=["-last_activity_at", "-id"],
                name="community_topic_unanswered",
                condition=models.Q(answer_count=0, state=ModerationState.PUBLISHED),
            ),
            models.Index(
                fields=["featured_until"],
                name="community_topic_featured",
                condition=models.Q(featured_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("feedback_community:topic", args=[self.pk, url_slug(self.slug)])

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_featured(self) -> bool:
        return self.featured_until is not None and self.featured_until > timezone.now()
