"""A community out of a file: JSON Lines, read in batches, each line taken once whatever happens.

`run.import_file` is the door. The format is documented in docs/reference/import-format.md.
"""
