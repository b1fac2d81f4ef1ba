"""Weights: which rank a region now, proposing and counting others, and telling the public."""
