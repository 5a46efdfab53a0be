"""A gap becomes the draft of an article."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from feedback_community.exceptions import InvalidChange
from feedback_community.kb.actions.promotion import add_source
from feedback_community.kb.actions.versions import lock_record
from feedback_community.kb.articles import get_article_model
from feedback_community.kb.enums import GapState
from feedback_community.kb.models import ContentGap
from feedback_community.kb.permissions import can_add_to, can_promote, demand
from feedback_community.models import Topic
from feedback_community.permissions.policy import get_policy


@transaction.atomic
def write_about(gap: ContentGap, *, section: Any, title: str, by: Any) -> Any:
    """The draft; topics of the gap become its sources. Raises InvalidChange when somebody was first."""
    demand(can_add_to(by, section), _("You cannot write articles in this section."))
    locked = ContentGap.objects.select_for_update().get(pk=gap.pk)
    if locked.state == GapState.WRITTEN and locked.article and locked.article.page_id:
        raise InvalidChange(_("Somebody is writing about this already: “%s”.") % locked.article.title)
    page = get_article_model()(title=title, article_owner=by, owner=by, live=False, locale=section.locale)
    section.add_child(instance=page)
    page.save_revision(user=by)
    log(instance=page, action="wagtail.create", user=by, content_changed=True)
    for topic in _topics_of(locked, by):
        add_source(page, topic, by=by)
    locked.state = GapState.WRITTEN
    locked.article = lock_record(page)
    locked.save(update_fields=["state", "article"])
    return page


def _topics_of(gap: ContentGap, user: Any) -> list[Topic]:
    """Those that are still there, and that this person may make articles of."""
    if not gap.topics:
        return []
    topics = get_policy().listed_topics(user, gap.site).filter(pk__in=gap.topics)
    return [topic for topic in topics.select_related("forum__site") if can_promote(user, topic)]
