"""Commands of the partners."""
