from django.dispatch import Signal

# An erasure or a copy changed its state: instance, from_state, to_state, by, now, why.
erasure_moved = Signal()
copy_moved = Signal()
