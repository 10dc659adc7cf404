from django.dispatch import Signal

# An evaluation changed its state: instance, from_state, to_state, by, now, why.
evaluation_moved = Signal()

# A story changed its state: the same arguments.
story_moved = Signal()
