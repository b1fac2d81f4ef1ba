"""The schemes a region starts with."""
