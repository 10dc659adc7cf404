"""A story's text as HTML."""

from __future__ import annotations

from evaluations.templatetags.story_text import story_paragraphs


def test_paragraphs_and_headings_and_nothing_else_of_what_is_written():
    text = "Han ringede.\r\nTo gange.\r\n\r\n## 31 <opkald>\r\n\r\n<b>Fed</b>\n\n## To\nlinjer"
    assert story_paragraphs(text) == (
        "<p>Han ringede.<br>To gange.</p>\n<h2>31 &lt;opkald&gt;</h2>\n"
        "<p>&lt;b&gt;Fed&lt;/b&gt;</p>\n<p>## To<br>linjer</p>"
    )
