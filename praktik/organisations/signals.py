from django.dispatch import Signal

# instance, from_state, to_state, by, now, why; sent inside the door's transaction
membership_moved = Signal()
