from django.dispatch import Signal

# A placement changed its state: instance, from_state, to_state, by, now, why.
placement_moved = Signal()
