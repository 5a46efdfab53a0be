"""A page of topics: what lists, forums, tags and people share."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery, Value
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from feedback_community import limits
from feedback_community.models import CommunityTag, Forum, Member, Subscription
from feedback_community.querysets.topics import TopicQuerySet
from feedback_community.web.base import CommunityView
from feedback_community.web.filter_bar import filters_html
from feedback_community.web.filters import TopicFilter
from feedback_community.web.follows import FollowButton
from feedback_community.web.keyset import Page, get_page, read_page
from feedback_community.web.rows import RowMaker
from feedback_community.web.topic_rows import fetch_listed, rows_of


class ListingView(CommunityView):
    """Base of the pages that are a list of topics."""

    section = "topics"
    page_size = limits.PAGE_SIZE

    def row_maker(self, *, level: int = 2) -> RowMaker:
        """For members with a token, because they may vote right in the list."""
        return RowMaker(
            self.policy.access(self.user, self.site).forums,
            user=self.user,
            policy=self.policy,
            member=self.member,
            token=get_token(self.request) if self.member else "",
            here=self.request.get_full_path(),
            level=level,
        )

    def listed(self) -> TopicQuerySet:
        """What this reader may find in lists, with one's own votes."""
        return self.policy.listed_topics(self.user, self.site).with_my_vote(self.member)

    def topic_page(
        self, chosen: TopicFilter, *, only: TopicQuerySet | None = None, within: TopicFilter | None = None
    ) -> tuple[SafeString, Page]:
        """Rows and pager of the chosen list (`within`: narrower than its address says), or of `only`."""
        order, query, base = chosen.order, self.request.GET, chosen.parameters()
        if only is None:
            fetch = fetch_listed(
                within or chosen,
                policy=self.policy,
                user=self.user,
                site=self.site,
                member=self.member,
            )
            page = read_page(fetch, order, query, size=self.page_size, base=base)
        else:
            page = get_page(only, order, query, size=self.page_size, base=base, make=rows_of)
        label_pager(page, by_time=chosen.sort in ("activity", "newest"))
        return self.row_maker().rows(page.rows), page

    def filters(self, chosen: TopicFilter, **given: Any) -> SafeString:
        return filters_html(chosen, personal=self.user.is_authenticated, **given)

    def listing(self, chosen: TopicFilter, *, within: TopicFilter | None = None) -> dict[str, Any]:
        """The context of `topics/list.html`."""
        rows, page = self.topic_page(chosen, within=within)
        return {
            "rows": rows,
            "pager": page,
            "chosen": chosen,
            "robots": "noindex, follow" if not chosen.is_empty or not page.is_first else "",
        }


def find_tag(slug: str, member: Member | None) -> Any:
    """The tag with `level`: what this member wishes to hear of it. None where there is no such tag."""
    wish = Subscription.objects.filter(member=member, tag=OuterRef("pk")).values("level")[:1]
    tags = CommunityTag.objects.filter(slug=slug)
    return tags.annotate(level=Subquery(wish) if member else Value("")).first()


def forum_level(forum: Forum, member: Member | None) -> str:
    """What this member wishes to hear of a forum."""
    if member is None:
        return ""
    return member.subscriptions.filter(forum=forum).values_list("level", flat=True).first() or ""


def follow_button(url: str, member: Member | None, level: str | None) -> FollowButton | None:
    """For members only: what one hears of is a matter of those who have an address."""
    return FollowButton(f"{url}follow/", level or "") if member else None


def label_pager(page: Page, *, by_time: bool) -> None:
    if by_time:
        page.previous_label, page.next_label = pgettext("pages", "Newer"), pgettext("pages", "Older")
        page.first_label = pgettext("pages", "Newest")
    else:
        page.previous_label, page.next_label = pgettext("pages", "Previous"), pgettext("pages", "Next")
        page.first_label = pgettext("pages", "First page")
