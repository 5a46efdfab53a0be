from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from wagtail.models import Site

from feedback_community.actions.answers import remove_answer
from feedback_community.actions.managing import close_topic, feature_topic
from feedback_community.actions.official_answers import post_official_answer
from feedback_community.actions.solutions import mark_solution
from feedback_community.actions.statuses import change_status
from feedback_community.actions.topics import remove_topic
from feedback_community.actions.votes import cast_vote
from feedback_community.enums import ModerationPolicy, StatusKind, TopicType
from feedback_community.models import Answer, CommunityTag, Member, TaggedTopic, Topic
from tests.factories import (
    make_answer,
    make_forum,
    make_group_forum,
    make_representative,
    make_topic,
    make_user,
    status,
)

pytestmark = pytest.mark.django_db

HOME, TOPICS = "/community/", "/community/topics/"


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def url_of(topic: Topic) -> str:
    return topic.get_absolute_url()


def titles(html: str) -> list[str]:
    return re.findall(r'community-row-title"><a href="[^"]*">([^<]*)<', html)


def tag(topic: Topic, name: str) -> CommunityTag:
    found, _made = CommunityTag.objects.get_or_create(name=name, slug=name)
    TaggedTopic.objects.create(tag=found, content_object=topic)
    return found


@pytest.fixture
def forum():
    return make_forum("Internet")


@pytest.fixture
def staff(forum):
    return make_representative(forum)


# -- what one sees ------------------------------------------------------------------------------


def test_a_list_shows_what_is_answered_by_whom_and_where_it_stands(client, forum, staff):
    topic = make_topic(forum, title="The router blinks", topic_type=TopicType.PROBLEM)
    post_official_answer(topic, by=staff, body="We are on it.", new_status=status(StatusKind.STARTED))
    mark_solution(make_answer(topic, body="Hold it for ten seconds."), by=staff)
    tag(topic, "router")
    html = text_of(client.get(TOPICS))
    for word in (
        "The router blinks",
        "Official answer",
        "Solution",
        "Being fixed",
        "Problem",
        "Internet",
        "router",
    ):
        assert word in html
    assert "Maria Lind" in html
    assert "private.example" not in html


def test_official_answer_and_solution_stand_first_on_every_page(client, forum, staff, monkeypatch):
    monkeypatch.setattr("feedback_community.limits.ANSWERS_PAGE_SIZE", 3)
    topic = make_topic(forum)
    answers = [make_answer(topic, body=f"Answer number {number}.") for number in range(8)]
    mark_solution(answers[6], by=staff)
    post_official_answer(topic, by=staff, body="The word of the company.")
    seen, url = [], url_of(topic)
    while url:
        html = text_of(client.get(url))
        body = html[html.index("<article") :]
        assert (
            body.index("The word of the company.")
            < body.index("Answer number 6.")
            < body.index('id="answers"')
        )
        assert html.count("Answer number 6.</p>") == 1
        seen += re.findall(r"<p>Answer number (\d)\.</p>", body[body.index('id="answers"') :])
        match = re.search(r'rel="next" href="(\?[^"]*)"', body)
        url = url_of(topic) + match[1].replace("&amp;", "&") if match else ""
    assert seen == ["0", "1", "2", "3", "4", "5", "7"]


def test_one_answer_that_is_both_is_shown_once_with_both_labels(client, forum, staff):
    topic = make_topic(forum)
    answer = post_official_answer(topic, by=staff, body="Press reset.")
    mark_solution(answer, by=staff)
    html = text_of(client.get(url_of(topic)))
    assert html.count(f'id="answer-{answer.pk}"') == 1
    article = html[html.index(f'id="answer-{answer.pk}"') :]
    article = article[: article.index("</article>")]
    assert "Official answer" in article
    assert "Solution" in article
    assert "Official representative" in article


def test_the_history_stands_between_the_answers(client, forum, staff):
    topic = make_topic(forum, topic_type=TopicType.IDEA)
    make_answer(topic, body="I want this.")
    change_status(topic, to=status(StatusKind.DECLINED), by=staff, note="See <b>our</b> reasons.")
    make_answer(topic, body="A pity.")
    html = text_of(client.get(url_of(topic)))
    html = html[html.index("<article") :]
    change = html.index("changed the status to “Not planned”")
    assert html.index("I want this.") < change < html.index("A pity.")
    assert "See &lt;b&gt;our&lt;/b&gt; reasons." in html


