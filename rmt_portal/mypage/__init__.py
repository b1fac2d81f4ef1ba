"""The own page of a client (roof): composed from what each floor contributes, without rules of its own."""
