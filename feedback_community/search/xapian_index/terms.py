"""Terms of our documents. Stems and plain words use Xapian's own conventions ("Z" + stem, the bare
word with positions), so that an ordinary Haystack query finds our documents as well."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import xapian

from feedback_community.search import text
from feedback_community.search.documents import Document, write_key

STEM = "Z"
GRAM = "XGRAM"
#: Prefix of n-grams by their length. Those of three characters are only counted, never searched.
GRAMS = {4: GRAM, 3: "XTRI"}
#: Words of public documents: what "did you mean" may say aloud.
PUBLIC_WORD = "XPUBLIC"
ANSWER = "XANSWER"
SCOPE = "XSCOPE"
FACET = "XFACET"
ID = "Q"
CONTENT_TYPE = "CONTENTTYPE"

#: How much more a word of the title counts than one of the text.
TITLE_WEIGHT = 2
#: Words of a text and of the answers that are indexed; the rest of a very long text is not.
BODY_WORDS = 3_000
#: Distance between the positions of title and text, so that no phrase spans them.
FIELD_GAP = 100

# Slots 0 to 2 are Haystack's id, django_id and django_ct; its fields follow, ours begin far above.
SLOT_TITLE = 100
SLOT_CREATED = 101
SLOT_KEY = 102
SLOT_WORTH = 103


@lru_cache(maxsize=8)
def _stemmer(language: str) -> xapian.Stem:
    return xapian.Stem(language)


@lru_cache(maxsize=131_072)
def stem_of(word: str, languages: tuple[str, ...]) -> str:
    """The stem in the site's language of the word's script; the word itself where there is none."""
    language = text.language_of(word, languages)
    return _stemmer(language)(word).decode() if language else word


def known_languages(languages: Iterable[str]) -> tuple[str, ...]:
    """Those that Xapian can stem; an unknown one must not stop the indexing."""
    available = set(xapian.Stem.get_available_languages().decode().split())
    codes = {"en", "ru", "de", "fr", "es", "it", "pt", "nl", "sv", "no", "da", "fi", "hu", "ro", "tr"}
    return tuple(name for name in languages if name in codes or name in available)


def identifier(document: Document) -> str:
    """The same id as Haystack's `get_identifier`."""
    return f"{document.model}.{document.pk}"


def build(document: Document) -> xapian.Document:
    """A cheap Xapian document: no field twice, no pickle."""
    languages = tuple(document.languages)
    made = xapian.Document()
    title = text.words(document.title)
    body = text.words(document.body)[:BODY_WORDS]
    position = _add_words(made, title, languages, weight=TITLE_WEIGHT, position=1)
    _add_words(made, body, languages, weight=1, position=position + FIELD_GAP)
    for length, prefix in GRAMS.items():
        for gram in set(text.grams(title, length)):
            made.add_term(prefix + gram, 1 if prefix == GRAM else 0)
    _add_answers(made, text.words(document.answers)[:BODY_WORDS], languages)
    if document.is_public:
        for word in {*title, *body}:
            made.add_boolean_term(PUBLIC_WORD + word)
    _add_exact(made, document)
    made.add_value(SLOT_TITLE, " ".join(title))
    made.add_value(SLOT_CREATED, xapian.sortable_serialise(document.created_at.timestamp()))
    made.add_value(SLOT_KEY, write_key((document.model, document.pk)))
    if document.worth != 1.0:
        made.add_value(SLOT_WORTH, xapian.sortable_serialise(document.worth))
    made.set_data(json.dumps([document.app_label, document.model_name, document.pk]))
    return made


def worth_of(document: xapian.Document) -> float:
    written = document.get_value(SLOT_WORTH)
    return float(xapian.sortable_unserialise(written)) if written else 1.0


def _add_words(
    made: xapian.Document,
    found: Sequence[str],
    languages: tuple[str, ...],
    *,
    weight: int,
    position: int,
) -> int:
    """Stems carry the weight; the words beside them only positions, for phrases and prefixes."""
    for word in found:
        made.add_posting(word, position, 0)
        position += 1
    for stem, count in Counter(stem_of(word, languages) for word in found).items():
        made.add_term(STEM + stem, weight * count)
    return position


def _add_answers(made: xapian.Document, found: Sequence[str], languages: tuple[str, ...]) -> None:
    for stem in {stem_of(word, languages) for word in found}:
        made.add_boolean_term(ANSWER + stem)


def _add_exact(made: xapian.Document, document: Document) -> None:
    made.add_boolean_term(ID + identifier(document))
    made.add_boolean_term(CONTENT_TYPE + document.model)
    made.add_value(0, identifier(document))
    made.add_value(2, document.model)
    for scope in document.scopes:
        made.add_boolean_term(SCOPE + scope)
    for name, values in document.facets.items():
        for value in values:
            made.add_boolean_term(facet_term(name, value))


def facet_term(name: str, value: str) -> str:
    return f"{FACET}{name.upper()}:{text.cut(value)}"
