"""Evidence that an article may not be true any more, gathered every night from what the site knows."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, Q
from django.utils import timezone
from wagtail.models import ReferenceIndex

from feedback_community.enums import EventKind, SearchOutcome
from feedback_community.kb.documents import page_model
from feedback_community.kb.enums import FlagKind
from feedback_community.kb.models import ArticleFlag, ArticleRecord, ArticleSource, HelpfulVote
from feedback_community.models import SearchRecord, TopicEvent

#: What is looked back on.
WINDOW = timedelta(days=30)
#: Votes below which a share says nothing, now and before; and by how much it must fall.
VOTES_NOW, VOTES_BEFORE, FALL = 5, 10, 0.2
#: People who saw the article and asked all the same.
ASKED = 3
#: Articles looked at together.
BATCH = 500


def raise_flag(article_id: int, kind: FlagKind, cause: str, **facts: object) -> bool:
    """Once for each cause, also after somebody settled it."""
    _flag, made = ArticleFlag.objects.get_or_create(
        article_id=article_id, kind=kind, cause=cause[:100], defaults={"facts": facts}
    )
    return made


def look_for_evidence() -> int:
    """Periodic. Returns how many flags are new."""
    return flag_new_solutions() + flag_falling_shares() + flag_asked_anyway() + flag_changed_links()


def flag_new_solutions() -> int:
    """A source topic got another solution or official answer than the one taken over, after it was."""
    since = timezone.now() - WINDOW
    marked = TopicEvent.objects.filter(
        kind__in=(EventKind.SOLUTION_SET, EventKind.OFFICIAL_SET),
        at__gte=since,
        topic__article_sources__isnull=False,
        answer__isnull=False,
    )
    answers: dict[int, list[TopicEvent]] = {}
    for event in marked.select_related("topic"):
        answers.setdefault(event.topic_id, []).append(event)
    sources = ArticleSource.objects.filter(topic__in=answers, article__is_live=True)
    count = 0
    for source in sources.select_related("topic", "article__review"):
        review = getattr(source.article, "review", None)
        seen = max(filter(None, (source.seen_at, review and review.verified_at)))
        for event in answers[source.topic_id or 0]:
            if event.at > seen and event.answer_id != source.answer_id:
                title = event.topic.title
                cause = f"answer:{event.answer_id}"
                count += raise_flag(source.article_id, FlagKind.SOLUTION, cause, title=title)
    return count


def flag_falling_shares() -> int:
    """Of the votes of the last month fewer are "helpful" than of those before."""
    recent = Q(created_at__gte=timezone.now() - WINDOW)
    yes = Q(is_helpful=True)
    rows = (
        HelpfulVote.objects.filter(version__article__is_live=True)
        .values(article=F("version__article"))
        .annotate(
            now=Count("pk", filter=recent),
            now_yes=Count("pk", filter=recent & yes),
            before=Count("pk", filter=~recent),
            before_yes=Count("pk", filter=~recent & yes),
        )
        .filter(now__gte=VOTES_NOW, before__gte=VOTES_BEFORE)
        .order_by("article")
    )
    count = 0
    for row in rows.iterator():
        now, before = row["now_yes"] / row["now"], row["before_yes"] / row["before"]
        if before - now >= FALL:
            facts = {"before": round(100 * before), "after": round(100 * now)}
            cause = f"month:{timezone.localdate():%Y-%m}"
            count += raise_flag(row["article"], FlagKind.HELPFUL, cause, **facts)
    return count


def flag_asked_anyway() -> int:
    """The search showed the article to people who then asked: it did not say what they looked for."""
    rows = SearchRecord.objects.filter(
        outcome=SearchOutcome.ASKED, created_at__gte=timezone.now() - WINDOW
    ).values_list("shown", "query")
    start = f"{page_model()._meta.label_lower}."
    people: Counter[int] = Counter()
    last: dict[int, str] = {}
    for shown, query in rows.order_by("pk").iterator():
        for key in shown:
            if key.startswith(start):
                pk = int(key.removeprefix(start))
                people[pk] += 1
                last[pk] = query
    many = {pk: count for pk, count in people.items() if count >= ASKED}
    count = 0
    for pk, record in _records_of(many).items():
        cause = f"month:{timezone.localdate():%Y-%m}"
        count += raise_flag(record, FlagKind.ASKED, cause, count=many[pk], query=last[pk])
    return count


def _records_of(page_ids: dict[int, int]) -> dict[int, int]:
    """Pages to the records of live articles."""
    records = ArticleRecord.objects.filter(page__in=page_ids, is_live=True)
    return dict(records.values_list("page_id", "pk"))


def flag_changed_links() -> int:
    """A page that the article links to was published again after somebody looked at the article."""
    articles = ArticleRecord.objects.filter(is_live=True, page__isnull=False).select_related("review")
    start = count = 0
    while part := list(articles.filter(pk__gt=start).order_by("pk")[:BATCH]):
        start = part[-1].pk
        count += _flag_links({str(article.page_id): article for article in part})
    return count


def _flag_links(articles: dict[str, ArticleRecord]) -> int:
    base = page_model()
    links = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(base),
        to_content_type=ContentType.objects.get_for_model(base),
        object_id__in=articles,
    ).values_list("object_id", "to_object_id")
    pairs = {(source, int(target)) for source, target in links}
    pages = {
        pk: (title, changed, revision)
        for pk, title, changed, revision in base.objects.live()
        .filter(pk__in={target for _source, target in pairs})
        .values_list("pk", "title", "last_published_at", "live_revision_id")
    }
    count = 0
    for source, target in sorted(pairs):
        if target not in pages:
            continue
        title, changed, revision = pages[target]
        review = getattr(articles[source], "review", None)
        if review and review.verified_at and changed and changed > review.verified_at:
            cause = f"page:{target}:{revision}"
            count += raise_flag(articles[source].pk, FlagKind.LINKED, cause, title=title)
    return count
