"""What a mail looks like on the wire."""

from __future__ import annotations

import re

import pytest
from wagtail.models import Site

from feedback_community.actions.members import ensure_member
from feedback_community.actions.official_answers import post_official_answer
from feedback_community.actions.statuses import change_status
from feedback_community.enums import StatusKind
from feedback_community.models import CommunitySettings, Member
from tests.factories import default_site, make_forum, make_representative, make_topic, make_user, status
from tests.smtp import html_of, text_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def author():
    return make_user("Ann Asker")


@pytest.fixture
def forum():
    return make_forum("Internet & TV")


@pytest.fixture
def topic(forum, author):
    return make_topic(forum, author=author, title="The router restarts at night")


@pytest.fixture
def staff(forum):
    return make_representative(forum)


def test_it_says_what_mail_programs_ask_of_automatic_mail(sink, work, topic, staff):
    post_official_answer(topic, by=staff, body="Update it.")
    work()
    (mail,) = sink.mails
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Precedence"] == "bulk"
    assert mail["List-Id"] == f'"Internet & TV" <forum-{topic.forum_id}.community.localhost>'
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http://localhost/community/u/[^/]+/>", mail["List-Unsubscribe"].strip())
    assert re.fullmatch(r"<[0-9a-f]{40}@localhost>", mail["Message-ID"])
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_nobodys_address_stands_in_it(sink, work, topic, author, staff):
    post_official_answer(topic, by=staff, body="Update it.")
    work()
    (mail,) = sink.mails
    for content in (text_of(mail), html_of(mail), mail["From"], mail["Subject"]):
        assert "private.example" not in content
    assert mail["To"] == author.email


def test_addresses_come_from_the_site_not_from_a_request(sink, work, topic, staff, client):
    Site.objects.filter(pk=default_site().pk).update(hostname="help.veresk.example", port=443)
    Site.clear_site_root_paths_cache()
    fresh = type(topic).objects.select_related("forum__site").get(pk=topic.pk)
    client.get("/community/", headers={"host": "evil.example"})
    post_official_answer(fresh, by=staff, body="Update it.")
    work()
    (mail,) = sink.mails
    assert "https://help.veresk.example/community/" in text_of(mail)
    assert "evil.example" not in mail.as_string()
    assert mail["Message-ID"].endswith("@help.veresk.example>")


def test_the_sender_is_the_sites_own_if_it_has_one(sink, settings, work, topic, staff):
    community = CommunitySettings.for_site(default_site())
    community.name, community.from_email = 'Veresk "Help"', "help@veresk.example"
    community.save()
    post_official_answer(topic, by=staff, body="Update it.")
    work()
    assert sink.mails[0]["From"].replace('"', "") == "Veresk Help <help@veresk.example>"


def test_without_one_it_is_the_setting(sink, settings, work, topic, staff):
    settings.FEEDBACK_COMMUNITY = {"MAIL_DELAY": 0, "FROM_EMAIL": "Veresk <community@veresk.example>"}
    post_official_answer(topic, by=staff, body="Update it.")
    work()
    assert sink.mails[0]["From"].replace('"', "") == "Veresk <community@veresk.example>"


def test_a_reader_is_written_to_in_the_own_language(sink, work, topic, author, staff):
    ensure_member(author)
    Member.objects.filter(user=author).update(language="ru")
    change_status(topic, to=status(StatusKind.PLANNED), by=staff)
    work()
    (mail,) = sink.mails
    assert '<html lang="ru"' in html_of(mail)


def test_what_people_type_cannot_break_out(sink, work, forum, author, staff):
    nasty = make_topic(
        forum, author=author, title='<img src=x onerror=alert(1)>\r\nBcc: all@example.com {{ "7"|add:"7" }}'
    )
    post_official_answer(nasty, by=staff, body="<script>alert(1)</script> ![x](https://spy.example/x.png)")
    work()
    (mail,) = sink.mails
    assert mail["Bcc"] is None
    assert mail["X-Envelope-To"] == author.email
    html = html_of(mail)
    assert "<script" not in html
    assert "<img" not in html
    assert "14" not in mail["Subject"]


def test_names_cannot_break_out_either(sink, work, forum, staff):
    author = make_user("Eve\r\nBcc: all@example.com <b>")
    forum.name = 'Net"\r\nBcc: all@example.com'
    forum.save()
    topic = make_topic(forum, author=author)
    post_official_answer(topic, by=staff, body="Update it.")
    work()
    (mail,) = sink.mails
    assert mail["Bcc"] is None
    assert "<b>" not in html_of(mail)


def test_nothing_is_loaded_from_afar_and_nobody_is_tracked(sink, work, topic, staff):
    post_official_answer(topic, by=staff, body="See https://veresk.example/help.")
    work()
    html = html_of(sink.mails[0])
    for loaded in ("<img", "src=", "url(", "@import", "<link", "<script"):
        assert loaded not in html
    for link in re.findall(r'href="([^"]+)"', html):
        assert link.startswith("http://localhost/community/")


def test_a_long_answer_is_quoted_in_part_and_says_so(sink, work, topic, staff):
    post_official_answer(topic, by=staff, body="word " * 3_000)
    work()
    text = text_of(sink.mails[0])
    assert "[…]" in text
    assert len(text) < 5_000


def test_text_mails_are_not_escaped_for_html(sink, work, forum, author, staff):
    topic = make_topic(forum, author=author, title="Tom & Jerry's router")
    post_official_answer(topic, by=staff, body="It's 1 < 2.")
    work()
    (mail,) = sink.mails
    assert mail["Subject"] == "Official answer: Tom & Jerry's router"
    assert "It's 1 < 2." in text_of(mail)
    assert "&amp;" not in text_of(mail)


def test_a_repeat_has_the_same_message_id(sink, work, topic, staff):
    from_first = []
    for _attempt in range(2):
        topic.notifications.update(state="pending", leased_until=None, attempts=1)
        if not from_first:
            post_official_answer(topic, by=staff, body="Update it.")
        work()
        from_first.append(sink.mails[-1]["Message-ID"])
    assert from_first[0] == from_first[1]
    assert len(sink.mails) == 2
