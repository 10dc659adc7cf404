"""The desk's pages of this noun."""