def test_answers_to_answers_stand_below_them_and_removed_ones_leave_a_stub(client, forum, staff):
    topic = make_topic(forum)
    first = make_answer(topic, body="First.")
    reply = make_answer(topic, parent=first, body="Reply to the first.")
    gone = make_answer(topic, body="Very rude words.")
    remove_answer(gone, by=staff, reason="Rude.")
    html = text_of(client.get(url_of(topic)))
    assert html.index("First.") < html.index("Reply to the first.")
    assert f'id="answer-{reply.pk}"' in html
    assert "Very rude words" not in html
    assert "Rude." in html


def test_a_link_to_an_answer_leads_to_the_page_it_stands_on(client, forum, monkeypatch):
    monkeypatch.setattr("feedback_community.limits.ANSWERS_PAGE_SIZE", 3)
    topic = make_topic(forum)
    answers = [make_answer(topic, body=f"Answer number {number}.") for number in range(8)]
    for answer in [*answers, make_answer(topic, parent=answers[7], body="A reply.")]:
        response = client.get(answer.get_absolute_url())
        assert response.status_code == 302
        assert response["Location"].endswith(f"#answer-{answer.pk}")
        assert f'id="answer-{answer.pk}"' in text_of(client.get(response["Location"]))


def test_a_wrong_slug_leads_to_the_right_one_and_an_act_word_is_no_slug(client, forum):
    topic = make_topic(forum, title="Router")
    response = client.get(f"/community/t/{topic.pk}/something-else/?sort=newest")
    assert (response.status_code, response["Location"]) == (
        301,
        f"/community/t/{topic.pk}/router/?sort=newest",
    )
    named = make_topic(forum, title="Status")
    assert client.get(f"/community/t/{named.pk}/-/").status_code == 200


def test_replies_beyond_the_page_have_a_page_of_their_own(client, forum, monkeypatch):
    monkeypatch.setattr("feedback_community.web.thread.REPLIES", 2)
    topic = make_topic(forum)
    first = make_answer(topic, body="First.")
    for number in range(4):
        make_answer(topic, parent=first, body=f"Reply {number}.")
    html = text_of(client.get(url_of(topic)))
    assert "Reply 1." in html
    assert "Reply 3." not in html
    assert f"?under={first.pk}" in html
    assert "Reply 3." in text_of(client.get(f"{url_of(topic)}?under={first.pk}"))


def test_my_own_vote_is_visible_in_lists_and_on_the_page(client, forum):
    reader = make_user("Vera Voter")
    topic = make_topic(forum)
    cast_vote(topic, voter=reader)
    client.force_login(reader)
    for url in (TOPICS, url_of(topic), HOME):
        html = text_of(client.get(url))
        assert f"/community/t/{topic.pk}/unvote/" in html
        assert 'aria-pressed="true"' in html


def test_data_for_search_engines_is_valid_and_cannot_end_its_element(client, forum, staff):
    topic = make_topic(forum, title="Why </script><script>alert(1)</script>?")
    post_official_answer(topic, by=staff, body="Because.")
    html = text_of(client.get(url_of(topic)))
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1]
    data = json.loads(block)
    assert data["@type"] == "QAPage"
    assert data["mainEntity"]["name"] == topic.title
    assert data["mainEntity"]["acceptedAnswer"][0]["text"] == "Because."
    assert "alert(1)</script>" not in html.replace(block, "")
    idea = make_topic(forum, topic_type=TopicType.IDEA)
    assert '"DiscussionForumPosting"' in text_of(client.get(url_of(idea)))


def test_what_people_type_is_escaped_everywhere(client, forum):
    evil = "<img src=x onerror=alert(1)>\"'%(title)s"
    author = make_user(f"{evil} Lind")
    topic = make_topic(forum, title=f"Help {evil}", author=author, body="Text `<b>` %s %(pk)s")
    make_answer(topic, author=author, body="Answer %s %(pk)s")
    tag(topic, "x")
    CommunityTag.objects.update(name=evil)
    for url in (HOME, TOPICS, url_of(topic), f"/community/people/{Member.objects.get(user=author).handle}/"):
        html = text_of(client.get(url))
        assert "<img src=x" not in html
    assert "%(pk)s" in text_of(client.get(url_of(topic)))


def test_empty_places_say_what_to_do_next(client, forum):
    assert "Be the first" in text_of(client.get(HOME))
    html = text_of(client.get(TOPICS))
    assert "Nothing here yet" in html
    assert "/community/ask/" in html
    assert "Everything has an answer" in text_of(client.get(f"{TOPICS}?show=unanswered"))


# -- home, roadmap, people, tags ------------------------------------------------------------------


