"""Every publication is one numbered version; nothing else makes one or takes one away."""

from __future__ import annotations

from datetime import timedelta

import pytest
import reversion
import time_machine
from django.core.management import call_command
from django.db.models import ProtectedError
from django.utils import timezone
from reversion.models import Version
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Locale, Revision, Workflow, WorkflowTask
from wagtail.models.workflows import GroupApprovalTask

from feedback_community.kb.actions.repair import record_missing_versions
from feedback_community.kb.articles import get_article_model, versions_of
from feedback_community.kb.kept import kept_of
from feedback_community.kb.models import ArticleRecord, ArticleVersion
from feedback_community.people import member_of
from tests.kb.making import (
    make_article,
    make_editor,
    make_knowledge_base,
    make_section,
    publish_again,
)

pytestmark = pytest.mark.django_db


def numbers(page: object) -> list[int]:
    return list(
        ArticleVersion.objects.filter(article__page=page).order_by("number").values_list("number", flat=True)
    )


def labels(page: object) -> list[str]:
    return [v.label for v in ArticleVersion.objects.filter(article__page=page).order_by("number")]


def test_a_publication_is_a_version_and_a_draft_is_none():
    editor = make_editor()
    article = make_article(user=editor, title="Router", change_note="First text")
    version = ArticleVersion.objects.get(article__page=article)
    assert (version.number, version.label, version.note) == (1, "1.0", "First text")
    assert version.published_by == member_of(editor)
    kept = reversion.models.Version.objects.get(revision=version.revision)
    assert kept.field_dict["content"]["title"] == "Router"
    assert kept.field_dict["section"]["title"] == article.get_parent().title
    article.save_revision()
    assert numbers(article) == [1]


def test_the_label_counts_content_first_and_typos_second():
    article = make_article()
    for significance in ("typo", "typo", "content", "major", "typo"):
        article = publish_again(article, significance=significance)
    assert labels(article) == ["1.0", "1.1", "1.2", "2.0", "3.0", "3.1"]


def test_note_and_significance_belong_to_one_publication():
    article = make_article()
    article = publish_again(article, change_note="New button", significance="major", tell_followers=True)
    assert (article.change_note, article.significance, article.tell_followers) == ("", "content", False)
    draft = article.get_latest_revision_as_object()
    assert (draft.change_note, draft.significance, draft.tell_followers) == ("", "content", False)
    article = publish_again(article, title="Another")
    assert [v.note for v in ArticleVersion.objects.order_by("number")] == ["", "New button", ""]


def test_a_scheduled_publication_is_one_version_when_it_goes_live():
    article = make_article(publish=False)
    draft = article.get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timedelta(hours=1)
    draft.change_note = "At night"
    draft.save_revision().publish()
    assert numbers(article) == []
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        call_command("publish_scheduled")
    assert numbers(article) == [1]
    assert ArticleVersion.objects.get().note == "At night"


def test_a_workflow_publishes_one_version():
    reviewer = make_editor()
    article = make_article(publish=False)
    task = GroupApprovalTask.objects.create(name="Review")
    task.groups.set(reviewer.groups.all())
    workflow = Workflow.objects.create(name="Editors")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    state = workflow.start(article, reviewer)
    assert numbers(article) == []
    state.current_task_state.approve(user=reviewer)
    assert numbers(article) == [1]


def test_housekeeping_neither_loses_nor_makes_versions():
    article = publish_again(make_article(), title="Second")
    elsewhere = make_section()
    article.move(elsewhere, pos="last-child")
    article = get_article_model().objects.get(pk=article.pk)
    call_command("purge_revisions")
    for revision in Revision.objects.filter(object_id=str(article.pk)):
        if revision.pk not in (article.latest_revision_id, article.live_revision_id):
            revision.delete()
    assert numbers(article) == [1, 2]
    article = publish_again(article, title="Third")
    assert numbers(article) == [1, 2, 3]
    assert ArticleRecord.objects.get().section["title"] == elsewhere.title


def test_the_housekeeping_of_reversion_leaves_versions_alone():
    article = publish_again(make_article(title="First"), title="Second")
    kept = Version.objects.count()
    with pytest.raises(ProtectedError):
        call_command("deleterevisions", verbosity=0)
    assert Version.objects.count() == kept == 2
    assert [kept_of(version).title for version in versions_of(article)] == ["Second", "First"]


def test_a_copy_has_versions_of_its_own():
    article = publish_again(make_article())
    copy = article.copy(to=make_section(), update_attrs={"slug": "copy"}, keep_live=True)
    draft = article.copy(to=make_section(), update_attrs={"slug": "draft"}, keep_live=False)
    assert (numbers(article), numbers(copy), numbers(draft)) == ([1, 2], [1], [])


def test_an_alias_has_no_versions_until_it_is_an_article():
    article = make_article()
    alias = article.create_alias(parent=make_section(), update_slug="alias")
    publish_again(article, title="Changed")
    get_article_model().objects.get(pk=article.pk).update_aliases()
    assert (numbers(article), numbers(alias)) == ([1, 2], [])
    ConvertAliasPageAction(get_article_model().objects.get(pk=alias.pk)).execute()
    assert record_missing_versions() == 1
    assert (numbers(article), numbers(alias)) == ([1, 2], [1])
    assert record_missing_versions() == 0


def test_a_translation_begins_without_versions():
    russian = Locale.objects.get_or_create(language_code="ru")[0]
    home = make_knowledge_base()
    section = make_section(parent=home)
    article = make_article(section=section)
    for page in (home, section):
        page.copy_for_translation(russian, copy_parents=True)
    translated = article.copy_for_translation(russian)
    assert (numbers(article), numbers(translated)) == ([1], [])
    translated.save_revision().publish()
    assert numbers(translated) == [1]
    assert ArticleRecord.objects.get(page=translated.pk).locale == "ru"


def test_versions_survive_the_deletion_of_pages_in_bulk():
    section = make_section()
    articles = [publish_again(make_article(section=section)) for _number in range(3)]
    section.delete()
    assert get_article_model().objects.filter(pk__in=[a.pk for a in articles]).count() == 0
    records = ArticleRecord.objects.filter(page=None, deleted_at__isnull=False)
    assert records.count() == 3
    assert ArticleVersion.objects.count() == 6


def test_what_a_lost_signal_left_out_is_found_again():
    article = make_article()
    ArticleVersion.objects.all().delete()
    ArticleRecord.objects.all().delete()
    assert record_missing_versions() == 1
    assert numbers(article) == [1]


def test_inside_a_revision_of_the_host_the_version_is_written_once():
    article = make_article()
    with reversion.create_revision():
        reversion.set_comment("of the host")
        article = publish_again(article, change_note="Ours")
    version = ArticleVersion.objects.get(number=2)
    assert version.note == "Ours"
    assert version.revision.comment == "of the host"


def test_unpublishing_is_told_to_the_record():
    article = make_article()
    article.unpublish()
    assert not ArticleRecord.objects.get().is_live
    publish_again(article)
    assert ArticleRecord.objects.get().is_live
    assert numbers(article) == [1, 2]
