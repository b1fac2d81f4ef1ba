"""Pages about what came of it: work, aftercare, how a case ends and goes on, and appointments."""
