"""The blocks an article is made of, each with a preview for the editor's block picker."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageBlock

TEMPLATES = "feedback_community_kb/blocks"
PREVIEW = f"{TEMPLATES}/preview.html"
TEXT_FEATURES = ["h2", "h3", "h4", "bold", "italic", "code", "ol", "ul", "blockquote", "hr", "link"]
INLINE_FEATURES = ["bold", "italic", "code", "link"]
SHORT_FEATURES = [*INLINE_FEATURES, "ol", "ul"]

CALLOUTS = (
    ("note", _("Note")),
    ("tip", _("Tip")),
    ("warning", _("Warning")),
)


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=200)
    text = blocks.RichTextBlock(label=_("Text"), features=SHORT_FEATURES)

    class Meta:
        icon = "list-ol"
        label = _("Step")


class StepsBlock(blocks.ListBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(StepBlock(), **kwargs)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        description = _("What to do, one step after the other")
        template = f"{TEMPLATES}/steps.html"
        preview_template = PREVIEW
        preview_value = [
            {"title": _("Open the settings"), "text": _("<p>They are behind the small wheel.</p>")},
            {"title": _("Choose a channel"), "text": _("<p>Take the one with the fewest neighbours.</p>")},
        ]


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(label=_("Kind"), choices=CALLOUTS, default="note")
    text = blocks.RichTextBlock(label=_("Text"), features=SHORT_FEATURES)

    class Meta:
        icon = "warning"
        label = _("Callout")
        description = _("Something a reader must not miss")
        template = f"{TEMPLATES}/callout.html"
        preview_template = PREVIEW
        preview_value = {"kind": "tip", "text": _("<p>Write the new password down first.</p>")}


class CodeBlock(blocks.StructBlock):
    language = blocks.CharBlock(label=_("Language"), required=False, max_length=30)
    code = blocks.TextBlock(label=_("Code"), rows=8)

    class Meta:
        icon = "code"
        label = _("Code")
        description = _("Commands or settings to copy")
        template = f"{TEMPLATES}/code.html"
        preview_template = PREVIEW
        preview_value = {"language": "shell", "code": "ping -c 4 example.org"}


class FigureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Image")
        description = _("A picture with its description")
        template = f"{TEMPLATES}/figure.html"


class ArticleTableBlock(TypedTableBlock):
    def __init__(self, **kwargs: Any) -> None:
        columns = [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("rich_text", blocks.RichTextBlock(label=_("Formatted text"), features=INLINE_FEATURES)),
        ]
        super().__init__(columns, **kwargs)

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("Values side by side")
        template = f"{TEMPLATES}/table.html"


class VideoBlock(blocks.StructBlock):
    video = EmbedBlock(label=_("Address of the video"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        icon = "media"
        label = _("Video")
        description = _("A film from a video service")
        template = f"{TEMPLATES}/video.html"


class SeeAlsoBlock(blocks.ListBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(blocks.PageChooserBlock(), **kwargs)

    class Meta:
        icon = "link"
        label = _("See also")
        description = _("Links to other pages")
        template = f"{TEMPLATES}/see_also.html"


def article_blocks() -> list[tuple[str, blocks.Block]]:
    """For the body of an article. A host that overrides `body` may add its own to these."""
    return [
        (
            "text",
            blocks.RichTextBlock(
                features=TEXT_FEATURES,
                icon="pilcrow",
                label=_("Text"),
                description=_("Paragraphs, headings and lists"),
                template=f"{TEMPLATES}/text.html",
                preview_template=PREVIEW,
                preview_value=_("<h3>Before you begin</h3><p>Restart the <b>router</b> once.</p>"),
            ),
        ),
        ("steps", StepsBlock()),
        ("callout", CalloutBlock()),
        ("code", CodeBlock()),
        ("figure", FigureBlock()),
        ("table", ArticleTableBlock()),
        ("video", VideoBlock()),
        ("see_also", SeeAlsoBlock()),
    ]
