"""What evaluations do when a placement changes."""
