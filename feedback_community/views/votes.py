"""A vote and its undoing, on topics and on answers."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback_community.actions.votes import cast_vote, retract_vote
from feedback_community.models import Topic
from feedback_community.people import GuestVisitor
from feedback_community.web.acts import ActView, AnswerAct, TopicAct
from feedback_community.web.votes import answer_vote, button_html, has_voted, topic_vote, votes_now


class VoteAct(ActView):
    """The button's form goes here; scripts get the button as it stands afterwards."""

    has_page = False
    rate = "vote"
    #: What stands when the act is done.
    voted = True

    def success_url(self) -> str:
        return self.back(anchor=f"{type(self.target).__name__.lower()}-{self.target.pk}")

    def fragment(self) -> HttpResponse:
        """The button with the number as it is now."""
        make = topic_vote if isinstance(self.target, Topic) else answer_vote
        button = replace(make(self.target, voted=self.voted, allowed=True), count=votes_now(self.target))
        return HttpResponse(button_html(button, get_token(self.request)))


class Cast(VoteAct):
    title = gettext_lazy("Your vote")
    submit = gettext_lazy("Vote now")

    def open_to_guests(self, visitor: GuestVisitor) -> bool:
        return self.policy.can_vote(visitor, self.target)

    def perform(self, form: forms.Form) -> str:
        if cast_vote(self.target, voter=self.user):
            return _("Thank you, your vote counts.")
        self.is_idle = True
        return _("Your vote counts already.")


class Retract(VoteAct):
    title = gettext_lazy("Take your vote back")
    submit = gettext_lazy("Take it back now")
    voted = False

    def open_to_guests(self, visitor: GuestVisitor) -> bool:
        """A vote may be taken back also where voting has closed since."""
        return has_voted(visitor.member, self.target)

    def perform(self, form: forms.Form) -> str:
        self.is_idle = not retract_vote(self.target, voter=self.user)
        return _("Your vote is taken back.")


class VoteView(Cast, TopicAct):
    name = "vote"


class UnvoteView(Retract, TopicAct):
    name = "unvote"


class AnswerVoteView(Cast, AnswerAct):
    name = "answer_vote"
    title = gettext_lazy("You found an answer helpful")


class AnswerUnvoteView(Retract, AnswerAct):
    name = "answer_unvote"
