from django.dispatch import Signal

# An evaluation changed its state: instance, from_state, to_state, by, now, why.
evaluation_moved = Signal()
