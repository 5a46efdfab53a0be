"""Readers see every version, any two compared, and only what is theirs to see."""

from __future__ import annotations

import json
import uuid

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from reversion.models import Version

from feedback_community.kb.actions.promotion import add_source
from feedback_community.kb.actions.restoring import restore_version
from feedback_community.kb.comparing import compare_kept
from feedback_community.kb.kept import kept_of
from feedback_community.kb.models import ArticleVersion
from tests.factories import make_group_forum, make_topic, make_user
from tests.kb.making import make_article, make_editor, publish_again

pytestmark = pytest.mark.django_db
EVIL = '<script>alert(1)</script><img src=x onerror="alert(2)">'


def block(kind: str, value: object, key: str = "") -> dict:
    return {"type": kind, "value": value, "id": key or str(uuid.uuid4())}


def with_blocks(page, *blocks, **fields):
    field = page._meta.get_field("body")
    return publish_again(page, body=field.stream_block.to_python(list(blocks)), **fields)


def three_versions():
    a, b, c = (block("text", f"<p>{word} text.</p>") for word in ("First", "Second", "Third"))
    page = with_blocks(make_article(title="Lamp"), a, b, c, change_note="Longer")
    changed = {**a, "value": "<p>First other text.</p>"}
    added = block("code", {"language": "", "code": "ping"})
    return with_blocks(page, c, changed, added, change_note="Moved about", significance="typo")


def compare(page, a: int, b: int):
    versions = {
        v.number: v for v in ArticleVersion.objects.filter(article__page=page).select_related("article")
    }
    return compare_kept(kept_of(versions[a]), kept_of(versions[b]))


def test_blocks_are_added_removed_changed_and_moved():
    page = three_versions()
    found = [(part.kind, part.moved, part.pieces[0].text[:6]) for part in compare(page, 2, 3).blocks]
    assert ("added", False, "ping") in found
    assert ("removed", False, "Second") in found
    assert ("changed", False, "First") in found
    assert sum(moved for _kind, moved, _text in found) == 1
    assert compare(page, 3, 3).is_empty


def test_the_history_shows_versions_with_notes_and_their_pages():
    page = three_versions()
    client = Client()
    shown = client.get(f"{page.get_url()}v/")
    text = shown.content.decode()
    assert shown["X-Robots-Tag"] == "noindex"
    assert 'name="robots" content="noindex"' in text
    assert "Moved about" in text and "Longer" in text
    assert "2.1" in text
    first = client.get(f"{page.get_url()}v/1/")
    assert first["X-Robots-Tag"] == "noindex"
    assert "Hold the button for ten seconds." in first.content.decode()
    assert "earlier text" in first.content.decode()
    assert "This is the present text" in client.get(f"{page.get_url()}v/3/").content.decode()
    for missing in ("v/4/", "v/0/", "v/compare/", "v/compare/?a=1&b=9", "v/compare/?a=x&b=1", f"v/{10**30}/"):
        assert client.get(f"{page.get_url()}{missing}").status_code == 404, missing
    assert f"{page.get_url()}v/" in client.get(page.get_url()).content.decode()


@pytest.mark.parametrize("view", ["", "&view=inline", "&all=1"])
def test_a_comparison_never_lets_markup_work(view: str):
    page = make_article(title=f"Bad {EVIL}", body=[("code", {"language": EVIL, "code": EVIL})])
    page = publish_again(page, title=f"Worse {EVIL}", body=[("code", {"language": "", "code": f"{EVIL}!"})])
    text = Client().get(f"{page.get_url()}v/compare/?a=1&b=2{view}").content.decode()
    assert "&lt;" in text
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    for path in ("v/", "v/1/", "v/2/"):
        text = Client().get(f"{page.get_url()}{path}").content.decode()
        assert "<script>alert" not in text and "<img src=x" not in text, path


