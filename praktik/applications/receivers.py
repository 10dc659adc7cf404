"""What this noun does when a lower one changes."""
