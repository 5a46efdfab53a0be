"""A topic becomes the draft of an article, once."""

from __future__ import annotations

import io
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model

from feedback_community.actions.answers import remove_answer
from feedback_community.actions.attachments import upload_file
from feedback_community.actions.official_answers import post_official_answer
from feedback_community.actions.solutions import mark_solution
from feedback_community.actions.tags import make_tag
from feedback_community.enums import ForumVisibility
from feedback_community.exceptions import InvalidChange, NotAllowed
from feedback_community.kb.actions.promotion import add_source, promote_topic, text_to_take
from feedback_community.kb.articles import get_article_model
from feedback_community.kb.enums import SuggestionState
from feedback_community.kb.markdown_blocks import blocks_of
from feedback_community.kb.models import ArticleSource, ArticleSuggestion, ArticleVersion
from feedback_community.kb.sections import sections_for
from feedback_community.models import Topic
from tests.factories import default_site, make_answer, make_forum, make_representative, make_topic
from tests.kb.making import make_editor, make_section, publish_again

pytestmark = pytest.mark.django_db

MARKDOWN = """# Before

Hold the **button**, see [help](https://example.com/).

1. One
2. Two

```sh
ping <b>
```

| Lamp | Meaning |
| --- | --- |
| red | *broken* |

![A lamp](https://elsewhere.example/lamp.png)
"""


def answered_topic(body: str = "Hold the button.", **fields: object):
    forum = make_forum()
    topic = make_topic(forum, **fields)
    post_official_answer(topic, by=make_representative(forum), body=body)
    topic.refresh_from_db()
    return topic


def promote(topic, editor, section=None):
    return promote_topic(topic, by=editor, section=section or make_section(), answer=text_to_take(topic))


def test_markdown_becomes_blocks():
    blocks = blocks_of(MARKDOWN)
    assert [block["type"] for block in blocks] == ["text", "code", "table", "picture"]
    assert blocks[0]["value"].startswith("<h2>Before</h2>")
    assert "<b>button</b>" in blocks[0]["value"]
    assert '<a href="https://example.com/">help</a>' in blocks[0]["value"]
    assert "<li>One</li>" in blocks[0]["value"]
    assert blocks[1]["value"] == {"language": "sh", "code": "ping <b>"}
    assert blocks[2]["value"]["columns"][1] == {"type": "text", "heading": "Meaning"}
    assert blocks[2]["value"]["rows"] == [{"values": ["red", "broken"]}]


def test_the_draft_has_question_answer_section_and_source():
    topic = answered_topic(MARKDOWN, title="Why is the lamp red?")
    section, editor = make_section(), make_editor("promote_topic")
    page = promote(topic, editor, section)
    article = get_article_model().objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (article.title, article.live, article.article_owner) == ("Why is the lamp red?", False, editor)
    assert article.summary == "Hold the button, see help."
    assert [block.block_type for block in article.body] == ["text", "code", "table", "text"]
    assert "elsewhere.example/lamp.png" in str(article.body[3].value)
    assert "A lamp" in str(article.body[3].value)
    assert article.get_parent().pk == section.pk
    assert ArticleSource.objects.get().topic == topic
    assert not ArticleVersion.objects.exists()


def test_a_picture_of_ours_becomes_an_image_with_its_words():
    file = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(file, "PNG")
    name = default_storage.save("lamp.png", ContentFile(file.getvalue()))
    topic = answered_topic(f"Look:\n\n![The red lamp](/media/{name})\n\n![Gone](/media/gone.png)")
    page = promote(topic, make_editor("promote_topic"))
    figure, gone = page.body[1], page.body[2]
    assert figure.block_type == "figure"
    assert figure.value["image"].contextual_alt_text == "The red lamp"
    assert (gone.block_type, "Gone" in str(gone.value)) == ("text", True)


def test_pictures_amid_words_come_after_them():
    blocks = blocks_of(
        "Press\n![one](a.png) and\n![two](b.png)\n\n- ![three](c.png)\n- four\n\n# ![five](d.png)"
    )
    kinds = [(block["type"], getattr(block["value"], "alt", block["value"])) for block in blocks]
    assert [kind for kind, _value in kinds] == ["text", "picture", "picture", "text", "picture", "picture"]
    assert [value for kind, value in kinds if kind == "picture"] == ["one", "two", "three", "five"]
    assert "Press" in kinds[0][1] and " and" in kinds[0][1] and "four" in kinds[3][1]
    assert "five" not in str([value for kind, value in kinds if kind == "text"])


