"""Fictional people of the demo region, registered through the same action as everybody."""
