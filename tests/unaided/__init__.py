"""Whole ways through the site by people whom a mouse, or a script, does not help."""
