from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    ROUNDS = "rounds", _("A round opens for applications")
    LISTINGS = "listings", _("A new listing")
