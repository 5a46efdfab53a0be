"""Veresk's knowledge base: articles made from the community's own answers, votes, searches, things to do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from example_project.accounts.models import User
from feedback_community.actions.searches import record_search
from feedback_community.enums import SearchOutcome, SearchSource
from feedback_community.kb.actions.flags import look_for_evidence
from feedback_community.kb.actions.gaps import find_gaps
from feedback_community.kb.actions.helpful_votes import cast_helpful_vote
from feedback_community.kb.actions.promotion import promote_topic, text_to_take
from feedback_community.kb.articles import current_version
from feedback_community.kb.models import ArticleRecord, ArticleReview, ContentGap
from feedback_community.kb.pages.models import ArticlePage, KnowledgeBasePage, SectionPage
from feedback_community.models import Forum, Topic

EDITOR = "admin@veresk.example"
EDITORS = "Editors of the knowledge base"
RIGHTS = ("promote_topic", "verify_article", "read_article_history", "access_admin")
#: Articles of a section.
ARTICLES = 4
HOMES = {
    "en": ("Knowledge base", "knowledge-base", "Answers that helped others, checked by the people who know."),
    "ru": ("База знаний", "baza-znaniy", "Ответы, которые помогли другим, — проверено теми, кто знает."),
}
GUIDES: dict[str, dict[str, Any]] = {
    "en": {
        "title": "Restart your router the right way",
        "slug": "restart-your-router",
        "summary": "Half a minute without power solves more than half of all troubles. Do it in this order.",
        "body": [
            ("text", "<h2>Before you begin</h2><p>Look at the lamp <b>Internet</b>.</p>"),
            ("callout", {"kind": "tip", "text": "<p>Nothing is lost: your settings stay in the router.</p>"}),
            (
                "text",
                "<h2>The restart</h2><p>Take your time; a quick switch off and on is not enough.</p>",
            ),
            (
                "steps",
                [
                    {"title": "Pull the plug", "text": "<p>Of the router and of the mesh points.</p>"},
                    {"title": "Wait for half a minute", "text": "<p>The lamps must be dark.</p>"},
                    {
                        "title": "Put the plug back",
                        "text": "<p>The router first. It takes three minutes.</p>",
                    },
                ],
            ),
            ("text", "<h2>What the lamps say</h2><p>After the restart:</p>"),
            (
                "table",
                {
                    "columns": [
                        {"type": "text", "heading": "Lamp"},
                        {"type": "text", "heading": "Meaning"},
                    ],
                    "rows": [
                        {"values": ["Green", "Connected"]},
                        {"values": ["Blinks", "Looking for the network"]},
                        {"values": ["Red", "No connection: ask us"]},
                    ],
                    "caption": "The lamp Internet",
                },
            ),
            (
                "text",
                "<h2>Still slow?</h2><p>Measure by cable, with this command, and tell us the result:</p>",
            ),
            ("code", {"language": "shell", "code": "ping -c 20 speed.veresk.example"}),
            ("callout", {"kind": "warning", "text": "<p>The small button on the back resets it wholly.</p>"}),
        ],
    },
    "ru": {
        "title": "Как правильно перезагрузить роутер",
        "slug": "perezagruzka-routera",
        "summary": "Полминуты без питания решают больше половины проблем. Делайте в таком порядке.",
        "body": [
            ("text", "<h2>Прежде всего</h2><p>Посмотрите на индикатор <b>Internet</b>.</p>"),
            (
                "callout",
                {"kind": "tip", "text": "<p>Ничего не пропадёт: настройки остаются в роутере.</p>"},
            ),
            ("text", "<h2>Перезагрузка</h2><p>Не спешите: просто выключить и включить мало.</p>"),
            (
                "steps",
                [
                    {"title": "Выньте вилку", "text": "<p>Роутера и всех точек mesh.</p>"},
                    {"title": "Подождите полминуты", "text": "<p>Индикаторы должны погаснуть.</p>"},
                    {"title": "Включите снова", "text": "<p>Сначала роутер. Это займёт три минуты.</p>"},
                ],
            ),
            ("text", "<h2>Всё ещё медленно?</h2><p>Измерьте по кабелю и напишите нам результат:</p>"),
            ("code", {"language": "shell", "code": "ping -c 20 speed.veresk.example"}),
        ],
    },
}
VAIN = ("static ip address", "ipv6 prefix", "статический ip", "esim")
COMMENTS = (("outdated", "The menu looks different now."), ("unclear", ""), ("incomplete", "And on a Mac?"))


def prepare_knowledge(site: Site) -> None:
    """Doing it twice changes nothing."""
    if KnowledgeBasePage.objects.exists():
        return
    editor = User.objects.get(email=EDITOR)
    allow_editors(site)
    articles: list[ArticlePage] = []
    source: KnowledgeBasePage | None = None
    for language in HOMES:
        home = make_home(site, language, source)
        source = source or home
        articles += fill(home, language, editor)
    vote(articles)
    search(site, articles)
    grow_old(articles)
    look_for_evidence()
    find_gaps()


def allow_editors(site: Site) -> None:
    """Kaisa writes and publishes articles."""
    group, _created = Group.objects.get_or_create(name=EDITORS)
    group.permissions.add(*Permission.objects.filter(codename__in=RIGHTS))
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        for root in site.root_page.get_translations(inclusive=True):
            group.page_permissions.get_or_create(page=root, permission=permission)
    User.objects.get(email="kaisa@veresk.example").groups.add(group)


def make_home(site: Site, language: str, source: KnowledgeBasePage | None) -> KnowledgeBasePage:
    locale = Locale.objects.get_or_create(language_code=language)[0]
    root = site.root_page.get_translations(inclusive=True).filter(locale=locale).first() or site.root_page
    title, slug, intro = HOMES[language]
    page = KnowledgeBasePage(title=title, slug=slug, intro=intro, locale=locale, show_in_menus=True)
    if source is not None:
        page.translation_key = source.translation_key
    return publish(root, page)


def publish(parent: Page, page: Any, user: Any = None) -> Any:
    page.live = False
    parent.add_child(instance=page)
    page.save_revision(user=user).publish(user=user)
    return type(page).objects.get(pk=page.pk)


def fill(home: KnowledgeBasePage, language: str, editor: User) -> list[ArticlePage]:
    """A section for each public forum of that language, of the topics that were answered best."""
    made: list[ArticlePage] = []
    answered = Q(official_answer__state="published") | Q(solution__state="published")
    for forum in Forum.objects.filter(language=language, visibility="public").order_by("pk"):
        topics = Topic.objects.public().filter(answered, forum=forum, topic_type__in=("question", "problem"))
        best = list(
            topics.select_related("official_answer", "solution").order_by("-vote_count", "pk")[:ARTICLES]
        )
        if not best:
            continue
        page = SectionPage(
            title=forum.name, slug=forum.slug, intro=forum.description[:500], locale=home.locale
        )
        section = publish(home, page, editor)
        if not made:
            guide = ArticlePage(locale=home.locale, article_owner=editor, owner=editor, **GUIDES[language])
            made.append(publish(section, guide, editor))
        for topic in best:
            draft = promote_topic(topic, by=editor, section=section, answer=text_to_take(topic))
            draft.get_latest_revision().publish(user=editor)
            made.append(ArticlePage.objects.get(pk=draft.pk))
    improve(made, editor)
    return made


def improve(articles: list[ArticlePage], editor: User) -> None:
    """A few have a history; the first one a longer one."""
    if articles:
        revise(articles[0], editor)
    for number, article in enumerate(articles[:3]):
        article.refresh_from_db()
        draft = article.get_latest_revision_as_object()
        draft.body.append(("callout", {"kind": "note", "text": "<p>Veresk, 0800 55 22 11</p>"}))
        draft.change_note, draft.significance = "How to reach us", ("major" if number == 0 else "content")
        draft.save_revision(user=editor).publish(user=editor)


def revise(article: ArticlePage, editor: User) -> None:
    """A tip moves up, a step gets other words, a slip of the pen is mended."""
    draft = article.get_latest_revision_as_object()
    blocks = list(draft.body.raw_data)
    blocks.insert(0, blocks.pop(1))
    draft.body = draft.body.stream_block.to_python(blocks)
    draft.change_note = "The tip stands first"
    draft.save_revision(user=editor).publish(user=editor)
    draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    draft.summary = draft.summary.replace("more than half", "six in ten").replace(
        "больше половины", "шесть из десяти"
    )
    draft.change_note, draft.significance = "A number put right", "typo"
    draft.save_revision(user=editor).publish(user=editor)


def vote(articles: list[ArticlePage]) -> None:
    """The further down the list, the fewer find it helpful."""
    for place, article in enumerate(articles):
        version = current_version(article)
        if version is None:
            continue
        for number in range(12):
            said = number >= place % 9
            reason, comment = COMMENTS[number % 3]
            cast_helpful_vote(
                version,
                voter=None,
                anonymous_key=f"demo {place} {number}",
                is_helpful=said,
                reason=reason,
                comment=comment,
            )


def search(site: Site, articles: list[ArticlePage]) -> None:
    """What people looked for in vain, what led to an article, and what did not help."""
    facts = {"site": site, "source": SearchSource.SITE}
    for place, query in enumerate(VAIN):
        for number in range(6 - place):
            record_search(query, session_key=f"vain {place} {number}", result_count=0, **facts)
    key = f"wagtailcore.page.{articles[0].pk}"
    for number in range(4):
        record_search(
            "restart router",
            session_key=f"demo {number}",
            result_count=5,
            shown=[key],
            clicked_document=key,
            outcome=SearchOutcome.ASKED if number else SearchOutcome.ANSWERED,
            **facts,
        )


def grow_old(articles: list[ArticlePage]) -> None:
    """Every fourth is due; some soon."""
    for place, article in enumerate(articles):
        days = {0: -20, 1: 10}.get(place % 4)
        if days is not None:
            until = timezone.localdate() + timedelta(days=days)
            ArticleReview.objects.filter(article__page=article.pk).update(verified_until=until)


def remove_knowledge() -> None:
    """Pages, and what is kept beside them."""
    for home in KnowledgeBasePage.objects.all():
        home.delete()
    ContentGap.objects.all().delete()
    ArticleRecord.objects.all().delete()
    Group.objects.filter(name=EDITORS).delete()
