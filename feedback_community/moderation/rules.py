"""The screening rules that come with the package, switched on by forum. Staff are never held."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache

import snowballstemmer
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import ngettext

from feedback_community import limits
from feedback_community.enums import HoldReason, ModerationPolicy, TrustLevel
from feedback_community.markup import extract_handles
from feedback_community.models import Answer, Forum, Member, Topic
from feedback_community.moderation.screening import PUBLISH, Verdict

Content = Topic | Answer

WORD = re.compile(r"\w+")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
LINK = re.compile(r'href="https?://([^/":?#]+)', re.IGNORECASE)


def _forum(content: Content) -> Forum:
    return content.forum if isinstance(content, Topic) else content.topic.forum


class ForumPolicyRule:
    """The policy of the forum: off, a person's first posts, or everything."""

    def __call__(self, content: Content, *, author: Member, is_staff: bool) -> Verdict:
        forum = _forum(content)
        if is_staff or forum.moderation_policy == ModerationPolicy.OFF:
            return PUBLISH
        if forum.moderation_policy == ModerationPolicy.ALL:
            return Verdict(hold=HoldReason.EVERY_POST)
        if _approved_posts(author, forum.first_posts) < forum.first_posts:
            return Verdict(hold=HoldReason.FIRST_POST)
        return PUBLISH


def _approved_posts(author: Member, enough: int) -> int:
    """How many published posts the person has, counted no further than `enough`."""
    topics = author.topics.published().values("pk")[:enough].count()
    if topics >= enough:
        return topics
    return topics + author.answers.published().values("pk")[:enough].count()


class WatchedWordsRule:
    """Whole words in any of their forms, Russian and English; several words on a line are a phrase."""

    def __call__(self, content: Content, *, author: Member, is_staff: bool) -> Verdict:
        watched = _forum(content).watched_words
        if is_staff or not watched.strip():
            return PUBLISH
        title = f"{content.title}\n" if isinstance(content, Topic) else ""
        found = _first_watched(watched, title + content.body_text)
        return Verdict(hold=HoldReason.WATCHED, detail=found[:255]) if found else PUBLISH


def _first_watched(watched: str, text: str) -> str:
    stems = f" {' '.join(_stems(text))} "
    for line in watched.splitlines():
        phrase = " ".join(_stems(line))
        if phrase and f" {phrase} " in stems:
            return line.strip()
    return ""


def _stems(text: str) -> Iterator[str]:
    for word in WORD.findall(text.casefold().replace("ё", "е")):
        yield _stem(word)


@lru_cache(maxsize=16_384)
def _stem(word: str) -> str:
    # A stemmer keeps the word it works on, so each call has its own.
    stemmer = snowballstemmer.stemmer("russian" if CYRILLIC.search(word) else "english")
    return str(stemmer.stemWord(word))


class NewMemberLinksRule:
    """A link to another site, by somebody new."""

    def __call__(self, content: Content, *, author: Member, is_staff: bool) -> Verdict:
        forum = _forum(content)
        if is_staff or not forum.hold_links or author.trust > TrustLevel.NEW:
            return PUBLISH
        hosts = {host.lower() for host in LINK.findall(content.body_html)} - {forum.site.hostname.lower()}
        return Verdict(hold=HoldReason.LINKS, detail=", ".join(sorted(hosts))[:255]) if hosts else PUBLISH


class NewMemberLimitsRule:
    """Few links and few mentions in one text of somebody new. Refused with the reason; the text is kept."""

    def __call__(self, content: Content, *, author: Member, is_staff: bool) -> Verdict:
        if is_staff or author.trust > TrustLevel.NEW:
            return PUBLISH
        own = _forum(content).site.hostname.lower()
        links = [host for host in LINK.findall(content.body_html) if host.lower() != own]
        if len(links) > limits.NEW_MEMBER_LINKS:
            told = ngettext(
                "New members can put %(limit)d link into a text; this one has %(count)d.",
                "New members can put %(limit)d links into a text; this one has %(count)d.",
                limits.NEW_MEMBER_LINKS,
            )
            return Verdict(refuse=told % {"limit": limits.NEW_MEMBER_LINKS, "count": len(links)})
        mentioned = len(extract_handles(content.body))
        if mentioned > limits.NEW_MEMBER_MENTIONS:
            told = ngettext(
                "New members can mention %(limit)d person in a text; this one names %(count)d.",
                "New members can mention %(limit)d people in a text; this one names %(count)d.",
                limits.NEW_MEMBER_MENTIONS,
            )
            return Verdict(refuse=told % {"limit": limits.NEW_MEMBER_MENTIONS, "count": mentioned})
        return PUBLISH


class FloodRule:
    """Many posts in a short time, by somebody new."""

    def __call__(self, content: Content, *, author: Member, is_staff: bool) -> Verdict:
        if is_staff or not _forum(content).hold_flood or author.trust > TrustLevel.NEW:
            return PUBLISH
        since = timezone.now() - timedelta(minutes=limits.FLOOD_MINUTES)
        most = limits.FLOOD_POSTS + 1
        recent = author.topics.filter(created_at__gt=since).values("pk")[:most].count()
        recent += author.answers.filter(created_at__gt=since).values("pk")[:most].count()
        return Verdict(hold=HoldReason.FLOOD) if recent > limits.FLOOD_POSTS else PUBLISH


class RepeatedTextRule:
    """The same text by the same person at another place, within some days."""

    def __call__(self, content: Content, *, author: Member, is_staff: bool) -> Verdict:
        if is_staff or not _forum(content).hold_flood or len(content.body) < limits.REPEATED_LENGTH:
            return PUBLISH
        same = Q(created_at__gt=timezone.now() - timedelta(days=limits.REPEATED_DAYS), body=content.body)
        topics, answers = author.topics.filter(same), author.answers.filter(same)
        if isinstance(content, Topic):
            topics = topics.exclude(pk=content.pk)
        else:
            answers = answers.exclude(pk=content.pk)
        return Verdict(hold=HoldReason.REPEATED) if topics.exists() or answers.exists() else PUBLISH
