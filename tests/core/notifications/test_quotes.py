"""What people write above, below and between what their mail programs quote."""

from __future__ import annotations

import pytest

from feedback_community.notifications.quotes import own_words, text_of_html

QUOTED = "> New answer by Priya\n> Hold the button.\n>\n> --\n> Veresk community\n"
HEADS = [
    "On Sun, Nov 22, 2026 at 10:11 AM Veresk <community@veresk.example> wrote:",
    "On Sun, Nov 22, 2026 at 10:11 AM Veresk community <\ncommunity@veresk.example> wrote:",
    "вс, 22 нояб. 2026 г. в 10:11, Veresk community <community@veresk.example>:",
    '22.11.2026, 10:11, "Veresk community" <community@veresk.example>:',
    "22.11.2026 10:11, Veresk community пишет:",
    "Вс 22 ноя 2026, 10:11 пользователь Veresk <community@veresk.example> написал:",
    "22 нояб. 2026 г., в 10:11, Veresk community <community@veresk.example> написал(а):",
    "Am 22.11.2026 um 10:11 schrieb Veresk <community@veresk.example>:",
    "-----Original Message-----\nFrom: Veresk <community@veresk.example>\nSubject: Re: x",
    "-------- Исходное сообщение --------\nОт: Veresk <community@veresk.example>\nТема: Re: x",
    "________________________________\nFrom: Veresk <community@veresk.example>\nSent: Sunday\nSubject: x",
    "________________________________\nОт: Veresk <community@veresk.example>\nОтправлено: вс\nТема: x",
]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("words", ["Thank you, that helped.", "Спасибо!\n\nЕщё вопрос: где кнопка?"])
def test_the_quoted_mail_is_left_out(head: str, words: str):
    assert own_words(f"{words}\n\n{head}\n\n{QUOTED}") == words
    assert own_words(f"{words}\n\n{head}\n\n{QUOTED}".replace("\n", "\r\n")) == words


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAnn Asker\n+372 5555 5555",
        "--\nAnn",
        "Sent from my iPhone",
        "Отправлено с iPhone",
        "Отправлено из Почты Mail",
    ],
)
def test_signatures_are_left_out(signature: str):
    assert own_words(f"It works.\n\n{signature}\n\n{HEADS[0]}\n{QUOTED}") == "It works."


def test_answers_between_quoted_lines_stay_with_what_they_answer():
    text = "> Is it red?\n\nYes.\n\n> Since when?\n\nYesterday."
    assert own_words(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "My neighbour wrote:\n\nIt works for him.",
        "Вчера мастер написал:\n\nвсё готово.",
        "From: the beginning it was red.",
        "- one\n- two\n\n    code --- here",
    ],
)
def test_what_only_looks_like_a_quotation_stays(text: str):
    assert own_words(text) == text


def test_a_mail_that_only_quotes_is_empty():
    assert own_words(f"{HEADS[0]}\n\n{QUOTED}") == ""


def test_a_mail_in_html_loses_its_quotation_and_scripts():
    html = (
        "<html><head><title>x</title></head><body><div>Thanks,<br>that helped.</div>"
        "<script>alert(1)</script><div class='gmail_quote'>On Sunday: <blockquote>Hold it.</blockquote></div>"
    )
    assert own_words(text_of_html(html)) == "Thanks,\nthat helped."
