"""Rows into the engine's arrays. Nothing here scores, and nothing the engine may not know is read."""
