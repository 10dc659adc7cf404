from django.dispatch import Signal

# A workshop, or somebody's attendance, changed its state: instance, from_state, to_state, by, now, why.
workshop_moved = Signal()
attendance_moved = Signal()
