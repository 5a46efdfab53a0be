"""The app is taken out of INSTALLED_APPS and put back: nothing is lost, and the rest is found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.sqlite]

SETTINGS = """
from tests.projects.{project}.settings import *
DATABASES["default"]["NAME"] = {database!r}
"""
BEFORE = """
from tests.factories import *
from feedback_community.actions.votes import cast_vote
from feedback_community.outbox import worker
from feedback_community.reputation.models import *
forum = make_forum()
answer = make_answer(make_topic(forum), author=make_user("Hanna Helper"))
cast_vote(answer, voter=make_user("Vera Voter"))
worker.run_once(frozenset({"reputation"}))
own = Reputation.objects.get(member=answer.author)
own.shows_points = False
own.save()
print(own.points, LedgerEntry.objects.count())
"""
MEANWHILE = """
from tests.factories import *
from feedback_community.actions.erasing import anonymise_member
from feedback_community.actions.votes import cast_vote
from feedback_community.models import Answer, Forum, Member
from django.apps import apps
from django.core.management import call_command
assert not apps.is_installed("feedback_community.reputation")
answer = Answer.objects.get()
cast_vote(answer, voter=make_user("Second Voter"))
Member.objects.filter(user__first_name="Vera").delete()
empty = make_forum()
empty.delete()
call_command("check")
print(Answer.objects.get().helpful_count)
"""
AFTER = """
from feedback_community.models import Answer
from django.core.management import call_command
from feedback_community.reputation.models import *
call_command("migrate", verbosity=0)
call_command("recalculate_reputation", verbosity=0)
own = Reputation.objects.get(member=Answer.objects.get().author)
print(own.points, own.shows_points)
call_command("recalculate_reputation")
"""


def run(folder: Path, project: str, code: str) -> str:
    (folder / f"{project}_kept.py").write_text(
        SETTINGS.format(project=project, database=str(folder / "kept.sqlite3")), encoding="utf-8"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}",
        "DJANGO_SETTINGS_MODULE": f"{project}_kept",
        "DATABASE": "sqlite",
    }
    code = f"import django\ndjango.setup()\n{code}"
    command = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_nothing_is_lost(tmp_path: Path):
    migrate = "from django.core.management import call_command\ncall_command('migrate', verbosity=0)\n"
    assert run(tmp_path, "full", migrate + BEFORE).split() == ["6", "3"]
    assert run(tmp_path, "core_only", MEANWHILE).split()[-1] == "2"
    lines = run(tmp_path, "full", AFTER).splitlines()
    # The answer, the vote of somebody whose row is gone, and the vote cast meanwhile.
    assert "11 False" in lines
    assert lines[-1] == "Everything was right."
