"""Search: the only door to Haystack. The index proposes, the database decides."""
