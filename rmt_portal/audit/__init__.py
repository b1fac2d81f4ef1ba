"""The log of who did or read what; only ever added to."""
