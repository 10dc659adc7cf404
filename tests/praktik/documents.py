"""What a PDF says, for tests."""

from __future__ import annotations

import io

from pypdf import PdfReader


def lines(pdf):
    """Its lines of text, page by page, without empty ones."""
    return [
        line.strip()
        for page in PdfReader(io.BytesIO(pdf)).pages
        for line in page.extract_text().splitlines()
        if line.strip()
    ]


def pages(pdf):
    return len(PdfReader(io.BytesIO(pdf)).pages)
