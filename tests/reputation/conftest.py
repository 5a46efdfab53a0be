from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import TestCase

from tests.reputation.play import work


@pytest.fixture
def play() -> Callable[..., Any]:
    """Do something as on a site: what follows a commit happens, and the worker does its part."""

    def run(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with TestCase.captureOnCommitCallbacks(execute=True):
            result = act(*args, **kwargs)
        work()
        return result

    return run
