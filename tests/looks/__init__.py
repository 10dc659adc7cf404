"""Every page of ours in each of its states, in one table: what is looked at, by whom, and how one comes there."""
