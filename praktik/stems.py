"""Text as the full-text search reads it: folded, then stemmed by PostgreSQL.

A server whose locale is C lowers no letter but a to z, so "Ørsted" would be another word than "ørsted": both the text
and what is asked for are folded here, a letter for a letter, before PostgreSQL sees them. Accents go with it ("idé" and
"ide" are the same), and ä and ö are æ and ø, as in the sort keys.
"""

from __future__ import annotations

from django.contrib.postgres.search import SearchVector
from django.db.models import F, Func, TextField, Value
from django.db.models.expressions import Combinable

_FROM = "ÆØÅÄÖÜÉÈÊËÁÀÓÒÍÌÚÙäöüéèêëáàóòíìúù"
_TO = "æøåæøueeeeaaooiiuuæøueeeeaaooiiuu"
_TABLE = str.maketrans(_FROM, _TO)


def fold(text: str) -> str:
    """As long as ``text``: letter for letter."""
    return text.translate(_TABLE)


def folded(text: str | Combinable) -> Func:
    """The same in the database, of a field or an expression."""
    return Func(
        F(text) if isinstance(text, str) else text,
        Value(_FROM),
        Value(_TO),
        function="translate",
        output_field=TextField(),
    )


def stems(*fields: str | Combinable, config: str, weight: str) -> SearchVector:
    """The words of ``fields`` as one text, of ``weight`` A to D; ``config`` is PostgreSQL's name of the language."""
    return SearchVector(*(folded(field) for field in fields), config=config, weight=weight)
