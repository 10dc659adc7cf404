"""The code tables behind organisations and listings: sectors, themes, regions, municipalities, postcodes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from praktik.organisations.validators import valid_postcode
from praktik.organisations.validity import Dated, DatedQuerySet


def sort_key_field() -> models.CharField:
    """Compared byte by byte on every server, whatever its locale."""
    return models.CharField(max_length=400, editable=False, db_collation="C", db_index=True)


class Bilingual(models.Model):
    """A code with a Danish and an English name, in an order of its own."""

    slug = models.SlugField(primary_key=True, max_length=40)
    name_da = models.CharField(_("Danish name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("Order"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.name_en if (get_language() or "da").startswith("en") else self.name_da


class Sector(Bilingual):
    is_public = models.BooleanField(_("Public"))

    class Meta(Bilingual.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")


class Theme(Bilingual):
    """A field of public innovation. One that is not ``active`` stays where it was chosen and is offered no more."""

    active = models.BooleanField(_("Can be chosen"), default=True)

    class Meta(Bilingual.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")


class Region(Dated):
    slug = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(_("Name"), max_length=60)
    sort_key = sort_key_field()

    objects = DatedQuerySet["Region"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name

    def covers(self) -> set[str]:
        """The slugs of this region and of all that it replaced, in one query: what a filter by region means."""
        successors = dict(Region.objects.values_list("slug", "successor_id"))
        found, size = {self.slug}, 0
        while len(found) > size:
            size = len(found)
            found |= {slug for slug, successor in successors.items() if successor in found}
        return found


class Municipality(Dated):
    """``region`` is the region of 2007; ``region.current(date)`` is the one of a date."""

    slug = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(_("Name"), max_length=60)
    sort_key = sort_key_field()
    code = models.CharField(_("Official code"), max_length=4, null=True, blank=True, unique=True)
    region = models.ForeignKey(
        Region, verbose_name=_("Region"), on_delete=models.PROTECT, related_name="municipalities"
    )

    objects = DatedQuerySet["Municipality"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name


class Postcode(models.Model):
    code = models.CharField(_("Postcode"), primary_key=True, max_length=4, validators=[valid_postcode])
    city = models.CharField(_("City"), max_length=60)

    class Meta:
        verbose_name = _("postcode")
        verbose_name_plural = _("postcodes")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.city}"
