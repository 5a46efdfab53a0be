"""Attachments: taking one in for a script, and serving them to whoever may read the post."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from feedback_community.exceptions import CommunityError, ContentRejected
from feedback_community.permissions import access
from feedback_community.web.acts import STATUSES
from feedback_community.web.attaching import take_in
from feedback_community.web.base import CommunityView
from feedback_community.web.files import serve
from feedback_community.web.uploads import limit_uploads


class UploadView(CommunityView):
    """One file, sent by our script while the text is still being written."""

    http_method_names = ["post"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        limit_uploads(request)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        sent = request.FILES.get("files")
        if not request.user.is_authenticated:
            return JsonResponse({"error": _("Please sign in first.")}, status=401)
        try:
            if sent is None:
                raise ContentRejected(_("No file has arrived."))
            row = take_in(request, sent, site=self.site, alt=request.POST.get("file_alt", ""))
        except CommunityError as error:
            return JsonResponse({"error": error.message}, status=STATUSES.get(type(error), 400))
        line = render_to_string("feedback_community/elements/file_row.html", {"file": row}, request)
        return JsonResponse({"uid": row.uid, "markdown": row.markdown, "html": line}, status=201)


class FileView(CommunityView):
    small = False

    def get(self, request: HttpRequest, uid: str) -> HttpResponseBase:
        row = access.get_attachment_or_404(uid, user=request.user, site=self.site)
        return serve(request, row, small=self.small)


class SmallFileView(FileView):
    small = True
