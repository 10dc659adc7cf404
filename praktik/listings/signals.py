from django.dispatch import Signal

# A listing changed its state: instance, from_state, to_state, by, now, why.
listing_moved = Signal()
