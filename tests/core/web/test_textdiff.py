from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from feedback_community.web.textdiff import Piece, compare


def test_words_not_letters():
    assert compare("Hold it five seconds.", "Hold it ten seconds.") == [
        Piece("same", "Hold it "),
        Piece("removed", "five"),
        Piece("added", "ten"),
        Piece("same", " seconds."),
    ]


def test_the_same_text_is_one_piece():
    assert compare("One.\nTwo.", "One.\nTwo.") == [Piece("same", "One.\nTwo.")]


@given(st.text(max_size=200), st.text(max_size=200))
def test_both_texts_can_be_read_out_of_the_pieces(before, after):
    pieces = compare(before, after)
    assert "".join(p.text for p in pieces if p.kind != "added") == before
    assert "".join(p.text for p in pieces if p.kind != "removed") == after


def test_the_longest_texts_cost_little():
    before = " ".join(f"word{number}" for number in range(3_000))
    after = " ".join(f"term{number}" for number in range(3_000))
    started = time.process_time()
    compare(before, after)
    compare("\n".join("ab" * 2 for _line in range(6_000)), "\n".join("cd" * 2 for _line in range(6_000)))
    assert time.process_time() - started < 2


def test_words_changed_in_a_row_are_one_change():
    pieces = compare("Press the red button, then wait.", "Press a green lamp, then wait.")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "Press "),
        ("removed", "the red button"),
        ("added", "a green lamp"),
        ("same", ", then wait."),
    ]


def test_a_passage_of_which_little_stayed_is_shown_as_replaced():
    before, after = "What happens is by design: see the rules.", "A slip: when the badge comes to you."
    assert [piece.kind for piece in compare(before, after)] == ["removed", "added"]