def picture_by(user, alt: str = ""):
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    return upload_file(io.BytesIO(file.getvalue()), name="lamp.png", by=user, site=default_site(), alt=alt)


def answered_with_pictures(**forum_fields: object):
    """An official answer that shows a picture, has another one below it, and names one that is nobody's."""
    forum = make_forum(**forum_fields)
    topic, representative = make_topic(forum), make_representative(forum)
    shown, below = picture_by(representative, "The red lamp"), picture_by(representative)
    body = f"Look: {shown.markdown}\n\n![Nothing](attachment:none)"
    files = {shown.uid: shown.alt, below.uid: below.alt}
    post_official_answer(topic, by=representative, body=body, files=files)
    topic.refresh_from_db()
    return topic


def test_an_attached_picture_that_everybody_may_see_becomes_an_image():
    page = promote(answered_with_pictures(), make_editor("promote_topic"))
    text, shown, gone, below = page.body
    assert [block.block_type for block in page.body] == ["text", "figure", "text", "figure"]
    assert "Look:" in str(text.value) and "Nothing" in str(gone.value)
    assert shown.value["image"].contextual_alt_text == "The red lamp"
    assert (shown.value["image"].title, below.value["image"].title) == ("The red lamp", "lamp.png")
    # Without words the editor is asked for them before it is published.
    assert not below.value["image"].decorative
    with pytest.raises(ValidationError):
        page.body.stream_block.clean(page.body)


@pytest.mark.parametrize("where", ["closed forum", "private topic"])
def test_an_attached_picture_that_not_everybody_may_see_stays_private(where: str):
    fields = {"visibility": ForumVisibility.SIGNED_IN} if where == "closed forum" else {}
    topic = answered_with_pictures(**fields)
    if where == "private topic":
        Topic.objects.filter(pk=topic.pk).update(is_private=True)
        topic.refresh_from_db()
    page = promote(topic, make_editor("promote_topic", "access_forums"))
    assert "figure" not in [block.block_type for block in page.body]
    assert "The red lamp" in str(page.body[1].value)
    assert not get_image_model().objects.exists()


def test_twice_is_the_same_draft():
    topic, editor = answered_topic(), make_editor("promote_topic")
    first = promote(topic, editor)
    assert promote(topic, editor).pk == first.pk
    assert get_article_model().objects.count() == 1


def test_several_topics_are_sources_of_one_article_and_survive_edits_and_moves():
    editor = make_editor("promote_topic")
    topic, other = answered_topic(), answered_topic()
    page = promote(topic, editor)
    assert add_source(page, other, by=editor)
    assert not add_source(page, other, by=editor)
    article = publish_again(page, title="Edited")
    article.move(make_section(), pos="last-child")
    assert set(ArticleSource.objects.values_list("topic", flat=True)) == {topic.pk, other.pk}
    kept = ArticleVersion.objects.get().article.sources
    assert [source["topic"] for source in kept] == [topic.pk, other.pk]


def test_the_solution_is_taken_where_there_is_no_official_answer_and_the_question_without_both():
    forum = make_forum()
    topic = make_topic(forum, body="The question itself.")
    editor = make_editor("promote_topic")
    assert "The question itself." in str(promote(topic, editor).body)
    other = make_topic(forum)
    answer = make_answer(other, body="The solution itself.")
    mark_solution(answer, by=other.author.user)
    other.refresh_from_db()
    assert "The solution itself." in str(promote(other, editor).body)


def test_an_answer_removed_meanwhile_is_told_and_nothing_is_made():
    topic, editor, section = answered_topic(), make_editor("promote_topic"), make_section()
    seen = text_to_take(topic)
    remove_answer(topic.official_answer, by=make_representative(topic.forum), reason="Wrong")
    with pytest.raises(InvalidChange):
        promote_topic(topic, by=editor, section=section, answer=seen)
    assert not get_article_model().objects.exists()
    client = Client()
    client.force_login(editor)
    url = reverse("feedback_community:promote_topic", args=[topic.pk])
    page = client.post(url, {"section": section.pk, "answer": seen.pk}).content.decode()
    assert "changed or removed meanwhile" in page


