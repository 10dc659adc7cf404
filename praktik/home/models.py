"""The consultants' own texts on the public pages."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from praktik.rounds.models import Round


class PageTextQuerySet(models.QuerySet["PageText"]):
    def of_page(self, page: str, language: str, round_id: int | models.Subquery | None) -> PageTextQuerySet:
        """The own texts of a page while the round is the one that the page follows: those for every round first, so
        that whoever reads on finds the round's own last."""
        found = self.filter(Q(round__isnull=True) | Q(round=round_id), page=page, language=language)
        return found.select_related("round").order_by(models.F("round").asc(nulls_first=True))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PageText(models.Model):
    """A consultant's text instead of the one in the file: for a block of a page in a language, and only while
    ``round`` is the one that the page follows where it is set. Deleting it is the way back."""

    page = models.CharField(_("Page"), max_length=40)
    block = models.CharField(_("Part of the page"), max_length=40)
    language = models.CharField(_("Language"), max_length=2, choices=[("da", _("Danish")), ("en", _("English"))])
    round = models.ForeignKey(
        Round, verbose_name=_("Only for"), null=True, blank=True, on_delete=models.CASCADE, related_name="page_texts"
    )
    text = models.TextField(_("Text"), max_length=8000)
    changed_at = models.DateTimeField(_("Changed"))

    objects = PageTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("own text on a public page")
        verbose_name_plural = _("own texts on public pages")
        ordering = ["page", "block", "language", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "block", "language", "round"], nulls_distinct=False, name="page_text_once"
            ),
            models.CheckConstraint(condition=Q(language__in=["da", "en"]), name="page_text_language"),
        ]

    def __str__(self) -> str:
        return f"{self.page}.{self.block} ({self.language})"
