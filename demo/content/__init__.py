"""The demo's people, companies and texts, as data. Everything here is invented; see ``shapes.py``."""
