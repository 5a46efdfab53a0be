"""Topics as documents."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from feedback_community.models import Answer, Merge, TaggedTopic, Topic
from feedback_community.search.documents import Document
from feedback_community.search.languages import languages_of
from feedback_community.search.scopes import scopes_of

#: Answers of one topic whose text is searched: the first ones, with the official answer and the solution.
ANSWERS_INDEXED = 20
#: Characters of one answer that are searched.
ANSWER_LENGTH = 4_000


def indexable_topics() -> QuerySet[Topic]:
    """Published topics with all that their documents are made of, in a few queries for any number."""
    answers = Answer.objects.filter(state="published").order_by("created_at", "pk")
    tags = TaggedTopic.objects.select_related("tag")
    merges = Merge.objects.order_by("pk").only("survivor", "duplicate__title", "duplicate__body_text")
    return (
        Topic.objects.published()
        .select_related("forum__site", "status", "official_answer", "solution")
        .prefetch_related(
            Prefetch(
                "answers",
                answers.only("topic_id", "body_text", "created_at")[:ANSWERS_INDEXED],
                to_attr="indexed_answers",
            ),
            Prefetch("tagged_items", tags, to_attr="indexed_tags"),
            Prefetch("merges", merges.select_related("duplicate"), to_attr="indexed_merges"),
        )
    )


def document_of(topic: Topic) -> Document:
    """What the index holds of a topic fetched by `indexable_topics`."""
    return Document(
        app_label=topic._meta.app_label,
        model_name=str(topic._meta.model_name),
        pk=topic.pk,
        title=topic.title,
        body="\n".join((topic.body_text, *_duplicates_of(topic))),
        answers=_answers_of(topic),
        scopes=scopes_of(topic),
        is_public=topic.forum.is_public and not topic.is_private,
        languages=languages_of(topic.forum.site.hostname),
        created_at=topic.published_at or topic.created_at,
        facets=facets_of(topic),
    )


def _answers_of(topic: Topic) -> str:
    marked = [topic.official_answer, topic.solution]
    marked = [answer for answer in marked if answer is not None and answer.is_published]
    texts = {answer.pk: answer.body_text for answer in [*marked, *getattr(topic, "indexed_answers", ())]}
    return "\n".join(body[:ANSWER_LENGTH] for body in texts.values())


def _duplicates_of(topic: Topic) -> list[str]:
    """Words of the topics merged into it: whoever asks as they did finds this one."""
    merged = [merge.duplicate for merge in getattr(topic, "indexed_merges", ())]
    return [f"{other.title}\n{other.body_text[:ANSWER_LENGTH]}" for other in merged]


def facets_of(topic: Topic) -> dict[str, list[str]]:
    return {
        "type": [topic.topic_type],
        "status": [topic.status.kind],
        "forum": [str(topic.forum_id)],
        "official": ["1"] if topic.official_answer_id else [],
        "solved": ["1"] if topic.solution_id else [],
        "tag": [item.tag.slug for item in getattr(topic, "indexed_tags", ())],
    }
