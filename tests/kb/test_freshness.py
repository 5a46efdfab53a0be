"""Whether articles are still true: by date, by evidence, and what people look for in vain."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client, override_settings
from django.utils import timezone

from feedback_community.actions.official_answers import post_official_answer
from feedback_community.actions.searches import record_search
from feedback_community.actions.solutions import mark_solution
from feedback_community.enums import SearchOutcome, SearchSource
from feedback_community.exceptions import NotAllowed
from feedback_community.kb.actions import flags
from feedback_community.kb.actions.gaps import dismiss_gap, find_gaps
from feedback_community.kb.actions.helpful_votes import cast_helpful_vote
from feedback_community.kb.actions.reminders import remind_owners, unpublish_overdue
from feedback_community.kb.actions.reviews import verify_articles
from feedback_community.kb.articles import current_version
from feedback_community.kb.clusters import clusters
from feedback_community.kb.enums import FlagKind, GapKind, GapState
from feedback_community.kb.models import ArticleFlag, ArticleRecord, ArticleReview, ContentGap, HelpfulVote
from feedback_community.outbox.worker import run_once
from tests.factories import (
    default_site,
    make_answer,
    make_forum,
    make_group_forum,
    make_representative,
    make_topic,
    make_user,
)
from tests.kb.making import PAGE_LABEL, make_article, make_editor, publish_again

pytestmark = pytest.mark.django_db


def kb_setting(**changed: Any) -> Any:
    """Beside what the project sets."""
    given = getattr(settings, "FEEDBACK_COMMUNITY_KB", {})
    return override_settings(FEEDBACK_COMMUNITY_KB={**given, **changed})


def record_of(article: Any) -> ArticleRecord:
    return ArticleRecord.objects.get(page=article.pk)


def review_of(article: Any) -> ArticleReview:
    return ArticleReview.objects.get(article__page=article.pk)


def age(article: Any, days: int) -> None:
    """As if it had been verified so many days earlier."""
    review = review_of(article)
    ArticleReview.objects.filter(pk=review.pk).update(
        verified_at=review.verified_at - timedelta(days=days),
        verified_until=review.verified_until - timedelta(days=days) if review.verified_until else None,
    )


def open_flags(article: Any) -> list[str]:
    return list(record_of(article).flags.filter(settled_at=None).values_list("kind", flat=True))


def test_publishing_new_content_verifies_and_a_typo_does_not() -> None:
    owner = make_editor()
    article = make_article(article_owner=owner)
    review = review_of(article)
    assert (review.owner, review.verified_until) == (owner, timezone.localdate() + timedelta(days=180))
    age(article, 200)
    assert review_of(article).is_due
    publish_again(article, title="Teh", significance="typo")
    assert review_of(article).is_due
    publish_again(article, title="The", significance="content")
    assert not review_of(article).is_due


def test_each_article_has_its_interval_and_none_is_never_due() -> None:
    assert review_of(make_article(review_interval_days=0)).verified_until is None
    short = review_of(make_article(review_interval_days=7))
    assert short.verified_until == timezone.localdate() + timedelta(days=7)
    with kb_setting(REVIEW_INTERVAL_DAYS=30):
        assert review_of(make_article()).verified_until == timezone.localdate() + timedelta(days=30)


def test_verifying_needs_the_right_and_the_page() -> None:
    article = make_article()
    age(article, 400)
    for user in (make_editor(), make_editor("verify_article", pages=False), make_user()):
        with pytest.raises(NotAllowed):
            verify_articles([record_of(article)], by=user)
    assert review_of(article).is_due
    verify_articles([record_of(article)], by=make_editor("verify_article"))
    assert not review_of(article).is_due


def test_the_banner_is_for_editors_and_for_readers_by_setting() -> None:
    article = make_article()
    age(article, 180 + 40)
    editor = Client()
    editor.force_login(make_editor("verify_article"))
    assert "due for review" in editor.get(article.url).content.decode()
    assert "last checked" not in Client().get(article.url).content.decode()
    with kb_setting(OVERDUE_BANNER_DAYS=30):
        assert "last checked" in Client().get(article.url).content.decode()
    with kb_setting(OVERDUE_BANNER_DAYS=50):
        assert "last checked" not in Client().get(article.url).content.decode()


def test_a_newer_solution_of_a_source_flags_once_and_stays_settled() -> None:
    forum = make_forum()
    asker = make_user()
    topic = make_topic(forum, author=asker, title="Slow at night")
    official = post_official_answer(topic, by=make_representative(forum), body="Restart it.")
    article = make_article()
    record_of(article).source_rows.create(topic=topic, title=topic.title, answer_id=official.pk)
    assert flags.flag_new_solutions() == 0
    topic.refresh_from_db()
    mark_solution(make_answer(topic, body="Change the channel."), by=asker)
    assert flags.flag_new_solutions() == 1
    assert flags.flag_new_solutions() == 0
    flag = ArticleFlag.objects.get()
    assert flag.kind == FlagKind.SOLUTION and "“Slow at night”" in flag.why
    verify_articles([record_of(article)], by=make_editor("verify_article"))
    assert flags.look_for_evidence() == 0
    assert open_flags(article) == []


def test_a_falling_share_flags() -> None:
    article = make_article()
    version = current_version(article)

    def vote(name: str, is_helpful: bool) -> None:
        cast_helpful_vote(version, voter=None, anonymous_key=name, is_helpful=is_helpful)

    for number in range(10):
        vote(f"old {number}", True)
    HelpfulVote.objects.update(created_at=timezone.now() - timedelta(days=60))
    for number in range(4):
        vote(f"new {number}", False)
    assert flags.flag_falling_shares() == 0
    vote("new 5", False)
    assert flags.flag_falling_shares() == 1
    assert "0% find it helpful now; it was 100% before" in ArticleFlag.objects.get().why


def test_seen_and_asked_all_the_same_flags() -> None:
    article = make_article()
    key = f"{PAGE_LABEL}.{article.pk}"
    for number in range(3):
        assert flags.flag_asked_anyway() == 0
        record_search(
            "slow at night",
            site=default_site(),
            session_key=f"s{number}",
            source=SearchSource.LIVE,
            shown=[key],
            result_count=1,
            outcome=SearchOutcome.ASKED,
        )
    assert flags.flag_asked_anyway() == 1
    assert (
        "3 people saw it" in ArticleFlag.objects.get().why
        and "slow at night" in ArticleFlag.objects.get().why
    )


def test_a_changed_page_behind_a_link_flags() -> None:
    linked = make_article(title="Prices")
    html = f'<p><a linktype="page" id="{linked.pk}">prices</a></p>'
    article = make_article(body=[("text", html)])
    assert flags.flag_changed_links() == 0
    publish_again(linked, title="New prices")
    assert flags.flag_changed_links() == 1
    assert flags.flag_changed_links() == 0
    assert open_flags(article) == [FlagKind.LINKED] and "New prices" in ArticleFlag.objects.get().why


def test_searches_without_a_result_are_gaps_by_people_and_not_by_keystrokes() -> None:
    for session, query in (("a", "fibre price"), ("b", "price fibre"), ("b", "fibre price"), ("c", "alone")):
        record_search(
            query, site=default_site(), session_key=session, source=SearchSource.SITE, result_count=0
        )
    record_search("known", site=default_site(), session_key="d", source=SearchSource.SITE, result_count=3)
    assert find_gaps() == 1
    gap = ContentGap.objects.get()
    assert (gap.kind, gap.weight >= 2, set(gap.queries)) == (
        GapKind.SEARCH,
        True,
        {"fibre price", "price fibre"},
    )


def test_unanswered_questions_alike_are_a_gap_of_public_topics_only() -> None:
    forum = make_forum()
    alike = [
        make_topic(forum, title=t) for t in ("Cancel my fibre contract", "How to cancel the fibre contract?")
    ]
    make_topic(forum, title="The television shows nothing")
    hidden = make_topic(
        make_group_forum(insider := make_user()), author=insider, title="Cancel fibre contract now"
    )
    assert find_gaps() == 1
    gap = ContentGap.objects.get()
    assert sorted(gap.topics) == sorted(t.pk for t in alike) and hidden.pk not in gap.topics
    assert gap.title in {t.title for t in alike}
    post_official_answer(alike[0], by=make_representative(forum), body="Write to us.")
    assert find_gaps() == 0 and not ContentGap.objects.exists()


def test_a_dismissed_gap_does_not_come_back() -> None:
    for session in "ab":
        record_search(
            "fibre price", site=default_site(), session_key=session, source=SearchSource.SITE, result_count=0
        )
    find_gaps()
    with pytest.raises(NotAllowed):
        dismiss_gap(ContentGap.objects.get(), by=AnonymousUser())
    dismiss_gap(ContentGap.objects.get(), by=make_editor("promote_topic"))
    find_gaps()
    assert ContentGap.objects.get().state == GapState.DISMISSED


def test_clusters_are_of_like_titles() -> None:
    titles = {
        1: "Router restarts at night",
        2: "Invoice is wrong",
        3: "My router restarts every night",
        4: "",
    }
    assert clusters(titles) == [[1, 3]]


def test_the_owner_of_a_due_article_is_told_once_by_bell_and_mail(mailoutbox: Any) -> None:
    owner = make_editor(name="Olga Owner")
    article = make_article(article_owner=owner, title="Router lamps")
    make_article(article_owner=owner)
    assert remind_owners() == 0
    age(article, 200)
    assert remind_owners() == 1
    assert remind_owners() == 0
    run_once()
    assert [mail.to for mail in mailoutbox] == [[owner.email]]
    assert "Router lamps" in mailoutbox[0].subject + mailoutbox[0].body
    assert f"/admin/pages/{article.pk}/edit/" in mailoutbox[0].body
    ArticleReview.objects.update(reminded_at=timezone.now() - timedelta(days=31))
    assert remind_owners() == 1


def test_nobody_is_told_of_what_was_verified_meanwhile(mailoutbox: Any) -> None:
    owner = make_editor("verify_article")
    article = make_article(article_owner=owner)
    age(article, 200)
    remind_owners()
    verify_articles([record_of(article)], by=owner)
    run_once()
    assert mailoutbox == []


def test_what_nobody_looked_after_leaves_the_site_only_by_setting() -> None:
    article = make_article()
    age(article, 180 + 40)
    assert unpublish_overdue() == 0
    with kb_setting(OVERDUE_UNPUBLISH_DAYS=50):
        assert unpublish_overdue() == 0
    with kb_setting(OVERDUE_UNPUBLISH_DAYS=30):
        assert unpublish_overdue() == 1
        assert unpublish_overdue() == 0
    assert not type(article).objects.get(pk=article.pk).live
    assert Client().get(article.url).status_code == 404
