"""What somebody wrote in a reply, without the mail that is quoted below it."""

from __future__ import annotations

import re
from functools import cache

from bs4 import BeautifulSoup
from mailparser_reply import EmailReplyParser

#: Languages of mail programs that the parser knows; Russian is ours, below.
LANGUAGES = ["en", "de", "es", "fr", "it", "nl", "pl", "sv"]
#: First line of what a mail program puts above a quotation.
HEAD = re.compile(
    r"^(?:"
    r"-{2,}\s*(?:исходное|пересылаемое|пересланное|original|forwarded)\s+(?:сообщение|message)\s*-{2,}"
    r"|\*?(?:от|от кого|from)\*?:\*?\s.*@.*"
    r"|.*\b(?:пишет|писала?|написала?|написал\(а\)|wrote)\s*:?"
    r"|\D{0,12}\d.*<[^<>\s]+@[^<>\s]+>\s*:"
    r")\s*$",
    re.IGNORECASE,
)
RULE = re.compile(r"^\s*(?:[_-]{5,}|>?\s*)\s*$")
SIGNATURE = re.compile(
    r"^(?:--\s?|(?:sent|get|отправлено|получите)\b.{0,12}\b(?:from|outlook|с|из|для)\b.{0,60})$",
    re.IGNORECASE,
)
QUOTED_IN_HTML = "blockquote, .gmail_quote, .yahoo_quoted, #divRplyFwdMsg, #appendonsend, script, style, head"


@cache
def _parser() -> EmailReplyParser:
    return EmailReplyParser(languages=LANGUAGES)


def own_words(text: str) -> str:
    """The reply itself, as plain text. Answers between quoted lines stay with the lines they answer."""
    lines = text.replace("\r\n", "\n").replace("\xa0", " ").split("\n")
    kept = _before_signature(_as_the_parser_says(_before_head(lines)))
    while kept and (RULE.match(kept[-1]) or kept[-1].startswith(">")):
        kept.pop()
    return "\n".join(kept).strip("\n")


def _before_head(lines: list[str]) -> list[str]:
    """Up to the line that a mail program put above the quotation; it may be wrapped over two."""
    for index, line in enumerate(lines):
        wrapped = f"{line.rstrip()} {lines[index + 1].strip()}" if index + 1 < len(lines) else line
        if not line.strip() or line.startswith(">"):
            continue
        ends = HEAD.match(line.strip()) or ("@" in wrapped and HEAD.match(wrapped.strip()))
        if ends and _is_quoted_after(lines[index + 1 :], line):
            return lines[:index]
    return lines


def _is_quoted_after(rest: list[str], line: str) -> bool:
    """Somebody may write "he wrote:" in a sentence: below a true head stand quoted lines or an address."""
    following = [each for each in rest[:4] if each.strip()]
    return "@" in line or "--" in line or any(each.startswith(">") or "@" in each for each in following[:2])


def _as_the_parser_says(lines: list[str]) -> list[str]:
    """It knows where many programs begin to quote, but loses the indents of code: only its end counts."""
    text = "\n".join(lines)
    left = len(str(_parser().parse_reply(text) or "").split()) if text.strip() else 0
    kept = []
    for line in lines:
        if left <= 0 and line.strip():
            break
        kept.append(line)
        left -= len(line.split())
    return kept


def _before_signature(lines: list[str]) -> list[str]:
    for index, line in enumerate(lines):
        if index and SIGNATURE.match(line.strip() if line.strip() != "--" else "--"):
            return lines[:index]
    return lines


def text_of_html(html: str) -> str:
    """The words of a mail that has no plain text; what it quotes in HTML is left out."""
    soup = BeautifulSoup(html, "html.parser")
    for quoted in soup.select(QUOTED_IN_HTML):
        quoted.decompose()
    for line_break in soup.find_all("br"):
        line_break.replace_with("\n")
    for block in soup.find_all(["p", "div", "li", "tr", "h1", "h2", "h3"]):
        block.append("\n")
    return re.sub(r"\n{3,}", "\n\n", soup.get_text()).strip()
