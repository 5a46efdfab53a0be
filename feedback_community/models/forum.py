"""Forum: a product area of one site, and who may do what in it."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback_community import limits
from feedback_community.enums import ForumVisibility, ModerationPolicy, Right, TopicType
from feedback_community.models.base import KeptUid
from feedback_community.querysets.forums import ForumQuerySet

#: Switches that are carried over by export and import as they stand.
SWITCHES = ("hold_links", "hold_flood", "guests_vote", "guests_post", "allows_hidden_names")


def all_topic_types() -> list[str]:
    return list(TopicType.values)


class Forum(KeptUid):
    """Holds topics, with its allowed types and statuses. A topic of one site never opens on another."""

    site = models.ForeignKey(
        "wagtailcore.Site",
        on_delete=models.PROTECT,
        related_name="feedback_forums",
        verbose_name=_("site"),
    )
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=100, allow_unicode=True)
    description = models.TextField(_("description"), blank=True)
    ask_hint = models.TextField(_("hint beside the ask form"), blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True, help_text=_("Empty: any language."))
    icon = models.CharField(_("icon"), max_length=30, blank=True)
    topic_types = models.JSONField(_("topic types"), default=all_topic_types)
    statuses = models.ManyToManyField(
        "feedback_community.Status",
        blank=True,
        verbose_name=_("statuses"),
        help_text=_("None: all of the site."),
    )
    visibility = models.CharField(
        _("who may see it"),
        max_length=20,
        choices=ForumVisibility.choices,
        default=ForumVisibility.PUBLIC,
    )
    groups = models.ManyToManyField(
        Group, blank=True, related_name="+", verbose_name=_("groups that may see it")
    )
    predicate = models.CharField(
        _("function"),
        max_length=200,
        blank=True,
        help_text=_("Dotted path of a function that takes a user and returns true or false."),
    )
    guests_vote = models.BooleanField(
        _("guests may vote"),
        default=False,
        help_text=_("Without an account, after proving an e-mail address."),
    )
    guests_post = models.BooleanField(
        _("guests may post"),
        default=False,
        help_text=_("Without an account: a post appears after its author has proven an e-mail address."),
    )
    allows_hidden_names = models.BooleanField(
        _("members may hide their name"),
        default=False,
        help_text=_("From other members; staff of the forum see it."),
    )
    moderation_policy = models.CharField(
        _("moderation"),
        max_length=10,
        choices=ModerationPolicy.choices,
        default=ModerationPolicy.OFF,
    )
    first_posts = models.PositiveSmallIntegerField(
        _("first posts held"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("For “first posts”: how many."),
    )
    hold_links = models.BooleanField(
        _("hold links of new members"),
        default=False,
        help_text=_("A post with a link to another site waits while its author is new."),
    )
    hold_flood = models.BooleanField(
        _("hold floods and repeats"),
        default=False,
        help_text=_("Many posts in a short time by a new member, and the same text again, wait."),
    )
    watched_words = models.TextField(
        _("watched words"),
        blank=True,
        max_length=limits.WATCHED_WORDS_LENGTH,
        help_text=_("One on each line. A post with one of them, in any of its forms, waits."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    topic_count = models.PositiveIntegerField(_("public topics"), default=0, editable=False)

    objects = ForumQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("forum")
        verbose_name_plural = _("forums")
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="community_forum_slug")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("feedback_community:forum", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return self.visibility == ForumVisibility.PUBLIC

    def allows(self, topic_type: str) -> bool:
        return topic_type in self.topic_types


class ForumGroupPermission(models.Model):
    """A right of a group in one forum, or in all forums when the forum is empty."""

    forum = models.ForeignKey(
        Forum,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="group_permissions",
        verbose_name=_("forum"),
    )
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+", verbose_name=_("group"))
    right = models.CharField(_("right"), max_length=30, choices=Right.choices)

    class Meta:
        verbose_name = _("right of a group")
        verbose_name_plural = _("rights of groups")
        constraints = [
            models.UniqueConstraint(fields=["forum", "group", "right"], name="community_forum_group_right"),
            models.UniqueConstraint(
                fields=["group", "right"],
                condition=models.Q(forum=None),
                name="community_all_forums_group_right",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.get_right_display()}"
