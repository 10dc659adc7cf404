"""Dates in templates, written as everywhere else: ``{% load when %}{{ deadline|moment }}``."""

from __future__ import annotations

from django import template

from praktik.dates import day, moment, week_label, weeks_label

register = template.Library()
register.filter("moment", moment)
register.filter("day", day)
register.filter("week", week_label)
register.filter("weeks", weeks_label)
