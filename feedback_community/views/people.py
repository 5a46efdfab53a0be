"""A person's page: topics and answers, as far as this reader may see them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from feedback_community import hooks
from feedback_community.people import card_of
from feedback_community.web import person
from feedback_community.web.filters import TopicFilter
from feedback_community.web.keyset import get_page
from feedback_community.web.listing import ListingView, label_pager


class PersonView(ListingView):
    section = ""
    page_size = 15

    def get(self, request: HttpRequest, handle: str) -> HttpResponse:
        member = person.find(handle)
        if member is None:
            raise Http404
        own = self.member is not None and self.member.pk == member.pk
        topics = person.named(self.listed().by_author(member), own=own)
        answers = person.answers_of(member, listed=self.policy.listed_topics(request.user, self.site))
        answers = person.named(answers, own=own)
        asked = request.GET.get("show")
        # Who only ever answered is met with the answers.
        shows_answers = asked == "answers" or (asked is None and not topics.exists() and answers.exists())
        if shows_answers:
            page = get_page(answers, person.ORDER, request.GET, size=self.page_size, base={"show": "answers"})
            label_pager(page, by_time=True)
            rows: Any = person.answer_rows(page.rows)
        else:
            rows, page = self.topic_page(TopicFilter(sort="newest"), only=topics)
        if not rows and not own and not topics.exists() and not answers.exists():
            # Somebody who never wrote anything this reader may see: as good as nobody.
            raise Http404
        card = card_of(member)
        url = self.links.person(member.handle)
        context = {
            "page_title": card.name,
            "person": card,
            "subject": member,
            "is_own": own,
            "shows_answers": shows_answers,
            "rows": rows,
            "pager": page,
            "url": url,
            "canonical": f"{url}?show=answers" if shows_answers else url,
            "og_type": "profile",
            "panels": hooks.get_person_panels(member, request.user, self.site),
            "badges": hooks.get_author_badges([member.pk]).get(member.pk, []),
        }
        return self.page("feedback_community/people/person.html", context)
