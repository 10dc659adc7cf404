"""Everything that changes what is held about a person as a whole."""