def test_sections_with_the_tags_of_the_topic_stand_first():
    plain, fitting = make_section(), make_section()
    tag = make_tag("wifi")
    fitting.topic_tags.add(tag)
    fitting.save()
    topic = answered_topic()
    topic.tags.add(tag)
    editor = make_editor("promote_topic")
    assert sections_for(topic, editor) == [fitting, plain]
    assert sections_for(topic, make_editor("promote_topic", pages=False)) == []


def test_the_way_from_the_topic_to_the_editor_and_back():
    topic, editor = answered_topic(), make_editor("promote_topic")
    section = make_section()
    client = Client()
    client.force_login(editor)
    url = reverse("feedback_community:promote_topic", args=[topic.pk])
    assert url in client.get(topic.get_absolute_url()).content.decode()
    fields = fields_of(client.get(url))
    response = client.post(url, fields | {"section": section.pk})
    page = get_article_model().objects.get()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert response["Location"] == edit
    assert client.get(edit).status_code == 200
    assert client.get(url)["Location"] == edit
    shown = Client().get(topic.get_absolute_url()).content.decode()
    assert page.get_url() not in shown
    page = publish_again(page)
    assert page.get_url() in Client().get(topic.get_absolute_url()).content.decode()


def fields_of(response: Any) -> dict[str, str]:
    """What a browser sends of the page's form when nothing is chosen; the answer is shown beside it."""
    shown = BeautifulSoup(response.content, "html.parser")
    assert "Hold the button" in shown.find("blockquote").get_text()
    return {field["name"]: field.get("value", "") for field in shown.select(".community-form input")}


def test_an_answer_changed_meanwhile_is_shown_and_the_next_press_takes_it():
    topic, editor = answered_topic(), make_editor("promote_topic")
    section, client = make_section(), Client()
    client.force_login(editor)
    url = reverse("feedback_community:promote_topic", args=[topic.pk])
    fields = fields_of(client.get(url)) | {"section": section.pk}
    post_official_answer(topic, by=make_representative(topic.forum), body="Hold the button for a minute.")
    response = client.post(url, fields)
    assert "changed or removed meanwhile" in response.content.decode()
    assert not get_article_model().objects.exists()
    response = client.post(url, fields_of(response) | {"section": section.pk})
    assert response.status_code == 302
    assert "for a minute" in str(get_article_model().objects.get().body)


def test_a_restricted_article_is_not_shown_on_its_topic():
    topic = answered_topic()
    page = publish_again(promote(topic, make_editor("promote_topic")))
    page.view_restrictions.create(restriction_type="login")
    assert page.get_url() not in Client().get(topic.get_absolute_url()).content.decode()


def test_without_access_to_the_admin_it_becomes_a_suggestion():
    topic = answered_topic()
    make_section()
    person = make_editor("promote_topic", pages=False)
    client = Client()
    client.force_login(person)
    url = reverse("feedback_community:promote_topic", args=[topic.pk])
    assert "Suggest" in client.get(url).content.decode()
    assert client.post(url, {"note": "Often asked"})["Location"] == topic.get_absolute_url()
    client.post(url, {"note": "Again"})
    suggestion = ArticleSuggestion.objects.get()
    assert (suggestion.note, suggestion.state) == ("Often asked", SuggestionState.WAITING)
    promote(topic, make_editor("promote_topic"))
    suggestion.refresh_from_db()
    assert suggestion.state == SuggestionState.TAKEN


def test_who_has_no_right_is_refused():
    topic = answered_topic()
    editor = make_editor()
    with pytest.raises(NotAllowed):
        promote(topic, editor)
    client = Client()
    client.force_login(editor)
    url = reverse("feedback_community:promote_topic", args=[topic.pk])
    assert client.get(url).status_code == 403
    assert client.post(url).status_code == 403
    assert url not in client.get(topic.get_absolute_url()).content.decode()
