"""Named scenarios: the same functions fill in the demo and serve the tests.

``people``, ``founding`` and ``whole`` (see ``programme.py``) each take the moment at which they end; what they tell
happened before it.
"""
