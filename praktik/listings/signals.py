from django.dispatch import Signal

# A listing changed its state: instance, from_state, to_state, by, now, why.
listing_moved = Signal()
# What a listing says is about to be stored, in the transaction: instance (as it will be), by, now. A floor above may
# refuse it (praktik.history.door.Refused).
listing_changing = Signal()
