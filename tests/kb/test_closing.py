"""A page goes live: the people of its topics are told once, and nobody is told twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feedback_community.actions.links import About, link_topic
from feedback_community.enums import StatusKind
from feedback_community.exceptions import InvalidChange, NotAllowed
from feedback_community.kb.actions.closing import close_loop, dismiss_offer
from feedback_community.kb.actions.promotion import add_source
from feedback_community.kb.enums import OfferState
from feedback_community.kb.models import ClosingOffer
from feedback_community.models import Notification, OutboxMessage
from feedback_community.outbox import worker
from feedback_community.web.about import type_of
from tests.factories import make_forum, make_representative, make_topic, make_user, status
from tests.kb.making import make_article, make_editor, publish_again, site_root

pytestmark = pytest.mark.django_db


def drain() -> None:
    worker.run_once(frozenset({"notifications", "mail"}))


def article_about(topic, **fields):
    page = make_article(publish=False, **fields)
    add_source(page, topic, by=make_editor("promote_topic"))
    return page


def told(topic) -> int:
    return OutboxMessage.objects.filter(event="official_answer_set", payload__topic=topic.pk).count()


def test_publishing_offers_once_however_often():
    topic = make_topic()
    page = article_about(topic)
    assert not ClosingOffer.objects.exists()
    page = publish_again(page)
    publish_again(page, title="Again")
    assert ClosingOffer.objects.get().topic == topic


def test_any_page_about_a_topic_offers_but_not_for_what_is_done():
    root = site_root()
    topic, done = make_topic(), make_topic()
    done.status = status(StatusKind.DONE)
    done.save()
    for about in (topic, done):
        link_topic(about, About(type_of(root).pk, str(root.pk), title="Home"))
    root.specific.save_revision().publish()
    assert [offer.topic for offer in ClosingOffer.objects.all()] == [topic]


def test_a_scheduled_page_offers_when_it_goes_live():
    page = article_about(make_topic())
    draft = page.get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timedelta(hours=1)
    draft.save_revision().publish()
    assert not ClosingOffer.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        call_command("publish_scheduled")
    assert ClosingOffer.objects.count() == 1


def test_the_loop_is_closed_with_one_official_answer_and_one_status():
    forum = make_forum()
    topic = make_topic(forum)
    staff = make_representative(forum)
    publish_again(article_about(topic))
    offer = ClosingOffer.objects.get()
    close_loop(offer, by=staff, body="See [the article](/x/)", status=status(StatusKind.DONE))
    topic.refresh_from_db()
    assert topic.status.kind == StatusKind.DONE
    assert topic.official_answer.body == "See [the article](/x/)"
    assert told(topic) == 1
    with pytest.raises(InvalidChange):
        close_loop(offer, by=staff, body="Twice")


def test_a_status_alone_is_quiet():
    forum = make_forum()
    topic = make_topic(forum)
    publish_again(article_about(topic))
    before = OutboxMessage.objects.filter(event="status_changed").count()
    close_loop(ClosingOffer.objects.get(), by=make_representative(forum), status=status(StatusKind.DONE))
    assert OutboxMessage.objects.filter(event="status_changed").count() == before
    assert not Notification.objects.exists()


def test_unpublishing_brings_the_topic_back_to_review_without_a_mail():
    forum = make_forum()
    topic = make_topic(forum)
    page = publish_again(article_about(topic))
    staff = make_representative(forum)
    close_loop(ClosingOffer.objects.get(), by=staff, body="Here it is", status=status(StatusKind.DONE))
    mails = OutboxMessage.objects.filter(event__in=("status_changed", "official_answer_set")).count()
    page.unpublish()
    topic.refresh_from_db()
    assert topic.status.kind == StatusKind.UNDER_REVIEW
    publish_again(page)
    assert OutboxMessage.objects.filter(event__in=("status_changed", "official_answer_set")).count() == mails
    assert ClosingOffer.objects.get().state == OfferState.DONE


def test_who_neither_publishes_nor_answers_may_not():
    publish_again(article_about(make_topic()))
    offer = ClosingOffer.objects.get()
    with pytest.raises(NotAllowed):
        dismiss_offer(offer, by=make_user())


def test_the_way_through_the_admin():
    forum = make_forum()
    topic = make_topic(forum, title="Why is the lamp red?")
    page = article_about(topic)
    admin = make_user(is_superuser=True, is_staff=True)
    client = Client()
    client.force_login(admin)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = client.get(edit).context["form"]
    assert form is not None
    publish_again(page)
    offers = reverse("feedback_community_kb:offers")
    assert "Why is the lamp red?" in client.get(offers).content.decode()
    url = reverse("feedback_community_kb:offer", args=[ClosingOffer.objects.get().pk])
    shown = client.get(url).content.decode()
    assert page.title in shown
    data = {"status": status(StatusKind.DONE).pk, "body": "It is explained here."}
    assert client.post(url, data)["Location"] == offers
    topic.refresh_from_db()
    assert topic.official_answer.body == "It is explained here."
    assert client.get(url).status_code == 404
    stranger = Client()
    stranger.force_login(make_editor(pages=False))
    assert stranger.get(url).status_code == 404
    assert "Why is the lamp red?" not in stranger.get(offers).content.decode()


def test_followers_hear_of_a_publication_when_the_editor_says_so_and_only_then():
    author = make_user("Anna Asker")
    topic = make_topic(author=author)
    page = publish_again(article_about(topic))
    drain()
    assert not mail.outbox
    page = publish_again(page, tell_followers=True, change_note="Now with pictures")
    drain()
    letter = mail.outbox[0]
    assert letter.to == [author.email]
    assert page.full_url in letter.body and "Now with pictures" in letter.body
    publish_again(page, title="Again")
    drain()
    assert len(mail.outbox) == 1
    shown = Client().get(topic.get_absolute_url()).content.decode()
    assert "published a page about this" in shown and page.full_url in shown