def test_home_shows_forums_in_my_language_first_and_what_matters(client, forum, staff):
    make_forum("Интернет", language="ru")
    make_forum("Television", language="en")
    featured = make_topic(forum, title="Works next week", topic_type=TopicType.UPDATE, author=staff)
    feature_topic(featured, by=staff, until=timezone.now() + timedelta(days=3))
    make_topic(forum, title="No picture", topic_type=TopicType.PROBLEM)
    planned = make_topic(forum, title="A darker theme", topic_type=TopicType.IDEA)
    change_status(planned, to=status(StatusKind.PLANNED), by=staff)
    html = text_of(client.get(HOME))
    for word in (
        "Works next week",
        "Featured",
        "Known problems",
        "No picture",
        "On the way",
        "A darker theme",
    ):
        assert word in html
    assert html.index("Television") < html.index("Интернет")
    russian = text_of(client.get(HOME, headers={"accept-language": "ru"}))
    assert russian.index("Интернет") < russian.index("Television")


def test_the_roadmap_has_a_column_for_each_status_on_it(client, forum, staff):
    idea = make_topic(forum, title="A darker theme", topic_type=TopicType.IDEA)
    assert "A darker theme" not in text_of(client.get("/community/roadmap/"))
    change_status(idea, to=status(StatusKind.STARTED), by=staff)
    html = text_of(client.get("/community/roadmap/"))
    started = html[html.index("community-mark-started") :]
    assert "A darker theme" in started[: started.index("</section>")]


def test_a_person_is_shown_by_what_the_reader_may_see(client, forum):
    author, friend = make_user("Ann Author"), make_user("Fred Friend")
    secret = make_topic(make_group_forum(author, friend), author=author, title="Among ourselves")
    url = f"/community/people/{Member.objects.get(user=author).handle}/"
    assert client.get(url).status_code == 404
    client.force_login(friend)
    assert "Among ourselves" in text_of(client.get(url))
    make_answer(secret, author=friend, body="Between us.")
    friends = f"/community/people/{Member.objects.get(user=friend).handle}/"
    assert "Between us." in text_of(client.get(f"{friends}?show=answers"))
    client.logout()
    make_topic(forum, author=author, title="For everybody")
    html = text_of(client.get(url))
    assert "For everybody" in html
    assert "Among ourselves" not in html
    assert client.get(friends).status_code == 404
    assert client.get("/community/people/nobody-at-all/").status_code == 404


def test_a_tag_of_hidden_topics_is_missing(client, forum):
    member = make_user()
    tag(make_topic(make_group_forum(member), author=member), "secret")
    tag(make_topic(forum, title="Seen by all"), "open")
    assert client.get("/community/tags/secret/").status_code == 404
    assert client.get("/community/tags/secret/feed/").status_code == 404
    assert titles(text_of(client.get("/community/tags/open/"))) == ["Seen by all"]
    assert "No topic fits" in text_of(client.get("/community/tags/open/?type=idea"))


# -- who may see what ------------------------------------------------------------------------------


@pytest.fixture
def hidden(forum, staff):
    """One topic for each reason to be hidden from a stranger."""
    author = make_user("Hugo Hidden")
    root = Site.objects.get(is_default_site=True).root_page
    other = make_forum("Other", site=Site.objects.create(hostname="other.example", port=80, root_page=root))
    closed, held = make_group_forum(author), make_forum("Held", moderation_policy=ModerationPolicy.ALL)
    removed = make_topic(forum, title="Words that are gone")
    remove_topic(removed, by=staff, reason="Against the rules.")
    return {
        "private": make_topic(forum, author=author, title="Only for the company", is_private=True),
        "held": make_topic(held, author=author, title="Waiting for a moderator"),
        "group": make_topic(closed, author=author, title="In a closed forum"),
        "other": make_topic(other, author=author, title="On another site"),
        "removed": removed,
        "author": author,
    }


def test_what_is_hidden_is_on_no_page(client, hidden):
    stranger = make_user("Sam Stranger")
    topics = [topic for name, topic in hidden.items() if name != "author"]
    for user in (None, stranger):
        if user:
            client.force_login(user)
        for url in (HOME, TOPICS, "/community/roadmap/", "/community/feed/", "/community/sitemap-0.xml"):
            html = text_of(client.get(url))
            for topic in topics:
                assert topic.title not in html
                assert f"/t/{topic.pk}/" not in html
        for name in ("private", "held", "group", "other"):
            for path in (f"/community/t/{hidden[name].pk}/x/", f"/community/t/{hidden[name].pk}/feed/"):
                assert client.get(path).status_code == 404, (name, path)


