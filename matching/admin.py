"""The desk's pages of this app."""
