from django.dispatch import Signal

# A lead changed its state: instance, from_state, to_state, by, now, why.
lead_moved = Signal()
