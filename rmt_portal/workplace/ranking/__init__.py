"""Pages about the ranking as a whole: which training opens most, fair and spread, the weights and how they change."""
