from django.dispatch import Signal

# user, cvr (as the provider wrote it), now: a provider that somebody logged in with says for whom they work
workplace_claimed = Signal()