def test_a_block_type_that_is_gone_is_shown_as_text_and_compared():
    page = publish_again(make_article(), title="Two")
    row = Version.objects.get(revision=ArticleVersion.objects.get(number=1).revision_id)
    data = json.loads(row.serialized_data)
    fields = data[0]["fields"]
    content = fields["content"] if isinstance(fields["content"], dict) else json.loads(fields["content"])
    content["body"] = json.dumps(
        [block("gone", {"title": "Old words", "text": "<p>more of them</p>", "n": 7})]
    )
    fields["content"] = content
    Version.objects.filter(pk=row.pk).update(serialized_data=json.dumps(data))
    client = Client()
    text = client.get(f"{page.get_url()}v/1/").content.decode()
    assert "Old words" in text and "more of them" in text
    assert "Old words" in client.get(f"{page.get_url()}v/compare/?a=1&b=2").content.decode()
    editor = make_editor()
    draft = restore_version(ArticleVersion.objects.get(number=1), by=editor)
    assert [item.block_type for item in draft.body] == ["text"]
    assert "Old words" in str(draft.body) and "more of them" in str(draft.body)
    client.force_login(editor)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Old words" in client.get(url).content.decode()
    draft.get_latest_revision().publish(user=editor)
    assert "Old words" in Client().get(page.get_url()).content.decode()


def test_an_image_that_is_gone_is_no_error():
    value = {"image": {"image": 987, "decorative": False, "alt_text": "A lamp"}, "caption": "The lamp"}
    page = with_blocks(make_article(), block("figure", value))
    assert Client().get(f"{page.get_url()}v/2/").status_code == 200
    assert "The lamp" in Client().get(f"{page.get_url()}v/compare/?a=1&b=2").content.decode()


def test_a_restricted_article_has_no_public_history():
    page = publish_again(make_article())
    page.view_restrictions.create(restriction_type="login")
    for path in ("v/", "v/1/", "v/compare/?a=1&b=2"):
        assert Client().get(f"{page.get_url()}{path}").status_code == 302, path


def test_a_site_may_keep_the_history_to_its_editors():
    page = publish_again(make_article())
    reader = Client()
    reader.force_login(make_user())
    editor = Client()
    editor.force_login(make_editor())
    allowed = Client()
    allowed.force_login(make_editor("read_article_history", pages=False))
    with override_settings(FEEDBACK_COMMUNITY_KB={"PUBLIC_HISTORY": False, **_setting()}):
        for path in ("v/", "v/1/", "v/compare/?a=1&b=2"):
            url = f"{page.get_url()}{path}"
            assert Client().get(url).status_code == 404
            assert reader.get(url).status_code == 404
            assert editor.get(url).status_code == allowed.get(url).status_code == 200


def _setting() -> dict[str, str]:
    return getattr(settings, "FEEDBACK_COMMUNITY_KB", {})


def test_a_source_in_a_private_forum_stands_in_no_public_version():
    member = make_user()
    secret = make_topic(
        make_group_forum(member), author=type(member).objects.get(pk=member.pk), title="Secret source"
    )
    editor = make_editor("promote_topic", name="Ed")
    page = make_article()
    add_source(page, secret, by=editor)
    page = publish_again(page)
    for path in ("v/2/", "v/compare/?a=1&b=2&all=1"):
        assert "Secret source" not in Client().get(f"{page.get_url()}{path}").content.decode(), path


def test_five_hundred_versions_are_paged():
    page = publish_again(make_article())
    last = ArticleVersion.objects.get(number=2)
    ArticleVersion.objects.bulk_create(
        ArticleVersion(
            article=last.article,
            number=n,
            major=n,
            revision_id=last.revision_id,
            title=f"T{n}",
            note=f"note-{n}.",
        )
        for n in range(3, 503)
    )
    client = Client()
    client.get(f"{page.get_url()}v/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        text = client.get(f"{page.get_url()}v/").content.decode()
    assert text.count("community-kb-version-head") == 25
    assert "note-502." in text and "note-477." not in text
    assert "?below=478" in text
    assert not any("COUNT(" in q["sql"] or " OFFSET " in q["sql"] for q in queries.captured_queries)
    older = client.get(f"{page.get_url()}v/?below=478").content.decode()
    assert "note-477." in older and "note-478." not in older
