from django.dispatch import Signal

# A round changed its state: instance, from_state, to_state, by, now, why.
round_moved = Signal()
