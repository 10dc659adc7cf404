from django.dispatch import Signal

# An application changed its state: instance, from_state, to_state, by, now, why.
application_moved = Signal()
# A declared conflict was cleared or upheld: the same arguments.
conflict_moved = Signal()
# An application with wishes was sent in (also again): instance, by, now. Recruitment listens.
application_submitted = Signal()