def test_missing_and_hidden_answer_alike(client, hidden):
    missing = client.get("/community/t/999999/x/")
    secret = client.get(f"/community/t/{hidden['private'].pk}/x/")
    assert (missing.status_code, secret.status_code) == (404, 404)
    strip = re.compile(rb"/t/\d+/")
    assert strip.sub(b"", missing.content) == strip.sub(b"", secret.content)


def test_a_removed_topic_is_a_stub_with_the_reason(client, hidden, staff):
    topic = hidden["removed"]
    response = client.get(f"/community/t/{topic.pk}/x/")
    html = response.content.decode()
    assert response.status_code == 410
    assert "Against the rules." in html
    assert topic.title not in html
    assert topic.slug not in html
    client.force_login(staff)
    assert topic.title in text_of(client.get(url_of(topic)))


def test_authors_see_their_own_held_posts_and_why_they_wait(client, hidden, forum):
    client.force_login(hidden["author"])
    html = text_of(client.get(url_of(hidden["held"])))
    assert "Waiting for approval." in html
    assert "Every post in this forum is read before it appears" in html
    html = text_of(client.get(url_of(hidden["private"])))
    assert "Only the author and the company see this topic." in html
    assert "application/ld+json" not in html


def test_held_answers_are_seen_by_their_authors_only(client):
    forum = make_forum()
    topic = make_topic(forum)
    forum.moderation_policy = ModerationPolicy.ALL
    forum.save()
    author = make_user("Hal Held")
    make_answer(Topic.objects.get(pk=topic.pk), author=author, body="Not yet read.")
    assert "Not yet read." not in text_of(client.get(url_of(topic)))
    client.force_login(make_user())
    assert "Not yet read." not in text_of(client.get(url_of(topic)))
    client.force_login(author)
    assert "Not yet read." in text_of(client.get(url_of(topic)))


def test_a_closed_topic_says_so_and_takes_no_answer(client, forum, staff):
    topic = make_topic(forum)
    close_topic(topic, by=staff)
    html = text_of(client.get(url_of(topic)))
    assert "no longer answered" in html
    assert 'id="community-answer"' not in html


def test_reading_signed_out_opens_no_session(client, forum):
    topic = make_topic(forum)
    for url in (HOME, TOPICS, url_of(topic), f"/community/f/{forum.slug}/"):
        response = client.get(url)
        assert "sessionid" not in response.cookies
    assert not Session.objects.exists()
    assert not client.get(TOPICS).cookies


def test_personal_pages_are_kept_by_no_cache(client, forum):
    client.force_login(make_user())
    assert "private" in client.get(TOPICS)["Cache-Control"]


# -- feeds and sitemap ------------------------------------------------------------------------------


def test_feeds_carry_the_text_and_absolute_addresses(client, forum):
    topic = make_topic(forum, title="Feed me", body="With **bold** words.")
    make_answer(topic, body="An answer in the feed.")
    feed = text_of(client.get("/community/feed/"))
    assert "Feed me" in feed
    assert "&lt;strong&gt;bold&lt;/strong&gt;" in feed
    assert "private.example" not in feed
    root = Site.objects.get(is_default_site=True).root_url
    assert f"{root}{url_of(topic)}" in feed
    assert "An answer in the feed." in text_of(client.get(f"/community/t/{topic.pk}/feed/"))
    assert "Feed me" in text_of(client.get(f"/community/f/{forum.slug}/feed/"))


def test_a_feed_is_the_same_for_those_who_may_see_more(client, forum):
    member = make_user()
    make_topic(make_group_forum(member), author=member, title="Among ourselves")
    client.force_login(member)
    assert "Among ourselves" not in text_of(client.get("/community/feed/"))


def test_the_sitemap_lists_public_topics_in_parts_by_key(client, forum, monkeypatch):
    monkeypatch.setattr("feedback_community.web.feeds.SITEMAP_PART", 2)
    topics = [make_topic(forum) for _number in range(5)]
    index = text_of(client.get("/community/sitemap.xml"))
    parts = re.findall(r"sitemap-(\d+)\.xml", index)
    found = "".join(text_of(client.get(f"/community/sitemap-{part}.xml")) for part in parts)
    for topic in topics:
        assert found.count(url_of(topic)) == 1
    # Far beyond any key: PostgreSQL does not start its sequences anew for each test.
    assert client.get("/community/sitemap-999999999.xml").status_code == 404


def test_answers_never_name_people_by_their_address(client, forum):
    user = make_user("")
    topic = make_topic(forum, author=user)
    make_answer(topic, author=user)
    for url in (HOME, TOPICS, url_of(topic), "/community/feed/"):
        assert "@private.example" not in text_of(client.get(url))
    assert Answer.objects.get().author.handle in text_of(client.get(url_of(topic)))
