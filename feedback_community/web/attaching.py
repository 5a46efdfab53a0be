"""The files field of a form: what was sent is taken in at once, so that no refusal of the text loses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from feedback_community import limits
from feedback_community.actions.attachments import check_file_size, files_of, shown_files, upload_file
from feedback_community.conf import app_settings
from feedback_community.exceptions import CommunityError
from feedback_community.files.kinds import KINDS
from feedback_community.models import Answer, Attachment, Topic
from feedback_community.web.acts import ActView
from feedback_community.web.previews import Preview, preview
from feedback_community.web.throttle import limited
from feedback_community.web.uploads import limit_uploads


@dataclass(frozen=True)
class FilesField:
    """What the element `files_field.html` prints. `accept` is for the file chooser: the content decides."""

    accept: str
    files: Sequence[Attachment] = ()
    problems: Sequence[str] = ()


def files_field(files: Sequence[Attachment] = (), problems: Sequence[str] = ()) -> FilesField | None:
    """None where nothing can be attached."""
    kinds = (KINDS[name] for name in app_settings.ATTACHMENT_KINDS if name in KINDS)
    accept = ",".join(ending for kind in kinds for ending in kind.endings)
    return FilesField(accept, files, problems) if accept else None


def take_in(request: HttpRequest, file: UploadedFile, *, site: Any, alt: str = "") -> Attachment:
    """One file of a form. Raises CommunityError."""
    with limited(request, "file", site=site):
        # One that was read past is only a stand-in that says how large it was.
        check_file_size(file.size or 0)
        return upload_file(file.file, name=file.name or "", by=request.user, site=site, alt=alt)  # type: ignore[arg-type]


class Attaching(ActView):
    """Mixed into an act with a text. Its `post` calls `attach()` first."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        limit_uploads(request)
        self.file_problems: list[str] = []

    @cached_property
    def present_files(self) -> list[Attachment]:
        """What the post has already; nothing for one that is just being written."""
        return []

    @cached_property
    def files(self) -> dict[str, Attachment]:
        """The files of the form by uid: those of the post and own uploads, as far as they are listed."""
        known = {row.uid: row for row in self.present_files}
        if self.request.method != "POST" or self.member is None:
            return known
        data = self.request.POST
        listed = data.getlist("file")[: 2 * limits.ATTACHMENTS]
        mine = self.member.attachments.filter(uid__in=listed, topic=None, answer=None, is_stored=True)
        known |= {row.uid: row for row in mine.order_by("pk")}
        dropped = set(data.getlist("file_drop"))
        found = {uid: row for uid in listed if uid not in dropped and (row := known.get(uid)) is not None}
        for uid, row in found.items():
            row.alt = data.get(f"alt_{uid}", row.alt)[: limits.ALT_LENGTH]
        return found

    def attach(self) -> HttpResponse | None:
        """Take in what was sent. The page again where the button was "attach" or a file was refused."""
        if not self.request.user.is_authenticated:
            return None
        _target, files, alt = self.target, self.files, self.request.POST.get("file_alt", "")
        for sent in self.request.FILES.getlist("files")[: limits.ATTACHMENTS + 1]:
            try:
                row = take_in(self.request, sent, site=self.site, alt=alt)
            except CommunityError as error:
                self.file_problems.append(
                    _("%(name)s: %(reason)s") % {"name": sent.name, "reason": error.message}
                )
            else:
                files[row.uid] = row
        if not self.file_problems and self.request.POST.get("step") != "attach":
            return None
        form: Any = self.make_form(self.request.POST)
        form._errors = ErrorDict()  # Nobody has pressed "send" yet: what is missing is not said.
        return self.show(form)

    def wanted_files(self) -> dict[str, str]:
        """For the action: uid → words about it."""
        return {uid: row.alt for uid, row in self.files.items()}

    def preview(self) -> Preview:
        return preview(self.request.POST.get("body", ""), files=shown_files(self.files.values()))

    def show(self, form: forms.Form, *, status: int = 200, **context: Any) -> HttpResponse:
        shown = None
        if self.request.user.is_authenticated:
            shown = files_field(list(self.files.values()), self.file_problems)
        return super().show(form, status=status, files_field=shown, **context)


class AttachingEdit(Attaching):
    """Changing a post: its files are in the form."""

    @cached_property
    def present_files(self) -> list[Attachment]:
        content: Topic | Answer = self.target
        return files_of(content)
