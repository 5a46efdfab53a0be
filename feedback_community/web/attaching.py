"""The files field of a form: what was sent is taken in at once, so that no refusal of the text loses it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from feedback_community.models import Answer, Attachment, Member, Topic
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


class SentFiles:
    """The files of a form by uid: those of the post and own uploads, as far as the form lists them."""

    def __init__(
        self, request: HttpRequest, *, site: Any, member: Member | None, present: Iterable[Attachment] = ()
    ) -> None:
        self.request, self.site = request, site
        self.problems: list[str] = []
        self.rows = {row.uid: row for row in present}
        if request.method == "POST" and member is not None:
            self.rows = self._listed(member)

    def _listed(self, member: Member) -> dict[str, Attachment]:
        data = self.request.POST
        listed = data.getlist("file")[: 2 * limits.ATTACHMENTS]
        mine = member.attachments.filter(uid__in=listed, topic=None, answer=None, is_stored=True)
        known = self.rows | {row.uid: row for row in mine.order_by("pk")}
        dropped = set(data.getlist("file_drop"))
        found = {uid: row for uid in listed if uid not in dropped and (row := known.get(uid)) is not None}
        for uid, row in found.items():
            row.alt = data.get(f"alt_{uid}", row.alt)[: limits.ALT_LENGTH]
        return found

    def take_in(self) -> None:
        """What came with the form itself; why something was refused is in `problems`."""
        alt = self.request.POST.get("file_alt", "")
        for sent in self.request.FILES.getlist("files")[: limits.ATTACHMENTS + 1]:
            try:
                row = take_in(self.request, sent, site=self.site, alt=alt)
            except CommunityError as error:
                problem = _("%(name)s: %(reason)s") % {"name": sent.name, "reason": error.message}
                self.problems.append(problem)
            else:
                self.rows[row.uid] = row

    @property
    def is_unfinished(self) -> bool:
        """The form is wanted again: the button was "attach", or a file was refused."""
        return bool(self.problems) or self.request.POST.get("step") == "attach"

    def wanted(self) -> dict[str, str]:
        """For the action: uid → words about it."""
        return {uid: row.alt for uid, row in self.rows.items()}

    def field(self) -> FilesField | None:
        return files_field(list(self.rows.values()), self.problems)


class Attaching(ActView):
    """Mixed into an act with a text. Its `post` calls `attach()` first."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        limit_uploads(request)

    @cached_property
    def present_files(self) -> list[Attachment]:
        """What the post has already; nothing for one that is just being written."""
        return []

    @cached_property
    def sent(self) -> SentFiles:
        return SentFiles(self.request, site=self.site, member=self.member, present=self.present_files)

    @property
    def files(self) -> dict[str, Attachment]:
        return self.sent.rows

    def attach(self) -> HttpResponse | None:
        """Take in what was sent. The page again where the button was "attach" or a file was refused."""
        if not self.request.user.is_authenticated:
            return None
        _target = self.target
        self.sent.take_in()
        if not self.sent.is_unfinished:
            return None
        form: Any = self.make_form(self.request.POST)
        form._errors = ErrorDict()  # Nobody has pressed "send" yet: what is missing is not said.
        return self.show(form)

    def wanted_files(self) -> dict[str, str]:
        return self.sent.wanted()

    def preview(self) -> Preview:
        return preview(self.request.POST.get("body", ""), files=shown_files(self.files.values()))

    def show(self, form: forms.Form, *, status: int = 200, **context: Any) -> HttpResponse:
        shown = self.sent.field() if self.request.user.is_authenticated else None
        return super().show(form, status=status, files_field=shown, **context)


class AttachingEdit(Attaching):
    """Changing a post: its files are in the form."""

    @cached_property
    def present_files(self) -> list[Attachment]:
        content: Topic | Answer = self.target
        return files_of(content)
