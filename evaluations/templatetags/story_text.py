"""A story's text as HTML: ``{% load story_text %}{{ story.text|story_paragraphs }}``."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
HEADING = "## "


@register.filter
def story_paragraphs(text: str) -> SafeString:
    """Paragraphs, and headings where a paragraph is one line that begins with “## ”. Everything else is escaped."""
    blocks = [block.strip() for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return format_html_join("\n", "{}", ((_block(block),) for block in blocks))


def _block(block: str) -> SafeString:
    if block.startswith(HEADING) and "\n" not in block:
        return format_html("<h2>{}</h2>", block.removeprefix(HEADING).strip())
    return mark_safe(linebreaks(conditional_escape(block)))  # noqa: S308 -- escaped in the same line
