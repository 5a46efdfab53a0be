"""What the pages are measured against: one SQL statement printed by a plain view in the same base."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LIST_SQL = """
    SELECT t.id, t.title, t.vote_count, t.answer_count, t.last_activity_at, m.handle
    FROM feedback_community_topic t JOIN feedback_community_member m ON m.id = t.author_id
    WHERE t.state = 'published' AND NOT t.is_private
    ORDER BY t.last_activity_at DESC, t.id DESC LIMIT 25
"""


def plain_list(request: HttpRequest) -> HttpResponse:
    """Twenty-five topics by hand, in the base template of the host."""
    with connection.cursor() as cursor:
        cursor.execute(LIST_SQL)
        rows = cursor.fetchall()
    return render(request, "benchmarks/plain_list.html", {"rows": rows})
