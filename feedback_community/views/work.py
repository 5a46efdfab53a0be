"""The work that a browser is given. Costs a signature, and no query."""

from __future__ import annotations

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from feedback_community.moderation import proof_of_work


@never_cache
@require_safe
def give_work(request: HttpRequest) -> JsonResponse:
    if not proof_of_work.is_on():
        raise Http404
    return JsonResponse(proof_of_work.new_challenge())
