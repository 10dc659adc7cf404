"""The fault campaign: real processes, real servers, kill -9, and a mail server that counts. `make chaos` runs it."""
