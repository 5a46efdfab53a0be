"""Addresses of everything a person does; those that only show something are in `urls`."""

from __future__ import annotations

from django.urls import URLPattern, path

from feedback_community.views import (
    answers,
    ask,
    consent,
    continuing,
    edits,
    files,
    flags,
    follows,
    histories,
    managing,
    marks,
    merging,
    names,
    removals,
    votes,
    wishes,
    withdrawals,
)
from feedback_community.web.acts import ActView


def _of_topic(act: str, view: type[ActView]) -> URLPattern:
    return path(f"t/<int:pk>/{act}/", view.as_view(), name=view.name)


def _of_answer(act: str, view: type[ActView]) -> URLPattern:
    return path(f"a/<int:pk>/{act}/", view.as_view(), name=view.name)


writing_patterns = [
    path("ask/", ask.AskView.as_view(), name="ask"),
    path("file/", files.UploadView.as_view(), name="file_upload"),
    path("file/<str:uid>/", files.FileView.as_view(), name="file"),
    path("file/<str:uid>/small/", files.SmallFileView.as_view(), name="file_small"),
    path("continue/", continuing.ContinueView.as_view(), name="continue"),
    _of_topic("answer", answers.PostAnswerView),
    _of_topic("official", answers.OfficialAnswerView),
    _of_topic("official/clear", marks.ClearOfficialView),
    _of_topic("solution/clear", marks.ClearSolutionView),
    _of_answer("official", marks.SetOfficialView),
    _of_answer("solution", marks.MarkSolutionView),
    _of_topic("edit", edits.TopicEditView),
    _of_answer("edit", edits.AnswerEditView),
    _of_topic("history", histories.TopicHistoryView),
    _of_answer("history", histories.AnswerHistoryView),
    _of_topic("history/<int:version>/restore", histories.TopicRestoreTextView),
    _of_answer("history/<int:version>/restore", histories.AnswerRestoreTextView),
    _of_topic("vote", votes.VoteView),
    _of_topic("unvote", votes.UnvoteView),
    _of_answer("vote", votes.AnswerVoteView),
    _of_answer("unvote", votes.AnswerUnvoteView),
    _of_topic("follow", follows.TopicFollowView),
    path("f/<str:slug>/follow/", follows.ForumFollowView.as_view(), name="forum_follow"),
    path("tags/<str:slug>/follow/", follows.TagFollowView.as_view(), name="tag_follow"),
    _of_topic("notifications", wishes.TopicWishesView),
    path("f/<str:slug>/notifications/", wishes.ForumWishesView.as_view(), name="forum_wishes"),
    _of_topic("status", managing.StatusView),
    _of_topic("close", managing.CloseView),
    _of_topic("reopen", managing.ReopenView),
    _of_topic("move", managing.MoveView),
    _of_topic("type", managing.TypeView),
    _of_topic("feature", managing.FeatureView),
    _of_topic("unfeature", managing.UnfeatureView),
    _of_topic("flag", flags.TopicFlagView),
    _of_answer("flag", flags.AnswerFlagView),
    _of_topic("appeal", flags.TopicAppealView),
    _of_answer("appeal", flags.AnswerAppealView),
    _of_topic("merge", merging.MergeView),
    _of_topic("unmerge", merging.UnmergeView),
    _of_topic("duplicate", merging.SuggestView),
    _of_answer("split", merging.SplitView),
    _of_answer("rejoin", merging.RejoinView),
    _of_topic("name/hide", names.TopicHideView),
    _of_topic("name/show", names.TopicShowView),
    _of_answer("name/hide", names.AnswerHideView),
    _of_answer("name/show", names.AnswerShowView),
    _of_topic("withdraw", withdrawals.TopicWithdrawView),
    _of_topic("remove", removals.TopicRemoveView),
    _of_topic("restore", removals.TopicRestoreView),
    _of_answer("remove", removals.AnswerRemoveView),
    _of_answer("restore", removals.AnswerRestoreView),
    _of_topic("consent", consent.ConsentView),
    _of_topic("consent/ask", consent.ConsentAskView),
]
