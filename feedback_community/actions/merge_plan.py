"""What a merge would do, before it is done. Reads only; the page and the action ask the same questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from feedback_community.enums import ForumVisibility, ModerationState, SubscriptionLevel
from feedback_community.models import Answer, Merge, Subscription, Topic

#: Marks of which a topic has one each.
MARKS = ("official_answer", "solution")


@dataclass(frozen=True)
class Plan:
    """In numbers and sentences. With a `problem` the merge would be refused."""

    duplicate: Topic
    survivor: Topic
    problem: str
    votes: int = 0
    new_votes: int = 0
    followers: int = 0
    new_followers: int = 0
    told: int = 0
    answers: int = 0
    #: Answer of the survivor and of the duplicate by mark, where staff have to choose.
    choices: tuple[tuple[str, Answer, Answer], ...] = ()
    #: What becomes readable for whom.
    warning: str = ""

    @property
    def votes_after(self) -> int:
        return self.votes + self.new_votes


def problem_with(duplicate: Topic, survivor: Topic) -> str:
    """Why these two cannot be merged, "" where they can. Says what to do instead."""
    if duplicate.pk == survivor.pk:
        return _("A topic cannot be merged into itself.")
    if duplicate.forum.site_id != survivor.forum.site_id:
        return _("Topics of different sites cannot be merged.")
    for topic in (duplicate, survivor):
        if topic.state == ModerationState.MERGED:
            return _merged_already(topic, duplicate)
        if not topic.is_published:
            return _("“%(title)s” is not public: only published topics can be merged.") % {
                "title": topic.title
            }
    if duplicate.merge_count:
        return _(
            "Other topics were merged into “%(title)s”, so it has to stay. Merge the two the other way"
            " round, or undo those merges first."
        ) % {"title": duplicate.title}
    if (duplicate.is_private or survivor.is_private) and not _same_privacy(duplicate, survivor):
        return _("A private topic can be merged only with another private topic of the same author.")
    return ""


def _merged_already(topic: Topic, duplicate: Topic) -> str:
    merge = Merge.objects.select_related("survivor").get(duplicate=topic)
    words = {"title": topic.title, "survivor": merge.survivor.title}
    if topic.pk == duplicate.pk:
        return _("“%(title)s” is merged into “%(survivor)s” already.") % words
    return _("“%(title)s” is itself merged into “%(survivor)s”. Merge into that one instead.") % words


def _same_privacy(duplicate: Topic, survivor: Topic) -> bool:
    both = duplicate.is_private and survivor.is_private
    return both and duplicate.author_id is not None and duplicate.author_id == survivor.author_id


def marks_to_choose(duplicate: Topic, survivor: Topic) -> list[str]:
    """The marks that both topics carry."""
    return [
        field for field in MARKS if getattr(duplicate, f"{field}_id") and getattr(survivor, f"{field}_id")
    ]


def plan_merge(duplicate: Topic, survivor: Topic) -> Plan:
    """The numbers are exact for this moment; what is voted until the button is pressed is counted then."""
    problem = problem_with(duplicate, survivor)
    if problem:
        return Plan(duplicate, survivor, problem)
    new_votes = duplicate.votes.exclude(voter__in=_present(survivor.votes, "voter"))
    if survivor.author_id is not None:
        new_votes = new_votes.exclude(voter=survivor.author_id)
    here = Subscription.objects.filter(topic=survivor)
    wishes = duplicate.subscriptions.exclude(level=SubscriptionLevel.NONE)
    return Plan(
        duplicate,
        survivor,
        "",
        votes=survivor.vote_count,
        new_votes=new_votes.count(),
        followers=here.exclude(level=SubscriptionLevel.NONE).count(),
        new_followers=wishes.exclude(member__in=here.values("member")).count(),
        told=wishes.count(),
        answers=duplicate.answer_count,
        choices=tuple(
            (field, getattr(survivor, field), getattr(duplicate, field))
            for field in marks_to_choose(duplicate, survivor)
        ),
        warning=_warning(duplicate, survivor),
    )


def _present(rows: Any, field: str) -> Any:
    return rows.filter(**{f"{field}__isnull": False}).values(field)


def _warning(duplicate: Topic, survivor: Topic) -> str:
    """Forums seen by different people: said before, because answers change their readers."""
    if duplicate.forum_id == survivor.forum_id:
        return ""
    names = {"from": duplicate.forum.name, "to": survivor.forum.name}
    if duplicate.forum.visibility != ForumVisibility.PUBLIC:
        return _("The text and the answers from “%(from)s” become readable to all who see “%(to)s”.") % names
    if survivor.forum.visibility != ForumVisibility.PUBLIC:
        return _("Whoever cannot see “%(to)s” can no longer read what was written in “%(from)s”.") % names
    return ""
