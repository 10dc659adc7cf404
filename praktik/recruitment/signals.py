from django.dispatch import Signal

# A lead changed its state: instance, from_state, to_state, by, now, why.
lead_moved = Signal()
# A company that was wished for has answered with a listing: wish, listing, by, now. Matching listens.
wish_answered = Signal()
# Whoever wished has chosen another listing of the company, or none: wish, listing (the one before), now.
wish_unanswered = Signal()
