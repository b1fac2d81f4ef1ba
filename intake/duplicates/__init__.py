"""People who may be known twice: found, judged by a human, merged with a preview, and taken back from a snapshot."""
