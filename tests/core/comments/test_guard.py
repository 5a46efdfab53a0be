"""The stock comment pages, mounted by a host for its own pages, show nothing of ours."""

from __future__ import annotations

import json
import sys
import types
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.test import Client
from django.urls import clear_url_caches, include, path
from django.utils import timezone
from django_comments.feeds import LatestCommentFeed
from django_comments.forms import CommentSecurityForm
from django_comments_xtd import signed
from django_comments_xtd.conf import settings as comment_settings
from django_comments_xtd.models import XtdComment

from feedback_community.actions.answers import remove_answer
from feedback_community.comments.moderator import refuse_ours
from feedback_community.models import Answer
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user
from tests.projects import common_urls

SECRET = "the-secret-words"

with_stock_urls = types.ModuleType("tests_with_stock_comment_urls")
with_stock_urls.urlpatterns = [  # type: ignore[attr-defined]
    path("comments/", include("django_comments_xtd.urls")),
    path("latest/", LatestCommentFeed()),
    *common_urls.urlpatterns,
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer() -> Answer:
    """A published answer on a private topic: its page answers 404 to everybody else."""
    topic = make_topic(make_forum(), is_private=True)
    return make_answer(topic, author=topic.author.user, body=SECRET)


@pytest.fixture
def stock(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setitem(sys.modules, with_stock_urls.__name__, with_stock_urls)
    settings.ROOT_URLCONF = with_stock_urls.__name__
    clear_url_caches()
    yield settings
    clear_url_caches()


@pytest.fixture
def guarded(stock: Any) -> Client:
    stock.MIDDLEWARE = [
        *stock.MIDDLEWARE,
        "feedback_community.comments.guard.CommentGuardMiddleware",
    ]
    return Client()


def host_comment(text: str = "about the weather") -> XtdComment:
    """A comment on a page of the host's own."""
    site_type = ContentType.objects.get(app_label="wagtailcore", model="site")
    return XtdComment.objects.create(
        content_type=site_type,
        object_pk="1",
        site_id=1,
        comment=text,
        submit_date=timezone.now(),
        user=make_user(),
        is_public=True,
    )


def topic_type() -> ContentType:
    return ContentType.objects.get(app_label="feedback_community", model="topic")


def requests_of(answer: Answer) -> dict[str, tuple[str, str, Any]]:
    """Each row of the table in the promises: method, address, data."""
    comment = XtdComment.objects.get(pk=answer.comment_id)
    key = signed.dumps(comment, compress=True, extra_key=comment_settings.COMMENTS_XTD_SALT).decode()
    token = signing.dumps(f"feedback_community.topic:{answer.topic_id}")
    pk, topic = comment.pk, answer.topic_id
    return {
        "sent": ("get", f"/comments/sent/?c={pk}", None),
        "sent, repeated": ("get", f"/comments/sent/?c=0&c={pk}", None),
        "sent, signed": ("get", f"/comments/sent/?c={token}", None),
        "reply": ("get", f"/comments/reply/{pk}/", None),
        "reply as json": ("get", f"/comments/reply/{pk}.json", None),
        "api list": ("get", f"/comments/api/feedback_community-topic/{topic}/", None),
        "api count": ("get", f"/comments/api/feedback_community-topic/{topic}/count/", None),
        "redirect": ("get", f"/comments/cr/{topic_type().pk}/{topic}/", None),
        "flag": ("get", f"/comments/flag/{pk}/", None),
        "like": ("get", f"/comments/like/{pk}/", None),
        "like, posted": ("post", f"/comments/like/{pk}/", {}),
        "liked": ("get", f"/comments/liked/?c={pk}", None),
        "dislike": ("post", f"/comments/dislike/{pk}/", {}),
        "delete": ("get", f"/comments/delete/{pk}/", None),
        "approve": ("get", f"/comments/approve/{pk}/", None),
        "api feedback": ("post", "/comments/api/feedback/", {"comment": pk, "flag": "like"}),
        "api report": ("post", "/comments/api/flag/", {"comment": pk, "flag": "report"}),
        "mute": ("get", f"/comments/mute/{key}/", None),
        "confirm": ("get", f"/comments/confirm/{key}/", None),
        "post": (
            "post",
            "/comments/post/",
            {"content_type": "feedback_community.topic", "object_pk": topic, "comment": "x"},
        ),
        "api post": (
            "post",
            "/comments/api/comment/",
            {"content_type": "feedback_community.topic", "object_pk": topic, "comment": "x"},
        ),
    }


NAMES = [
    *("sent", "sent, repeated", "sent, signed", "reply", "reply as json", "api list", "api count"),
    *("redirect", "flag", "like", "like, posted", "liked", "dislike", "delete", "approve"),
    *("api feedback", "api report", "mute", "confirm", "post", "api post"),
]


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_whatever_the_stock_views_are_asked_of_ours_is_not_there(
    guarded: Client, answer: Answer, name: str, signed_in: bool
) -> None:
    method, url, data = requests_of(answer)[name]
    if signed_in:
        guarded.force_login(make_user("Outsider Eve"))
    ajax = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
    response = guarded.get(url, **ajax) if method == "get" else guarded.post(url, data, **ajax)
    assert response.status_code == 404
    assert SECRET not in response.text
    assert answer.topic.title not in response.text
    assert XtdComment.objects.count() == 1


def test_the_table_is_complete(answer: Answer) -> None:
    assert sorted(requests_of(answer)) == sorted(NAMES)


@pytest.mark.parametrize("name", ["api feedback", "api report", "api post"])
def test_a_body_in_json_is_read_too(guarded: Client, answer: Answer, name: str) -> None:
    _method, url, data = requests_of(answer)[name]
    guarded.force_login(make_user("Outsider Eve"))
    response = guarded.post(url, json.dumps(data), content_type="application/json")
    assert response.status_code == 404


def test_without_the_guard_the_stock_list_does_show_it(stock: Any, answer: Answer) -> None:
    """Otherwise the tests above would prove nothing."""
    response = Client().get(requests_of(answer)["api list"][1])
    assert response.status_code == 200
    assert SECRET in response.text


def test_a_removed_answer_is_not_shown_either(guarded: Client) -> None:
    forum = make_forum()
    answer = make_answer(make_topic(forum), body=SECRET)
    remove_answer(answer, by=make_representative(forum), reason="Spam.")
    for method, url, data in requests_of(answer).values():
        response = guarded.get(url) if method == "get" else guarded.post(url, data)
        assert response.status_code == 404


def test_the_feed_has_the_comments_of_the_host_only(guarded: Client, answer: Answer) -> None:
    host_comment("about the weather")
    text = guarded.get("/latest/").text
    assert "about the weather" in text
    assert SECRET not in text


def test_the_host_keeps_its_own_comments(guarded: Client) -> None:
    comment = host_comment()
    assert guarded.get("/comments/api/wagtailcore-site/1/").status_code == 200
    assert "about the weather" in guarded.get("/comments/api/wagtailcore-site/1/").text
    assert guarded.get("/comments/api/wagtailcore-site/1/count/").json() == {"count": 1}
    response = guarded.get(f"/comments/sent/?c={comment.pk}", HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert response.status_code == 200


def test_a_comment_posted_to_a_topic_by_the_stock_way_is_refused(stock: Any, answer: Answer) -> None:
    """Also without the guard: the form is right, its hash is right, only the object is ours."""
    topic = answer.topic
    secure = CommentSecurityForm(topic)
    data = {name: secure[name].value() for name in ("timestamp", "security_hash")}
    data |= {"content_type": "feedback_community.topic", "object_pk": str(topic.pk), "comment": "Hello"}
    data |= {"name": "Eve", "email": "eve@private.example", "followup": "", "reply_to": "0", "honeypot": ""}
    client = Client()
    client.force_login(make_user("Outsider Eve"))
    response = client.post("/comments/post/", data)
    assert response.status_code == 400
    assert XtdComment.objects.count() == 1


def test_the_moderator_says_nothing_about_comments_of_the_host() -> None:
    assert refuse_ours(None, host_comment()) is None
