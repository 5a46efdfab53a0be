"""A topic's public history, in sentences between the answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.html import escape, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community.enums import EventKind, TopicType
from feedback_community.models import Answer, Status, Topic, TopicEvent
from feedback_community.people import actor_name
from feedback_community.web.icons import icon
from feedback_community.web.links import get_links
from feedback_community.web.times import Clock

#: Icon and sentence for each kind. `%(name)s` is who did it.
SENTENCES = {
    EventKind.STATUS_CHANGED: ("planned", gettext_lazy("%(name)s changed the status to “%(after)s”")),
    EventKind.OFFICIAL_SET: ("official", gettext_lazy("%(name)s set the %(link)sofficial answer%(end)s")),
    EventKind.OFFICIAL_CLEARED: ("official", gettext_lazy("%(name)s took the official answer back")),
    EventKind.SOLUTION_SET: ("check", gettext_lazy("%(name)s marked the %(link)ssolution%(end)s")),
    EventKind.SOLUTION_CLEARED: ("check", gettext_lazy("%(name)s took the solution mark back")),
    EventKind.PAGE_PUBLISHED: ("info", gettext_lazy("%(name)s published a page about this")),
    EventKind.CLOSED: ("lock", gettext_lazy("%(name)s closed the topic")),
    EventKind.REOPENED: ("open", gettext_lazy("%(name)s reopened the topic")),
    EventKind.MOVED: ("move", gettext_lazy("%(name)s moved the topic here")),
    EventKind.TYPE_CHANGED: ("tag", gettext_lazy("%(name)s made it: %(after)s")),
    EventKind.MADE_PUBLIC: ("open", gettext_lazy("%(name)s made the topic public")),
    EventKind.REMOVED: ("trash", gettext_lazy("%(name)s removed the topic")),
    EventKind.MERGED: ("duplicate", gettext_lazy("%(name)s merged another topic into this one")),
    EventKind.UNMERGED: ("duplicate", gettext_lazy("%(name)s undid a merge")),
    EventKind.BACK: ("duplicate", gettext_lazy("%(name)s made this a topic of its own again")),
    EventKind.SPLIT_OFF: ("move", gettext_lazy("%(name)s made %(link)san answer%(end)s a topic of its own")),
    EventKind.REJOINED: ("move", gettext_lazy("%(name)s brought %(link)san answer%(end)s back from a topic")),
    EventKind.RESTORED: ("reply", gettext_lazy("%(name)s restored the topic")),
}


def event_html(event: TopicEvent, topic: Topic, statuses: Mapping[str, Status], clock: Clock) -> SafeString:
    """One line of the timeline, with the public note below it."""
    picture, sentence = SENTENCES[EventKind(event.kind)]
    href = escape(get_links().answer(event.answer_id)) if event.answer_id else ""
    words = str(sentence) % {
        "name": f"<b>{escape(_name(event, topic))}</b>",
        "after": escape(_after(event, topic, statuses)),
        "link": f'<a href="{href}">' if href else "<span>",
        "end": "</a>" if href else "</span>",
    }
    if event.kind == EventKind.STATUS_CHANGED and event.after in statuses:
        picture = statuses[event.after].kind
    note = linebreaks(urlize(event.text, nofollow=True, autoescape=True)) if event.text else ""
    note = f'<div class="community-event-note">{note}</div>' if note else ""
    time = f'<time datetime="{event.at.isoformat(timespec="seconds")}">{escape(clock.ago(event.at))}</time>'
    return mark_safe(  # noqa: S308 - each part is escaped above
        f'<li class="community-event">{icon(picture)}<div><p>{words} · {time}</p>{note}</div></li>'
    )


def _name(event: TopicEvent, topic: Topic) -> str:
    """Imported lines have nobody. What the company alone does is the company's; a solution is anybody's."""
    if event.by is not None:
        return actor_name(event.by, topic)
    is_anybodys = event.kind in (EventKind.SOLUTION_SET, EventKind.SOLUTION_CLEARED)
    return _("The community") if is_anybodys else _("The company")


def _after(event: TopicEvent, topic: Topic, statuses: Mapping[str, Status]) -> str:
    if event.kind == EventKind.STATUS_CHANGED:
        status = statuses.get(event.after)
        return status.label_for(topic.topic_type) if status else ""
    if event.kind == EventKind.TYPE_CHANGED and event.after in TopicType.values:
        return str(TopicType(event.after).label)
    return ""


def weave(
    answers: Iterable[tuple[Answer, SafeString]], events: Iterable[tuple[TopicEvent, SafeString]]
) -> SafeString:
    """Answers and events in the order of time."""
    items = [(answer.created_at, 0, answer.pk, html) for answer, html in answers]
    items += [(event.at, 1, event.pk, html) for event, html in events]
    return mark_safe("\n".join(html for *_time, html in sorted(items)))  # noqa: S308 - made above


def statuses_for(events: Iterable[TopicEvent], topic: Topic) -> dict[str, Status]:
    """The statuses that the events name, by key as text. No query when only the present one is named."""
    wanted = {event.after for event in events if event.kind == EventKind.STATUS_CHANGED and event.after}
    known = {str(topic.status_id): topic.status}
    missing = [int(pk) for pk in wanted - known.keys() if pk.isdecimal()]
    if missing:
        known |= {str(status.pk): status for status in Status.objects.filter(pk__in=missing)}
    return known
