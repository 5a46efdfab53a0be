"""What the buttons of the workbench do: one act each, then back to the topic."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from feedback_community.actions import staff
from feedback_community.actions.answers import post_answer
from feedback_community.actions.managing import change_type, close_topic, move_topic, reopen_topic
from feedback_community.actions.official_answers import post_official_answer
from feedback_community.actions.statuses import change_status
from feedback_community.actions.topics import retag_topic
from feedback_community.exceptions import CommunityError, InvalidChange
from feedback_community.models import InternalNote, Topic
from feedback_community.people import member_of, name_of
from feedback_community.wagtail_admin.workbench import BenchView, make_form
from feedback_community.wagtail_admin.workbench_forms import WorkAnswerForm


class ActView(BenchView):
    """POST only. A problem shows the topic again with everything that was typed."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = ACTS.get(kwargs["act"])
        if act is None:
            raise Http404
        try:
            message = act(self)
        except CommunityError as problem:
            messages.error(request, problem.message)
            message = None
        if message is None:
            return self.render_to_response(self.get_context_data(**kwargs))
        if message:
            messages.success(request, message)
        return redirect(reverse("feedback_community_topics:inspect", args=[self.topic.pk]) + self.way.query)

    def take(self, name: str) -> Any | None:
        """The filled form of that name, or None when something is wrong with it."""
        form = make_form(name, self.topic, self.request.user, self.request.POST)
        self.bound[name] = form
        return form if form.is_valid() else None


#: Returns the message of success, "" for none, or None to show the topic with its forms again.
Act = Callable[[ActView], str | None]


def answer(view: ActView) -> str | None:
    form = view.take("answer")
    view.sent.take_in()
    if form is None or view.sent.is_unfinished:
        return None
    if "insert" in view.request.POST:
        insert(view, form)
        return None
    data, user, topic = form.cleaned_data, view.request.user, view.topic
    if not data["body"].strip():
        form.add_error("body", _("An answer needs words."))
        return None
    if not data["anyway"] and (other := _other_claim(view)):
        message = _("%(name)s is answering this topic just now. Send again to post yours anyway.")
        form.add_error(None, message % {"name": other})
        form.data = {**view.request.POST.dict(), form.add_prefix("anyway"): "on"}
        return None
    post(topic, by=user, data=data, files=view.sent.wanted())
    if data["needs_info"]:
        staff.pause_clock(topic, by=user)
    staff.release_topic(topic, by=user)
    return _("The official answer is posted.") if data.get("official") else _("The answer is posted.")


def post(topic: Topic, *, by: Any, data: dict[str, Any], files: Mapping[str, str]) -> None:
    """One act for those who follow, whatever of it was filled in."""
    status, note, notify = data.get("status"), data.get("note", ""), data["notify"]
    if data.get("official"):
        post_official_answer(
            topic, by=by, body=data["body"], new_status=status, note=note, notify=notify, files=files
        )
        return
    post_answer(topic, author=by, body=data["body"], notify=notify, files=files)
    if status is not None:
        change_status(topic, to=status, by=by, note=note, notify=notify)


def insert(view: ActView, form: WorkAnswerForm) -> None:
    """Put a canned reply below what is typed, and claim the topic: somebody is answering."""
    reply = form.chosen_reply()
    if reply is None:
        form.add_error("canned", _("Please choose a reply."))
        return
    staff.claim_topic(view.topic, by=view.request.user)
    view.topic = view.fetch(view.topic.pk)
    name = form.add_prefix("body")
    words = addressed(reply.body, view.topic)
    typed = str(form.data.get(name, "")).rstrip()
    form.data = {**view.request.POST.dict(), name: "\n\n".join(part for part in (typed, words) if part)}


def addressed(words: str, topic: Topic) -> str:
    """The name in its place. An author who hides it is not called by it before everybody."""
    if topic.is_name_hidden:
        return re.sub(r"[ \u00a0]?\{name\}", "", words)
    return words.replace("{name}", name_of(topic.author))


def _other_claim(view: ActView) -> str:
    assignment = getattr(view.topic, "assignment", None)
    if assignment is None or not assignment.is_claimed or assignment.claimed_by_id is None:
        return ""
    me = member_of(view.request.user)
    return "" if me and assignment.claimed_by_id == me.pk else name_of(assignment.claimed_by)


def note(view: ActView) -> str | None:
    form = view.take("note")
    if form is None:
        return None
    staff.write_note(view.topic, by=view.request.user, body=form.cleaned_data["body"])
    return _("The note is kept. Only staff see it.")


def delete_note(view: ActView) -> str:
    pk = view.request.POST.get("note", "")
    found = InternalNote.objects.filter(topic=view.topic, pk=int(pk) if pk.isdecimal() else 0).first()
    if found is None:
        raise InvalidChange(_("This note is gone already."))
    staff.delete_note(found, by=view.request.user)
    return _("The note is deleted.")


def assign(view: ActView) -> str | None:
    form = view.take("assign")
    if form is None:
        return None
    staff.assign_topic(view.topic, by=view.request.user, to=form.cleaned_data["assignee"])
    return _("Assigned.") if form.cleaned_data["assignee"] else _("Nobody looks after it now.")


def assign_me(view: ActView) -> str:
    staff.assign_topic(view.topic, by=view.request.user, to=view.request.user)
    return _("You look after this topic now.")


def claim(view: ActView) -> str:
    holder = staff.claim_topic(view.topic, by=view.request.user)
    if holder != member_of(view.request.user):
        raise InvalidChange(_("%(name)s is answering already.") % {"name": name_of(holder)})
    return _("For ten minutes your colleagues see that you are answering.")


def release(view: ActView) -> str:
    staff.release_topic(view.topic, by=view.request.user)
    return _("The topic is free again.")


def pause(view: ActView) -> str:
    staff.pause_clock(view.topic, by=view.request.user)
    return _("The clock stands until the author answers.")


def resume(view: ActView) -> str:
    staff.resume_clock(view.topic, by=view.request.user)
    return _("The clock runs again.")


def close(view: ActView) -> str:
    close_topic(view.topic, by=view.request.user, reason=view.request.POST.get("reason", ""))
    return _("The topic is closed.")


def reopen(view: ActView) -> str:
    reopen_topic(view.topic, by=view.request.user)
    return _("The topic is open again.")


def sort(view: ActView) -> str | None:
    form = view.take("sort")
    if form is None:
        return None
    data, user = form.cleaned_data, view.request.user
    # One after the other, each with its own line of history; what is as it was changes nothing.
    change_type(view.topic, by=user, topic_type=data["topic_type"])
    move_topic(view.topic, by=user, to=data["forum"])
    retag_topic(view.topic, by=user, tags=data["tags"])
    return _("Saved.")


ACTS: dict[str, Act] = {
    "answer": answer,
    "note": note,
    "delete-note": delete_note,
    "assign": assign,
    "assign-me": assign_me,
    "claim": claim,
    "release": release,
    "pause": pause,
    "resume": resume,
    "close": close,
    "reopen": reopen,
    "sort": sort,
}
