"""Which training opens how much work: worked out by a worker, and told in words."""
