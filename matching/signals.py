from django.dispatch import Signal

# A run, its publishing or an offer changed its state: instance, from_state, to_state, by, now, why.
run_moved = Signal()
publishing_moved = Signal()
offer_moved = Signal()
