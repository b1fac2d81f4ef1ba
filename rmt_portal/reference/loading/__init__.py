"""Loading the files of the publishers, and our own starter set in the same formats, into the reference tables."""
