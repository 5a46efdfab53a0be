"""For the processes that the tests start and kill: the database and mail server of the test."""

from __future__ import annotations

import importlib
import os

from feedback_community import limits
from tests.smtp import settings_for

# The project of the test: the process must know the same tables.
project = importlib.import_module(os.environ["FAULTS_PROJECT"])
globals().update({name: value for name, value in vars(project).items() if name.isupper()})
DATABASES, HAYSTACK_CONNECTIONS = project.DATABASES, project.HAYSTACK_CONNECTIONS

DATABASES["default"]["NAME"] = os.environ["FAULTS_DATABASE"]
HAYSTACK_CONNECTIONS["default"]["PATH"] = os.environ["FAULTS_INDEX"]
globals().update(settings_for(int(os.environ["FAULTS_MAIL_PORT"]), timeout=10))
FEEDBACK_COMMUNITY = {"MAIL_DELAY": 0, "MAIL_BATCH_WINDOW": 0, "WORKER_POLL": 0.1, "FORM_MIN_SECONDS": 0}
# Many small pieces, so that a kill falls between them.
limits.FANOUT_BATCH = 3
if "feedback_community.reputation" in project.INSTALLED_APPS:
    of_reputation = importlib.import_module("feedback_community.reputation.limits")
    of_reputation.RECOUNT_BATCH = of_reputation.RECOUNT_PEOPLE = 1
