"""``{% load devices %}{{ session.user_agent|device }}``."""

from __future__ import annotations

from django import template

from praktik.people.devices import device

register = template.Library()
register.filter("device", device)
