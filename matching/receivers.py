"""What the matching does when the programme changes."""
