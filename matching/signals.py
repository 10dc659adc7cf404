from django.dispatch import Signal

# A run or an offer changed its state: instance, from_state, to_state, by, now, why.
run_moved = Signal()
offer_moved = Signal()
